import type { DomainName } from "../../dns/domain-name.ts";
import type { Delegation } from "../../dns/observation.ts";
import type { RRset } from "../../dns/rrset.ts";
import type { Hint } from "../../errors/hint.ts";
import { isOnboardError, type OnboardError } from "../../errors/onboard-error.ts";
import type { Requirement } from "../../plan/requirement.ts";
import { requireServed } from "../preflight/require-served.ts";
import { warnOfDoubledName, warnOfMisplacedDmarc } from "../preflight/warn-of-names.ts";
import { inspectRequirement, type Inspection } from "./inspect.ts";
import { driftOf } from "./drift.ts";
import { cannotBeSeen, isNotSeen, isUnserved } from "./endings.ts";
import { warnOfServers } from "./warn-of-servers.ts";
import { isServedByAll, lookEverywhere } from "./look.ts";
import type { Seen } from "./said.ts";
import type { RefusedRecord } from "../dnssec/receivers.ts";
import { isSigned } from "../dnssec/signed.ts";
import { hearResolvers } from "../confirm/public-resolvers.ts";
import { besideWildcards } from "./beside-wildcards.ts";
import type { Run } from "../run.ts";
import { together } from "../../async/together.ts";

/** What a check looks for. */
export interface Wanted {
  readonly requirements: readonly Requirement[];
  /** What counts of each of them. Absent: whether it is met. */
  readonly see?: (inspection: Inspection) => readonly Inspection[];
  /** What goes before the records themselves. Absent: nothing does. */
  readonly judge?: (seen: Seen) => OnboardError | undefined;
  /** What mends a record that is missing or differs. Absent: a run does. */
  readonly mend?: Hint;
}

/**
 * One look at every authoritative server; once more where the zone is served by others by then.
 * @throws OnboardError NOT_OBSERVABLE, DRIFT, ZONE_NOT_DELEGATED, and what `judge` gives
 */
export async function compare(run: Run, delegation: Delegation, wanted: Wanted): Promise<void> {
  const failure = await failureAt(run, delegation, wanted);
  if (failure === undefined) return;
  const moved = await delegationSince(run, delegation);
  const again = moved === undefined ? failure : await failureAt(run, moved, wanted);
  if (again !== undefined) throw again;
}

export function tellDelegation(run: Run, { apex, parentNameServers: nameServers, soa }: Delegation): void {
  run.emit({ type: "delegation.found", apex, nameServers, negativeTtlSeconds: soa?.negativeTtl ?? null });
}

/** What is not as it should be where these servers serve the zone; undefined: nothing. */
async function failureAt(
  run: Run,
  delegation: Delegation,
  wanted: Wanted,
): Promise<OnboardError | undefined> {
  try {
    await requireServed(run, delegation);
    const inspections = await inspectAll(run, wanted, delegation.apex);
    const look = await lookEverywhere(
      run,
      delegation,
      inspections.map(({ goal }) => goal),
    );
    const refused = await refusedByReceivers(run, delegation.apex, { inspections, look });
    const seen = { inspections, look, refused };
    warnOfServers(run, delegation, seen);
    return judge(run, wanted, seen);
  } catch (error) {
    if (isNotSeen(error) || isUnserved(error)) return error;
    throw error;
  }
}

function judge({ domain }: Run, wanted: Wanted, seen: Seen): OnboardError | undefined {
  const { inspections, look, refused } = seen;
  if (look.answers.length > 0 && look.answers.every(({ verdict }) => verdict === "unreachable"))
    return cannotBeSeen(domain, look);
  const first = wanted.judge?.(seen);
  if (first !== undefined) return first;
  const isFaulty = inspections.some(({ faults }) => faults.length > 0);
  // Where a record is missed no server serves it, so they don't agree.
  return isFaulty || refused.length > 0 || !look.agrees ? driftOf(domain, seen, wanted.mend) : undefined;
}

/** Of a signed zone, whether those that validate see what all name servers serve. Nobody is asked for anything else. */
async function refusedByReceivers(
  run: Run,
  apex: DomainName,
  { inspections, look }: Omit<Seen, "refused">,
): Promise<readonly RefusedRecord[]> {
  const goals = inspections.map(({ goal }) => goal).filter((goal) => isServedByAll(look, goal));
  if (goals.length === 0 || (await isSigned(run, apex)) !== true) return [];
  return hearResolvers(run, { apex, goals, signed: true }).refused();
}

/** Where the zone is served by others by now; undefined: it isn't, or nobody can tell. */
async function delegationSince(run: Run, before: Delegation): Promise<Delegation | undefined> {
  const { authority, domain, signal } = run;
  const now = await authority.delegation(domain, { signal, fresh: true }).catch((error: unknown) => {
    if (isOnboardError(error)) return undefined;
    throw error;
  });
  if (now === undefined || serversText(now) === serversText(before)) return undefined;
  tellDelegation(run, now);
  return now;
}

function serversText({ apex, addresses }: Delegation): string {
  return [
    apex,
    ...addresses.map(({ server, address, port }) => `${server} ${address} ${port}`).sort(),
  ].join();
}

async function inspectAll(
  run: Run,
  { requirements, see = (one) => [one] }: Wanted,
  apex: DomainName,
): Promise<readonly Inspection[]> {
  const found = await together(
    run,
    requirements.map(
      (requirement) => async (own) => besideWildcards(own, apex, await inspectRequirement(own, requirement)),
    ),
  );
  const inspections = found.flatMap(see);
  for (const { plan, problem } of inspections)
    run.emit({ type: "rrset.planned", ...plan, found: problem?.kind ?? "met" });
  warnOfMisplacedDmarc(run, servedIn(inspections));
  await warnOfDoubledNames(run, apex, inspections);
  return inspections;
}

function servedIn(inspections: readonly Inspection[]): readonly RRset[] {
  return inspections.flatMap(({ plan }) => plan.before ?? []);
}

/** A missing record may stand at a name to which a DNS console has appended the zone a second time. */
async function warnOfDoubledNames(
  run: Run,
  apex: DomainName,
  inspections: readonly Inspection[],
): Promise<void> {
  const missing = inspections
    .filter(({ problem }) => problem?.kind === "missing")
    .map(({ plan }) => plan.record);
  await together(
    run,
    missing.map((record) => (own) => warnOfDoubledName(own, apex, record)),
  );
}
