import { resolve } from "node:path";
import { METAS } from "../../providers/registry.ts";
import { systemClock } from "../clock.ts";
import { composeUndo } from "../compose.ts";
import type { Config } from "../config/config.ts";
import { loadConfig } from "../config/load.ts";
import { readOptions, type Options } from "../config/options.ts";
import { parseSenderDomain, type DomainName } from "../dns/domain-name.ts";
import { gravestExit } from "../errors/codes.ts";
import { OnboardError } from "../errors/onboard-error.ts";
import { createRedactor, redactDeep } from "../errors/redact.ts";
import type { EventBody } from "../events.ts";
import { writesIn, type DomainWrites } from "../onboard/logged-writes.ts";
import { createLocks, eachOf } from "../onboard/many.ts";
import { undoDomain } from "../onboard/undo.ts";
import { readEventLog } from "../report/read-log.ts";
import { flagsOf, type Arguments, type CommandContext } from "./command.ts";
import { LOG_FILE } from "./commands/undo.ts";
import { debugLine } from "./debug-line.ts";
import type { Io } from "./io.ts";
import { openKept } from "./keep.ts";
import { createRenderer } from "./renderer.ts";
import { withSandbox } from "./with-sandbox.ts";

/** How many domains are under way at once. */
const LANES = 8;

/** Put back what the runs of a log replaced, domain by domain. The log is read whole before anything else, so that an undo may append to it. */
export async function undo({ io, finish }: CommandContext, given: Arguments): Promise<void> {
  const flags = flagsOf(given);
  const options = readOptions(flags, io.env);
  const file = String(given[LOG_FILE]);
  const domains = chosen(writesIn(readEventLog(file, resolve(io.cwd, file))), given, file);
  await withSandbox({ options, flags, domains: domains.map(({ domain }) => domain) }, io, async ({ env, ...surroundings }) => {
    const config = await loadConfig({ ...surroundings, env, cwd: io.cwd, home: io.home, metas: METAS });
    finish(await undoDomains(io, { config, options, env, isDryRun: given["dry-run"] === true }, domains));
  });
}

/** @throws OnboardError CONFIG_INVALID for a domain that the log does not tell of */
function chosen(writes: readonly DomainWrites[], given: Arguments, file: string): readonly DomainWrites[] {
  const wanted = given["domain"] === undefined ? [] : (given["domain"] as readonly string[]).map(parseSenderDomain);
  const unknown = wanted.find((name) => !writes.some(({ domain }) => domain === name));
  if (unknown === undefined) return wanted.length === 0 ? writes : writes.filter(({ domain }) => wanted.includes(domain));
  const known = writes.map(({ domain }) => domain);
  throw new OnboardError("CONFIG_INVALID", `${file} tells nothing of ${unknown}.`, {
    hint: `Name one of ${known.slice(0, 5).join(", ")}, or leave --domain away.`,
    facts: { domain: unknown, known },
  });
}

interface Undoing {
  readonly config: Config;
  readonly options: Options;
  readonly env: Io["env"];
  readonly isDryRun: boolean;
}

async function undoDomains(io: Io, { config, options, env, isDryRun }: Undoing, domains: readonly DomainWrites[]): Promise<number> {
  const redact = createRedactor(config.secrets);
  const kept = openKept(io, options, redact);
  const renderer = createRenderer(io, options, { redact, secrets: config.secrets, domainCount: domains.length });
  const runFor = composeUndo(config, { env, signal: io.signal });
  const oneAtATime = createLocks();
  const confirm = confirmBy(io, options, () => renderer.pause());
  const tell = (domain: DomainName) => (body: EventBody) => {
    const event = { ...body, at: systemClock.now(), domain };
    // What it can't keep must not happen.
    kept.report(event);
    renderer.report(event);
  };
  try {
    const results = await eachOf(domains, LANES, (writes) => {
      const { domain } = writes;
      const ask = confirm === undefined ? undefined : () => oneAtATime("question", () => confirm(domain));
      return undoDomain(runFor(writes, { emit: tell(domain), confirm: ask, dryRun: isDryRun }));
    });
    renderer.stop();
    if (options.debug?.value === true)
      for (const { error } of results) if (error !== null) io.stderr.write(debugLine(redactDeep(error, redact)));
    return gravestExit(results.map(({ exit }) => exit));
  } finally {
    renderer.stop();
    kept.close();
  }
}

/** A person at a terminal is asked once for each domain, after seeing what would be put back. */
function confirmBy({ ask, signal }: Io, options: Options, pause: () => void): ((domain: DomainName) => Promise<boolean>) | undefined {
  if (ask === undefined || options.yes?.value === true) return undefined;
  return async (domain) => {
    pause();
    const answer = await ask(`Put this back? Mail sent through SES as ${domain} will no longer pass its checks. [y/N] `, signal);
    return /^y(?:es)?$/i.test(answer.trim());
  };
}
