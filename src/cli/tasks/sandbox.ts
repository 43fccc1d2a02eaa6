import type { SesProfile } from "../../sandbox/ses/attributes.ts";
import { findDuration } from "../../config/sources/duration.ts";
import { parseDomainName } from "../../dns/domain-name.ts";
import { OnboardError } from "../../errors/onboard-error.ts";
import type { Arguments, CommandContext } from "../command.ts";
import type { Io } from "../io.ts";

/** Start a sandbox, say how to reach it, and serve until stopped. */
export async function serveSandbox({ io, finish }: CommandContext, given: Arguments): Promise<void> {
  const { startSandbox, environmentOf } = await import("../../sandbox/sandbox.ts");
  const sandbox = await startSandbox({
    profile: given["profile"] as SesProfile,
    quota: quotaOf(given),
    lagMs: durationOf(given, "lag"),
    settleMs: durationOf(given, "settle"),
    zones: (given["zone"] as readonly string[] | undefined)?.map((zone) => ({ apex: parseDomainName(zone) })),
  });
  try {
    const lines = Object.entries(environmentOf(sandbox.description)).map(
      ([variable, value]) => `export ${variable}=${value}`,
    );
    io.stdout.write(
      given["json"] === true ? `${JSON.stringify(sandbox.description)}\n` : `${lines.join("\n")}\n`,
    );
    if (given["json"] !== true) io.stderr.write(invitation(sandbox.description.zones[0] ?? "example.test"));
    await untilStopped(io);
  } finally {
    await sandbox.close();
  }
  finish(0);
}

function durationOf(given: Arguments, option: string): number {
  const text = String(given[option]);
  const ms = findDuration(text);
  if (ms !== undefined) return ms;
  throw new OnboardError("CONFIG_INVALID", `--${option} takes a duration like 500ms or 5s, not "${text}".`, {
    hint: `Correct --${option}.`,
  });
}

function quotaOf({ quota }: Arguments): number {
  const text = String(quota);
  if (/^\d{1,6}$/.test(text)) return Number(text);
  throw new OnboardError("CONFIG_INVALID", `--quota takes a whole number, not "${text}".`, {
    hint: "Correct --quota.",
  });
}

function invitation(zone: string): string {
  return `\nThe sandbox serves until Ctrl-C. In another shell, set the variables above, then:\n  ses-onboard run mail.${zone} --provider cloudflare\n`;
}

/** Ctrl-C is how a sandbox ends: that is no failure. */
function untilStopped({ signal }: Io): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  // A pending promise alone does not keep a program alive; the sandbox's sockets do.
  return new Promise((resolve) => {
    signal.addEventListener("abort", () => resolve(), { once: true });
  });
}
