import { onAbort } from "../async/on-abort.ts";
import type { DomainName } from "../dns/domain-name.ts";
import type { EventBody } from "../events/event.ts";
import type { DomainResult } from "../events/result.ts";
import { checkDomain as check } from "../onboard/check/check-domain.ts";
import type { CommandRun } from "../onboard/command.ts";
import { onboardDomain as onboard, planDomain as plan } from "../onboard/onboard-domain.ts";
import type { Run } from "../onboard/run.ts";
import { steadyClock } from "./steady-clock.ts";

// The library's edge: the steps of a command with ports that a program filled, whatever these do. The command line
// has its own ports, and is told where its log fails: it goes straight to onboard.

/** After an abort so long, in milliseconds, a port may still say what became of a write. */
const LAST_WORD_MS = 900;

/** How one domain ended. */
export type ResultOfDomain = DomainResult & { readonly domain: DomainName };

/** The whole line for one domain. Never rejects: how it ended is the result. */
export async function onboardDomain(run: Run): Promise<ResultOfDomain> {
  return withPortsOfProgram(run, onboard);
}

/** What would be done; creates and writes nothing. Never rejects. */
export async function planDomain(run: Run): Promise<ResultOfDomain> {
  return withPortsOfProgram(run, plan);
}

/** Whether all stands as it should. Never rejects. */
export async function checkDomain(run: Run): Promise<ResultOfDomain> {
  return withPortsOfProgram(run, check);
}

type Portable = CommandRun & Pick<Run, "counted">;

/**
 * Whoever is told of events decides nothing: to stop a run, its signal is aborted. It ends within a second of that, also
 * where a port does not. Requests count anew for each call, and their retries are those of the run's clock and `emit`.
 */
export async function withPortsOfProgram<R extends Portable>(
  given: R,
  steps: (run: R) => Promise<DomainResult>,
): Promise<ResultOfDomain> {
  const late = new AbortController();
  let timer: ReturnType<typeof setTimeout> | undefined;
  const release = onAbort(given.signal, () => {
    timer = setTimeout(() => late.abort(given.signal.reason), LAST_WORD_MS);
  });
  const giveUp = given.giveUp === undefined ? late.signal : AbortSignal.any([given.giveUp, late.signal]);
  const own = { ...given, giveUp, emit: toldOnly(given.emit), clock: steadyClock(given.clock) };
  const { calls, within } = given.counted?.(own) ?? { calls: given.calls, within: (task) => task() };
  try {
    const result = await within(() => steps({ ...own, calls: orNone(calls) }));
    return { ...result, domain: given.domain };
  } finally {
    release();
    clearTimeout(timer);
  }
}

/** What it throws, or what its promise comes to, is its own affair. */
function toldOnly(emit: (body: EventBody) => unknown): (body: EventBody) => void {
  return (body) => {
    void (async () => emit(body))().catch(() => undefined);
  };
}

function orNone(calls: Run["calls"]): Run["calls"] {
  return () => {
    try {
      return calls();
    } catch {
      return { ses: 0, provider: 0, dns: 0 };
    }
  };
}
