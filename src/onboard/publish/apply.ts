import type { Receipt } from "../../dns/provider.ts";
import type { Swap } from "../../dns/rrset.ts";
import { findDomainName } from "../../dns/domain-name.ts";
import type { EventOf } from "../../events/events-of.ts";
import { isOnboardError, type ErrorFacts, type OnboardError } from "../../errors/onboard-error.ts";
import type { FoundZone } from "../preflight/find-zone.ts";
import { patiently, type Run } from "../run.ts";

/**
 * How often somebody else's write between our reading and our writing is answered by planning anew; the next
 * lost race ends the command.
 */
const REPLANS = 3;

interface Plan {
  readonly swaps: readonly Swap[];
}

/** What to write, how to plan it again, and how to report it. */
export interface Writing<P extends Plan> {
  readonly plan: P;
  /** Reads and plans anew; given what was planned before. */
  readonly again: (before: P) => Promise<P>;
  /** Told of a plan that was written, and found beside somebody else's values. */
  readonly sayWritten: (plan: P) => void | Promise<void>;
}

type HeldZone = Pick<FoundZone, "provider" | "zone">;
type Writer = Pick<Run, "exclusive" | "emit" | "signal" | "clock" | "leftMs" | "beforeWrite" | "awayMs"> &
  Partial<Pick<Run, "waitMs">>;

/**
 * Write a plan, one domain at a time in a zone; when somebody else wrote there since it was made, tell so
 * and plan anew.
 * @returns the plan that was written in the end; without a receipt it stood there already
 * @throws OnboardError RRSET_CHANGED when the race is still lost after planning anew three times; and as
 * DnsProvider.apply and `again`
 */
export async function applyPlan<P extends Plan>(
  run: Writer,
  foundZone: HeldZone,
  { plan: first, again, sayWritten }: Writing<P>,
): Promise<{ readonly plan: P; readonly receipt: Receipt | undefined }> {
  let plan = first;
  for (let attempt = 1; ; attempt += 1) {
    if (plan.swaps.length === 0) return { plan, receipt: undefined };
    const outcome = await applyUnlessRaced(run, foundZone, plan.swaps);
    if (!("lost" in outcome)) return { plan, receipt: outcome };
    const { lost } = outcome;
    // A host without a compare-and-swap of its own found somebody else's value beside ours after the write.
    if (lost.facts["written"] === true) await sayWritten(plan);
    if (attempt > REPLANS) throw lost;
    run.emit({ type: "race.lost", attempt, ...besideIn(lost.facts), ...doubtIn(lost.facts) });
    plan = await again(plan);
  }
}

async function applyUnlessRaced(
  run: Writer,
  { provider, zone }: HeldZone,
  swaps: readonly Swap[],
): Promise<Receipt | { readonly lost: OnboardError }> {
  const { exclusive, signal, clock, beforeWrite } = run;
  // The others of the zone wait for a busy host, too: each would else begin to wait when the one before gives up.
  const since = clock.now();
  beforeWrite?.();
  try {
    return await exclusive(
      `${provider.name} ${zone.id}`,
      () => provider.apply(zone, swaps, patiently(run, since)),
      { signal },
    );
  } catch (error) {
    if (isOnboardError(error) && error.code === "RRSET_CHANGED") return { lost: error };
    throw error;
  }
}

function doubtIn({ mayHaveArrived }: ErrorFacts): Pick<EventOf<"race.lost">, "mayHaveArrived"> {
  return mayHaveArrived === true ? { mayHaveArrived } : {};
}

/** Whose values stand at a place beside ours, where the host's adapter says it. */
function besideIn({ owner, type, ours, theirs }: ErrorFacts): Pick<EventOf<"race.lost">, "beside"> {
  const name = typeof owner === "string" ? findDomainName(owner) : undefined;
  if (name === undefined || typeof type !== "string" || !isTexts(ours) || !isTexts(theirs)) return {};
  if (ours.length === 0 || theirs.length === 0) return {};
  return { beside: { rrset: { owner: name, type }, ours, theirs } };
}

function isTexts(given: unknown): given is readonly string[] {
  return Array.isArray(given) && given.every((one) => typeof one === "string");
}
