import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Io } from "../../src/cli/io.ts";
import { quietWhileAsking } from "../../src/cli/quiet.ts";
import { main } from "../../src/cli/cli.ts";
import type { ErrorReport } from "../../src/errors/onboard-error.ts";
import type { OnboardEvent } from "../../src/events/event.ts";
import { environmentOf, startSandbox, type Sandbox, type SandboxOptions } from "../../src/sandbox/sandbox.ts";
import type { StoredRecord } from "../../src/sandbox/zone-store.ts";

/** What a command line printed and how it ended. */
export interface Ended {
  readonly exit: number;
  readonly stdout: string;
  readonly stderr: string;
}

type Written = Readonly<Pick<Ended, "stdout" | "stderr">>;

/** Who is asked at the terminal, and sees what is written. */
export type Person = (question: string, signal: AbortSignal, screen: Written) => Promise<string>;

export interface Place {
  readonly env?: Io["env"];
  readonly cwd?: string;
  readonly ask?: Person | undefined;
  readonly isTTY?: boolean;
  readonly columns?: number;
  readonly user?: string;
  readonly signal?: AbortSignal;
}

/** A home folder without anything of anybody's; what is kept there is nobody's either. */
const NOBODYS = join(tmpdir(), "ses-onboard-nobodys-home");

/** Where nobody can be asked, as every pipeline gives it. */
export const CONSENT = { SES_ONBOARD_YES: "true" } as const;

/** Run one command line in this process; nothing of the real surroundings reaches it. Without `ask` it consents. */
export async function runMain(argv: readonly string[], place: Place = {}): Promise<Ended> {
  const written = { stdout: "", stderr: "" };
  const { isTTY = false, columns, signal = new AbortController().signal } = place;
  const sink = (name: keyof typeof written) => ({
    write: (text: string) => void (written[name] += text),
    columns,
    rows: undefined,
    isTTY,
  });
  const { env = {}, cwd = "/nonexistent", ask, user } = place;
  const io: Io = {
    env: ask === undefined ? { ...CONSENT, ...env } : env,
    cwd,
    home: NOBODYS,
    user,
    stdout: sink("stdout"),
    stderr: sink("stderr"),
    ask: ask && ((question, own) => ask(question, own, written)),
    signal,
  };
  const exit = await main(argv, quietWhileAsking(io));
  return { exit, ...written };
}

/** A sandbox for one test, and the environment that points a command at it without needless waits. */
export async function withSandbox<T>(
  options: SandboxOptions,
  use: (sandbox: Sandbox, env: Readonly<Record<string, string>>) => Promise<T>,
): Promise<T> {
  const sandbox = await startSandbox(options);
  try {
    return await use(sandbox, {
      ...environmentOf(sandbox.description),
      SES_ONBOARD_ROUND_GAP: "10ms",
      SES_ONBOARD_DKIM: "1024",
    });
  } finally {
    await sandbox.close();
  }
}

/** One line of NDJSON: an event, a result, a diagnosis or an error. */
export interface Line {
  readonly type: string;
  readonly exit?: number;
  readonly error?: ErrorReport;
  readonly [fact: string]: unknown;
}

/** Every line of NDJSON. */
export function eventsIn(text: string): readonly Line[] {
  return text
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as Line);
}

export type Result = Extract<OnboardEvent, { readonly type: "result" }>;

/** The results, in the order in which the domains ended. */
export function resultsIn(text: string): readonly Result[] {
  return eventsIn(text).filter((event) => event.type === "result") as unknown as readonly Result[];
}

/**
 * `TXT mail.example.test v=spf1 …` for each record below a name, sorted; keys shortened, since each identity
 * has its own.
 */
export function recordsBelow(sandbox: Sandbox, name: string): readonly string[] {
  return recordsOf(sandbox)
    .filter(({ owner }) => owner === name || owner.endsWith(`.${name}`))
    .map(({ owner, type, value }) => `${type} ${owner} ${value.replace(/p=[A-Za-z0-9+/=]{40,}/, "p=KEY")}`)
    .toSorted();
}

function recordsOf({ store }: Sandbox): readonly StoredRecord[] {
  return store.zones.filter((zone) => zone.settings.delegated).flatMap((zone) => zone.current.records);
}

const WRITES = /^(?:POST|PATCH|PUT|DELETE) |^ChangeResourceRecordSets$|^CreateEmailIdentity$/;

/** Requests that change something at a host or create an identity. */
export function writesIn({ journal }: Sandbox): readonly string[] {
  return journal.entries.map((entry) => entry.operation).filter((operation) => WRITES.test(operation));
}
