import type { WordProposal } from "../errors/hint.ts";
import { readForeign, shortened, textOfThrown } from "../errors/foreign.ts";
import { isInterruption, type Interruption } from "../errors/interruption.ts";
import { isAbort, isOnboardError, OnboardError, toOnboardError } from "../errors/onboard-error.ts";
import type { EventBody } from "../events/event.ts";
import { unlessAborted } from "../async/together.ts";
import type { Command } from "../events/started.ts";
import type { Run } from "./run.ts";
import { resultOf, type End } from "../events/fold-result.ts";
import type { Abort, DomainResult, DomainState } from "../events/result.ts";
import { phrase } from "../errors/phrase.ts";

/** As much of a run as every command has. */
export interface CommandRun extends Pick<
  Run,
  | "version"
  | "domain"
  | "clock"
  | "calls"
  | "emit"
  | "signal"
  | "giveUp"
  | "elsewhere"
  | "started"
  | "wordFor"
  | "language"
  | "by"
  | "account"
> {
  readonly identities: { readonly site: string; readonly region: string };
  /** Nothing is written, and the log says so. */
  readonly dryRun?: boolean;
  /** SES is not asked, and the log says so. */
  readonly dnsOnly?: boolean;
  readonly configured?: Run["configured"];
}

/**
 * Runs the steps of a command for one domain. Its events are kept, and whatever happens, it ends with a
 * result made of them. Never rejects, not even when an event can't be told (a full disk under the event
 * log): that is a failure like any other.
 */
export async function runSteps<R extends CommandRun>(
  command: Command,
  given: R,
  steps: (run: R) => Promise<DomainState>,
): Promise<DomainResult> {
  const started = given.clock.now();
  const events: EventBody[] = [];
  let isOver = false;
  const emit = (body: EventBody): void => {
    // Steps that were given up go on behind the result: they tell nothing any more, and so write nothing either.
    if (isOver) throw given.signal.reason;
    events.push(body);
    given.emit(body);
  };
  const run = { ...given, emit, signal: AbortSignal.any([given.signal]) };
  const end = await endOfSteps(run, (own) => {
    emit(startOf(command, own));
    own.signal.throwIfAborted();
    return unlessAborted(own.giveUp, steps(own));
  });
  isOver = true;
  return emitResult(
    command,
    given,
    resultOf(events, {
      ...end,
      calls: run.calls(),
      totalMs: run.clock.now() - started,
      word: wordOf(command, given),
      language: given.language,
    }),
  );
}

/** What it was asked to do; what was not said is left out. */
function startOf(
  command: Command,
  { version, identities, dryRun, dnsOnly, by, account, elsewhere, started, configured }: CommandRun,
): EventBody {
  const { site, region } = identities;
  return {
    type: "run.started",
    version,
    site,
    region,
    ...(by === undefined ? {} : { by }),
    ...(account === undefined ? {} : { account }),
    ...(dryRun === true ? { dryRun } : {}),
    ...(dnsOnly === true ? { dnsOnly } : {}),
    ...elsewhere,
    ...configured,
    ...started,
    command,
  };
}

/** Undefined: the words for a program. */
function wordOf(command: Command, { started, wordFor, domain }: CommandRun): WordProposal | undefined {
  return wordFor?.({ ...started, command }, domain);
}

function emitResult(command: Command, given: CommandRun, result: DomainResult): DomainResult {
  try {
    given.emit(result);
    return result;
  } catch (thrown) {
    const error = toOnboardError(thrown);
    return {
      ...result,
      state: "failed",
      exit: error.exit,
      error: error.toReport(wordOf(command, given), given.language),
    };
  }
}

async function endOfSteps<R extends CommandRun>(
  run: R,
  steps: (run: R) => Promise<DomainState>,
): Promise<End> {
  try {
    return { state: await steps(run), exit: 0, error: undefined };
  } catch (thrown) {
    const { reason }: { readonly reason: unknown } = run.signal;
    if (isOnboardError(reason)) return failed(reason === thrown ? reason : withWordOf(thrown, reason));
    if (isInterruption(thrown)) return { ...endedBy(thrown), error: undefined, saidNo: thrown.saidNo };
    if (isAbort(thrown, run.signal)) return interrupted(run, undefined);
    const error = toOnboardError(thrown);
    // What a port has to say about its interrupted call, like "the write may have arrived", stays in the
    // result.
    if (run.signal.aborted && error.code !== "UNEXPECTED") return interrupted(run, error);
    return failed(error);
  }
}

function failed(error: OnboardError): End {
  return { state: stateOf(error), exit: error.exit, error };
}

/** A failure from outside that ended a step, with what the step had to say to that, like "it may have arrived". */
function withWordOf(thrown: unknown, failure: OnboardError): OnboardError {
  if (!isOnboardError(thrown) || thrown.code === "UNEXPECTED") return failure;
  const other = toOnboardError(thrown);
  const { code, facts } = other;
  const { message, hint } = OnboardError.partsOf(failure);
  return new OnboardError(failure.code, phrase`${message} And: ${OnboardError.partsOf(other).message}`, {
    hint,
    facts: { ...failure.facts, ended: { code, ...facts } },
    cause: failure,
  });
}

function interrupted({ signal }: CommandRun, error: OnboardError | undefined): End {
  return { ...endedBy(signal.reason), error };
}

/** A person's "no" is no abort. */
function endedBy(reason: unknown): Pick<End, "state" | "exit" | "abort"> {
  if (!isInterruption(reason)) return { state: "interrupted", exit: 130, abort: abortOf(reason) };
  const { exit, saidNo } = reason;
  return { state: "interrupted", exit, ...(saidNo ? {} : { abort: { by: SIGNAL_OF[exit] } }) };
}

const SIGNAL_OF: Readonly<Record<Interruption["exit"], Abort["by"]>> = {
  129: "SIGHUP",
  130: "SIGINT",
  143: "SIGTERM",
};

function abortOf(reason: unknown): Abort {
  const name = readForeign((): unknown => (reason instanceof Error ? reason.name : undefined));
  if (name === "TimeoutError") return { by: "timeout" };
  // abort() without a reason makes one of this name, which says nothing.
  if (name === "AbortError") return { by: "caller" };
  return { by: "caller", reason: shortened(textOfThrown(reason)) };
}

/** An API that went away when all was published leaves the domain as it is: not yet verified. */
function stateOf({ kind, facts }: OnboardError): DomainState {
  return STATE_BY_KIND[kind] ?? (facts["pending"] === true ? "pending" : "failed");
}

const STATE_BY_KIND: Partial<Record<OnboardError["kind"], DomainState>> = {
  pending: "pending",
  drift: "drifted",
};
