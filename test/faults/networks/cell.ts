import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseDomainName } from "../../../src/dns/domain-name.ts";
import type { ErrorReport } from "../../../src/errors/onboard-error.ts";
import { environmentOf, EXAMPLE_ZONES, startSandbox, type Sandbox } from "../../../src/sandbox/sandbox.ts";
import { runChild } from "../../support/child.ts";
import { eventsIn, recordsBelow, writesIn, type Line } from "../../support/cli.ts";
import { scratchFolder } from "../../support/scratch-folder.ts";
import { CERTIFICATE_OF_RESOLVERS } from "./certificate.ts";
import { openNetwork, type Asked, type Conditions } from "./network.ts";

export const COMMANDS = ["run", "plan", "check", "doctor"] as const;
export type Command = (typeof COMMANDS)[number];

export interface Cell extends Conditions {
  readonly command: Command;
}

/** What came of one command in one network. */
export interface Observed {
  readonly exit: number | null;
  /** Of the first that failed. */
  readonly error: ErrorReport | undefined;
  readonly lines: readonly Line[];
  /** All that was printed and logged. */
  readonly output: string;
  readonly tookMs: number;
  readonly asked: readonly Asked[];
  /** Milliseconds since 1970, of the first change of the zone. */
  readonly writtenAt: number | undefined;
  readonly writes: readonly string[];
  /** `TXT mail.example.com` for each record that SES had accepted before. */
  readonly accepted: readonly string[];
}

export const DOMAIN = parseDomainName("mail.example.com");
const APEX = parseDomainName("example.com");

/** A small company's zone below a top-level domain of the world. */
const ZONES = EXAMPLE_ZONES.map(({ records = [], ...zone }) => ({
  ...zone,
  apex: APEX,
  records: records.map(({ owner, values, ...record }) => ({
    ...record,
    owner: moved(owner) as typeof owner,
    values: values.map(moved),
  })),
}));

function moved(text: string): string {
  return text.replaceAll("example.test", APEX);
}

const TRUSTED = join(scratchFolder(), "trusted.pem");
writeFileSync(TRUSTED, CERTIFICATE_OF_RESOLVERS.cert);

/** What a `run` may take from its first write on: a pause of one minute is in it. */
export const WAIT_MS = 100_000;

/** So many times slower passes the program's own time, on a machine that is busy with other work. */
export const SLOWER = Number(process.env["NETWORKS_SLOWER"] ?? (process.env["NETWORKS"] === "all" ? 1 : 2));
const TEST_SLOWER = String(SLOWER);
const SLOWLY = "slow-clock.mjs";

const LOG = "events.ndjson";
const TOLD = ["--format", "plain", "--log", LOG];
const OPTIONS: Readonly<Record<Command, readonly string[]>> = {
  run: [...TOLD, "--wait", `${WAIT_MS / 1_000}s`],
  plan: TOLD,
  check: TOLD,
  doctor: ["--format", "json"],
};

/** One command of the built program, in a world and a network of its own. `check` finds a domain that is verified. */
export async function observe({ command, ...conditions }: Cell): Promise<Observed> {
  const sandbox = await startSandbox({ zones: ZONES });
  const {
    SES_ONBOARD_DNS_ROOTS: roots = "",
    SES_ONBOARD_DNS_PORT: port = "",
    ...own
  } = environmentOf(sandbox.description);
  const base = {
    ...own,
    SES_ONBOARD_ROUND_GAP: "10ms",
    SES_ONBOARD_DKIM: "1024",
    SES_ONBOARD_PROVIDER: "cloudflare",
  };
  if (command === "check")
    await onboard({ ...base, TEST_SLOWER, SES_ONBOARD_DNS_ROOTS: roots, SES_ONBOARD_DNS_PORT: port });
  const accepted = recordsBelow(sandbox, DOMAIN).map((line) => line.split(" ", 2).join(" "));
  const before = writesIn(sandbox).length;
  const since = Date.now();
  const network = await openNetwork(sandbox, conditions);
  try {
    const cwd = scratchFolder();
    const ended = await runChild(
      [command, DOMAIN, ...OPTIONS[command]],
      { ...base, ...network.env, ...trust(conditions), TEST_SLOWER },
      { cwd, preload: ["../faults/networks/rerouted.mjs", SLOWLY] },
    );
    const log = command === "doctor" ? ended.stdout : readFileSync(join(cwd, LOG), "utf8");
    const lines = eventsIn(log);
    return {
      exit: ended.exit,
      error: errorIn(lines),
      lines,
      output: ended.stdout + ended.stderr + log,
      tookMs: ended.tookMs / SLOWER,
      asked: network.asked,
      writtenAt: firstWriteOf(sandbox, since),
      writes: writesIn(sandbox).slice(before),
      accepted,
    };
  } finally {
    await Promise.all([network.close(), sandbox.close()]);
  }
}

/** Of a doctor, that of the first check that failed. */
function errorIn(lines: readonly Line[]): ErrorReport | undefined {
  const checks = lines.flatMap(({ checks }) => (checks ?? []) as readonly Pick<Line, "error">[]);
  return [...lines, ...checks]
    .map(({ error }) => error)
    .find((error) => error !== undefined && error !== null);
}

function trust({ byHttps }: Conditions): Readonly<Record<string, string>> {
  return byHttps.isUntrusted === true ? {} : { NODE_EXTRA_CA_CERTS: TRUSTED };
}

async function onboard(env: Readonly<Record<string, string>>): Promise<void> {
  const { exit, stdout, stderr } = await runChild(["run", DOMAIN], env, { preload: [SLOWLY] });
  if (exit !== 0) throw new Error(`the domain could not be onboarded: ${stdout}${stderr}`);
}

function firstWriteOf({ journal }: Sandbox, since: number): number | undefined {
  return journal.entries.find(
    ({ api, at, operation }) =>
      api === "cloudflare" && at >= since && /^(?:POST|PUT|PATCH|DELETE) /.test(operation),
  )?.at;
}
