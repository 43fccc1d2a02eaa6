import type { DomainName } from "../../dns/domain-name.ts";
import type { Delegation } from "../../dns/observation.ts";
import type { RRset } from "../../dns/rrset.ts";
import { isOnboardError, type OnboardError } from "../../errors/onboard-error.ts";
import type { Identity } from "../../plan/identity.ts";
import { requireServed } from "../preflight/require-served.ts";
import { warnOfDoubledName, warnOfMisplacedDmarc } from "../preflight/warn-of-names.ts";
import { answerOf, sesViews } from "../confirm/confirm.ts";
import { inspectRequirement, type Inspection } from "./inspect.ts";
import { driftOf, notVerified } from "./drift.ts";
import { cannotBeSeen, isNotSeen, isUnserved, missingIdentity, withWordOfSes } from "./endings.ts";
import { warnOfServers } from "./warn-of-servers.ts";
import { isServedByAll, lookEverywhere } from "./look.ts";
import type { Seen } from "./said.ts";
import type { RefusedRecord } from "../dnssec/receivers.ts";
import { isSigned } from "../dnssec/signed.ts";
import { hearResolvers } from "../confirm/public-resolvers.ts";
import { seenByResolvers } from "./by-resolvers.ts";
import { portCauseOf } from "../preflight/find-zone.ts";
import { besideWildcards } from "./beside-wildcards.ts";
import { runSteps } from "../command.ts";
import { patiently, withMemory, type Run } from "../run.ts";
import { firstDecides, together } from "../../async/together.ts";
import type { DomainResult } from "../../events/result.ts";

// `check`: check-domain.ts, inspect.ts for one record, beside-wildcards.ts, look.ts at every server, by-resolvers.ts where none can be asked; said.ts, drift.ts
// and endings.ts say how it ends.

/**
 * `check`: is everything still published and verified? Needs no credentials of the DNS host and writes
 * nothing: the walk, SES's own view, one round at every authoritative server, and the same `isMet` that
 * planning uses. SES is not asked to look: that would be a write there.
 */
export function checkDomain(given: Run): Promise<DomainResult> {
  return runSteps("check", withMemory(given), async (run) => {
    const [identity, delegation] = await firstDecides(run, readIdentity, findDelegation);
    if (!isOnboardError(delegation)) tellDelegation(run, delegation);
    const { verified } = identity;
    const said = { ses: sesViews(identity), ...answerOf(identity) };
    run.emit({ type: "identity.ready", created: false, verified, ...said });
    await compareWithDns(run, identity, delegation);
    run.emit({ type: "identity.verified", attempt: 0, ...said });
    return "verified";
  });
}

function tellDelegation(run: Run, { apex, parentNameServers: nameServers, soa }: Delegation): void {
  run.emit({ type: "delegation.found", apex, nameServers, negativeTtlSeconds: soa?.negativeTtl ?? null });
}

/** @throws OnboardError IDENTITY_MISSING */
async function readIdentity(run: Run): Promise<Identity> {
  const identity = await run.identities.get(run.domain, patiently(run));
  run.emit({ type: "identity.found", exists: identity !== undefined, verified: identity?.verified ?? false });
  if (identity === undefined) throw missingIdentity(run);
  return identity;
}

/** Or why it is not seen, or not there for the world: SES's own word is told all the same. */
async function findDelegation({ authority, domain, signal }: Run): Promise<Delegation | OnboardError> {
  try {
    return await authority.delegation(domain, { signal });
  } catch (error) {
    if (isNotSeen(error) || isUnserved(error)) return error;
    throw error;
  }
}

/** @throws OnboardError NOT_OBSERVABLE, VERIFICATION_PENDING, DRIFT, ZONE_NOT_DELEGATED */
async function compareWithDns(
  run: Run,
  identity: Identity,
  delegation: Delegation | OnboardError,
): Promise<void> {
  try {
    if (isOnboardError(delegation)) throw delegation;
    const failure = await failureAt(run, identity, delegation);
    if (failure === undefined) return;
    const moved = await delegationSince(run, delegation);
    const again = moved === undefined ? failure : await failureAt(run, identity, moved);
    if (again !== undefined) throw again;
  } catch (error) {
    if (!isNotSeen(error) && !isUnserved(error)) throw error;
    // What is in the way of every name server is in the way of no resolver that is asked by HTTPS.
    const seen = portCauseOf(error) === undefined ? "" : await seenByResolvers(run, identity);
    throw withWordOfSes(error, identity, seen);
  }
}

/** What is not as it should be where these servers serve the zone; undefined: nothing. */
async function failureAt(
  run: Run,
  identity: Identity,
  delegation: Delegation,
): Promise<OnboardError | undefined> {
  try {
    await requireServed(run, delegation);
    const inspections = await inspectAll(run, identity, delegation.apex);
    const look = await lookEverywhere(
      run,
      delegation,
      inspections.map(({ goal }) => goal),
    );
    const refused = await refusedByReceivers(run, delegation.apex, { inspections, look });
    const seen = { inspections, look, refused };
    warnOfServers(run, delegation, seen);
    return judge(run, identity, seen);
  } catch (error) {
    if (isNotSeen(error) || isUnserved(error)) return error;
    throw error;
  }
}

function judge({ domain }: Run, { verified }: Identity, seen: Seen): OnboardError | undefined {
  const { inspections, look, refused } = seen;
  if (look.answers.length > 0 && look.answers.every(({ verdict }) => verdict === "unreachable"))
    return cannotBeSeen(domain, look);
  if (!verified) return notVerified(domain, seen);
  const isFaulty = inspections.some(({ faults }) => faults.length > 0);
  // Where a record is missed no server serves it, so they don't agree.
  return isFaulty || refused.length > 0 || !look.agrees ? driftOf(domain, seen) : undefined;
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

async function inspectAll(run: Run, { records }: Identity, apex: DomainName): Promise<readonly Inspection[]> {
  const inspections = await together(
    run,
    records.map(
      ({ requirement }) =>
        async (own) =>
          besideWildcards(own, apex, await inspectRequirement(own, requirement)),
    ),
  );
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
