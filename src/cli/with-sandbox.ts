import type { Flags, Options } from "../config/options.ts";
import { OnboardError } from "../errors/onboard-error.ts";
import type { Io } from "./io.ts";

/** Flags and environment, as config/load.ts takes them. */
interface Surroundings {
  readonly flags: Flags;
  readonly env: Io["env"];
  readonly ignoreFile: boolean;
}

/** How far the rehearsal's second name server is behind: long enough to see the wait, short enough not to mind. */
const REHEARSAL_LAG_MS = 1_500;

/** With `--sandbox` the task sees a world of its own; no real credential and no config file reaches it. */
export async function withSandbox(
  options: Options,
  flags: Flags,
  io: Io,
  task: (surroundings: Surroundings) => Promise<void>,
): Promise<void> {
  if (options.sandbox?.value !== true) return task({ flags, env: io.env, ignoreFile: false });
  if (options.config !== undefined) throw noConfigThere();
  const { startSandbox, environmentOf } = await import("../sandbox/sandbox.ts");
  const sandbox = await startSandbox({ lagMs: REHEARSAL_LAG_MS });
  try {
    const env = { PATH: io.env["PATH"], ...environmentOf(sandbox.description) };
    await task({ flags: { provider: "cloudflare", ...givenByEnvironment(options), ...flags }, env, ignoreFile: true });
  } finally {
    await sandbox.close();
  }
}

/** What the real environment says about the run itself holds in a rehearsal too; addresses and credentials don't. */
function givenByEnvironment(options: Options): Flags {
  const kept = ["wait", "mx", "dmarc", "dkim", "ttl", "format", "color", "log"] as const;
  return Object.fromEntries(kept.flatMap((name) => (options[name] === undefined ? [] : [[name, textOf(options[name].value)]]))) as Flags;
}

function noConfigThere(): OnboardError {
  return new OnboardError("CONFIG_INVALID", "A rehearsal with --sandbox reads no config file: its addresses and credentials are real.", {
    hint: "Leave --config away, or start `ses-onboard sandbox` and point a config of your own at it.",
  });
}

function textOf(value: unknown): string {
  return String(value);
}
