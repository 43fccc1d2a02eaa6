import { systemClock } from "../../async/clock.ts";
import type { Config } from "../../config/config.ts";
import type { Options } from "../../config/sources/options.ts";
import type { DomainName } from "../../dns/domain-name.ts";
import { gravestExit } from "../../errors/codes.ts";
import { createRedactor, redactDeep } from "../../errors/redact.ts";
import type { EventBody, Reporter } from "../../events/event.ts";
import { eachOf } from "../../async/each-of.ts";
import { debugLine } from "../debug-line.ts";
import type { Io } from "../io.ts";
import { openKeptFiles } from "./log-and-report.ts";
import { createRenderer } from "./renderer.ts";
import { createLocks } from "../../async/locks.ts";
import type { DomainResult } from "../../events/result.ts";

/**
 * How many domains are under way at once. Most of a domain's time is spent waiting, for name servers or for
 * SES, and each account's rate is kept by compose.ts; this bounds memory, and what is begun when somebody
 * stops the program.
 */
const MOST_AT_ONCE = 32;

/**
 * What the domains of one command share: secrets to hide, options of the output, the question for consent.
 */
export interface SharedByDomains {
  readonly config: Pick<Config, "secrets">;
  readonly options: Options;
  /** What a person at a terminal is asked before a domain's first step that is not easily taken back. */
  readonly question: (domain: DomainName) => string;
}

/** What the task of one domain calls: with its events, and for consent. */
export interface DomainCallbacks {
  readonly emit: (body: EventBody) => void;
  /** Undefined: nobody is there to ask, or nobody wants to be asked. */
  readonly confirm: (() => Promise<boolean>) | undefined;
}

/**
 * Opens log and renderer, runs the task for each domain, and ends with the gravest exit status.
 * @throws OnboardError for what is wrong with the whole command; one domain's failure is a result
 */
export async function runDomains<T>(
  io: Io,
  { config, options, question }: SharedByDomains,
  domains: ReadonlyMap<DomainName, T>,
  task: (domain: DomainName, own: T, callbacks: DomainCallbacks) => Promise<DomainResult>,
): Promise<number> {
  const redact = createRedactor(config.secrets);
  const kept = openKeptFiles(io, options, redact);
  const renderer = createRenderer(io, options, {
    redact,
    secrets: config.secrets,
    domainCount: domains.size,
  });
  const report: Reporter = (event) => {
    // The event log and the reports first: when they can't take the event, the step it announces must not
    // happen.
    kept.report(event);
    renderer.report(event);
  };
  const oneAtATime = createLocks();
  const ask = askerOf(io, options, () => renderer.pause());
  try {
    const results = await eachOf([...domains], MOST_AT_ONCE, ([domain, own]) => {
      const confirm =
        ask === undefined ? undefined : () => oneAtATime("question", () => ask(question(domain)));
      return task(domain, own, {
        emit: (body) => report({ ...body, time: systemClock.now(), domain }),
        confirm,
      });
    });
    renderer.stop();
    if (options.debug !== undefined && options.debug.value !== false)
      for (const { error } of results)
        if (error !== null) io.stderr.write(debugLine(redactDeep(error, redact)));
    return gravestExit(results.map((result) => result.exit));
  } finally {
    renderer.stop();
    kept.close();
  }
}

/** A person at a terminal is asked; everywhere else nobody is. */
function askerOf(
  { ask, signal }: Io,
  options: Options,
  pause: () => void,
): ((question: string) => Promise<boolean>) | undefined {
  if (ask === undefined || options.yes?.value === true || options.sandbox?.value === true) return undefined;
  return async (question) => {
    pause();
    return /^y(?:es)?$/i.test((await ask(`${question} [y/N] `, signal)).trim());
  };
}
