import type { Preflight } from "../preflight/preflight.ts";
import { findOvertaken, isForeign } from "../publish/overtaken.ts";
import type { Planned } from "../publish/plan-records.ts";
import type { Run } from "../run.ts";
import type { Goal } from "./goal.ts";
import { sleptFor } from "./pace.ts";
import type { Watch } from "./watch.ts";

/** Between two looks at what is served, and twice as long after each look at the host. */
const OVERTAKEN_MS = 1_000;

export interface Overtaking extends Pick<Preflight, "provider" | "zone"> {
  readonly planned: Planned;
  readonly goals: readonly Goal[];
  /** Who does not serve them yet. */
  readonly watch: Pick<Watch, "laggards">;
}

/**
 * Who serves somebody else's value may be up to date: it was written after ours, and no waiting brings ours back.
 * @param signal ends it without an error
 * @throws OnboardError RRSET_CHANGED where the host holds it, too
 */
export async function planAnewWhenOvertaken(
  run: Run,
  { provider, zone, planned, goals, watch }: Overtaking,
  signal: AbortSignal,
): Promise<void> {
  if (provider.byHand === true) return;
  for (let pauseMs = OVERTAKEN_MS; await sleptFor(run, pauseMs, signal);) {
    const isServed = watch
      .laggards()
      .some(({ observation }) => observation?.kind === "answer" && isForeign(planned, observation.rrset));
    if (!isServed) continue;
    pauseMs *= 2;
    const overtaken = await findOvertaken({ ...run, signal }, { provider, zone }, goals).catch(
      (error: unknown) => {
        if (!signal.aborted) throw error;
        return undefined;
      },
    );
    if (overtaken !== undefined) throw overtaken;
  }
}
