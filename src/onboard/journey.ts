import { Interruption } from "../errors/interruption.ts";
import { isAbort, toOnboardError, type OnboardError } from "../errors/onboard-error.ts";
import type { Command, DomainResult, DomainState, EventBody } from "../events.ts";
import type { Run } from "./ports.ts";
import { resultOf } from "./result.ts";

/** One domain's way through a command: its events are kept, and whatever happens it ends with a result made of them. */
export async function journey(command: Command, given: Run, steps: (run: Run) => Promise<DomainState>): Promise<DomainResult> {
  const started = given.clock.now();
  const events: EventBody[] = [];
  const emit = (body: EventBody): void => {
    events.push(body);
    given.emit(body);
  };
  const run = { ...given, emit };
  emit({ type: "run.started", command, version: run.version, site: run.identities.site, region: run.identities.region });
  const end = await endOf(run, steps);
  const result = resultOf(events, { ...end, calls: run.calls(), totalMs: run.clock.now() - started });
  given.emit(result);
  return result;
}

export interface End {
  readonly state: DomainState;
  readonly exit: number;
  readonly error: OnboardError | undefined;
}

async function endOf(run: Run, steps: (run: Run) => Promise<DomainState>): Promise<End> {
  try {
    return { state: await steps(run), exit: 0, error: undefined };
  } catch (thrown) {
    if (thrown instanceof Interruption) return { state: "interrupted", exit: thrown.exit, error: undefined };
    if (isAbort(thrown, run.signal))
      return { state: "interrupted", exit: run.signal.reason instanceof Interruption ? run.signal.reason.exit : 130, error: undefined };
    const error = toOnboardError(thrown);
    return { state: STATE_BY_KIND[error.kind] ?? "failed", exit: error.exit, error };
  }
}

const STATE_BY_KIND: Partial<Record<OnboardError["kind"], DomainState>> = { pending: "pending", drift: "drifted" };
