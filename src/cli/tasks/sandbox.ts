import { resolve } from "node:path";
import { isOnboardError } from "../../errors/onboard-error.ts";
import { variableOf } from "../../config/sources/options.ts";
import { isGiven, type Arguments, type CommandContext } from "../command.ts";
import type { Io } from "../io.ts";
import { sandboxOptionsOf, textOf } from "./sandbox-options.ts";
import { quoted, shellLine } from "../../shell-words.ts";
import { exportLines, writeEnvFile } from "./env-file.ts";

/** Start a sandbox, say how to reach it, and serve until stopped. */
export async function serveSandbox({ io, finish }: CommandContext, given: Arguments): Promise<void> {
  const asJson = isGiven(given, "json");
  const { startSandbox, environmentOf } = await import("../../sandbox/sandbox.ts");
  const sandbox = await startSandbox(await sandboxOptionsOf(given));
  let forget = (): void => undefined;
  try {
    const { description } = sandbox;
    // All of its hosts hold each zone: commands that are printed there have to run as they stand.
    const variables = { ...environmentOf(description), [variableOf("provider")]: "cloudflare" };
    const file = textOf(given, "env");
    if (file !== undefined) forget = await writeEnvFile(resolve(io.cwd, file), variables);
    if (asJson) {
      io.stdout.write(`${JSON.stringify(description)}\n`);
    } else {
      if (file === undefined) io.stdout.write(`${exportLines(variables).join("\n")}\n`);
      io.stderr.write(invitation(io, `mail.${description.zones[0] ?? "example.test"}`, file));
    }
    await untilStopped(io);
  } finally {
    forget();
    await sandbox.close();
  }
  if (isOnboardError(io.signal.reason)) throw io.signal.reason;
  finish(0);
}

function invitation({ startedAs = ["ses-onboard"] }: Io, domain: string, file: string | undefined): string {
  const door = `"$SES_ONBOARD_SES_ENDPOINT/sandbox/records"`;
  return [
    "",
    `The sandbox serves until Ctrl-C. In another shell${file === undefined ? ", set the variables above, then" : ""}:`,
    ...(file === undefined ? [] : [`  . ${sourced(file)}`]),
    `  ${shellLine([...startedAs, "run", domain])}`,
    "There, too: place a record as somebody else would, see all, take the record set away:",
    `  curl -d '${domain} TXT "v=spf1 -all"' ${door}`,
    `  curl ${door}`,
    `  curl -X DELETE -d '${domain} TXT' ${door}`,
    "",
  ].join("\n");
}

/** A shell looks a name without a slash up in PATH, and reads one that begins with a dash as an option. */
function sourced(file: string): string {
  return quoted(/^\.{0,2}\//.test(file) ? file : `./${file}`);
}

/** Ctrl-C is how a sandbox ends: that is no failure. */
function untilStopped({ signal }: Io): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  // A pending promise alone does not keep a program alive; the sandbox's sockets do.
  return new Promise((resolve) => {
    signal.addEventListener("abort", () => resolve(), { once: true });
  });
}
