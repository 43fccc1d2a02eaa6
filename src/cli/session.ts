import { METAS } from "../../providers/registry.ts";
import { systemClock } from "../clock.ts";
import { compose, type Composition } from "../compose.ts";
import type { Config } from "../config/config.ts";
import { loadConfig } from "../config/load.ts";
import { readOptions, type Flags, type Options } from "../config/options.ts";
import type { DomainName } from "../dns/domain-name.ts";
import { gravestExit } from "../errors/codes.ts";
import { createRedactor, redactDeep } from "../errors/redact.ts";
import type { DomainResult, EventBody, Reporter } from "../events.ts";
import { createLocks, eachOf } from "../onboard/many.ts";
import type { Run } from "../onboard/ports.ts";
import { withTemporaryKeys } from "../temporary-keys.ts";
import { flagsOf, type Arguments, type CommandContext } from "./command.ts";
import { debugLine } from "./debug-line.ts";
import { readDomains, type Domains } from "./domains.ts";
import type { Io } from "./io.ts";
import { openKept } from "./keep.ts";
import { createRenderer } from "./renderer.ts";
import { withSandbox } from "./with-sandbox.ts";

/**
 * How many domains are under way at once. Most of a domain's time is spent waiting, for name servers or for SES, and each account's rate is kept by
 * compose.ts; this bounds memory, and what is begun when somebody stops the program.
 */
const LANES = 32;

/** What a command about domains does with one of them. */
export type DomainTask = (run: Run) => Promise<DomainResult>;

/** A command's world, once flags, environment, sandbox and config are read. */
export interface Session {
  readonly config: Config;
  readonly options: Options;
  readonly composition: Composition;
}

/** What the command line gave. */
export interface Given {
  readonly flags: Flags;
  readonly domains: readonly DomainName[];
}

/**
 * Options, sandbox, config and ports come up, the task runs, everything goes down again.
 * @throws OnboardError for what is wrong with the whole command
 */
export async function openSession(io: Io, given: Given, task: (session: Session) => Promise<void>): Promise<void> {
  const options = readOptions(given.flags, io.env);
  await withSandbox({ ...given, options }, io, async (surroundings) => {
    const surface = { env: surroundings.env, signal: io.signal };
    const config = await withTemporaryKeys(await loadConfig({ ...surroundings, cwd: io.cwd, home: io.home, metas: METAS }), surface);
    const composition = compose(config, surface);
    await task({ config, options, composition });
  });
}

/**
 * The frame of run, plan and check: log and renderer come up, each domain gets its task, the gravest exit wins.
 * @throws OnboardError for what is wrong with the whole command; one domain's failure is a result
 */
export async function runSession({ io, finish }: CommandContext, given: Arguments, task: DomainTask): Promise<void> {
  const flags = flagsOf(given);
  const domains = await readDomains(given, readOptions(flags, io.env), io.cwd);
  await openSession(io, { flags, domains: [...domains.keys()] }, async (session) => finish(await runDomains(io, session, domains, task)));
}

async function runDomains(io: Io, { config, options, composition }: Session, domains: Domains, task: DomainTask): Promise<number> {
  const redact = createRedactor(config.secrets);
  const kept = openKept(io, options, redact);
  const renderer = createRenderer(io, options, { redact, secrets: config.secrets, domainCount: domains.size });
  const report: Reporter = (event) => {
    // What it can't keep must not happen.
    kept.report(event);
    renderer.report(event);
  };
  const oneAtATime = createLocks();
  const confirm = confirmBy(io, options, () => renderer.stop());
  try {
    const results = await eachOf([...domains], LANES, ([domain, own]) => {
      const ask = confirm === undefined ? undefined : () => oneAtATime("question", () => confirm(domain));
      return task(composition.runFor(domain, { emit: stamped(domain, report), confirm: ask, own }));
    });
    renderer.stop();
    if (options.debug?.value === true)
      for (const { error } of results) if (error !== null) io.stderr.write(debugLine(redactDeep(error, redact)));
    return gravestExit(results.map((result) => result.exit));
  } finally {
    renderer.stop();
    kept.close();
  }
}

function stamped(domain: DomainName, report: Reporter): (body: EventBody) => void {
  return (body) => report({ ...body, at: systemClock.now(), domain });
}

/** A person at a terminal is asked once, before Create; everywhere else nobody is. */
function confirmBy(io: Io, options: Options, pause: () => void): ((domain: DomainName) => Promise<boolean>) | undefined {
  const { ask } = io;
  if (ask === undefined || options.yes?.value === true || options.sandbox?.value === true) return undefined;
  return async (domain) => {
    pause();
    const answer = await ask(`Go on with ${domain} as planned above? An identity, once created, can't be removed. [y/N] `, io.signal);
    return /^y(?:es)?$/i.test(answer.trim());
  };
}
