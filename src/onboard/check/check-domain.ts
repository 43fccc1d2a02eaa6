import type { DomainName } from "../../dns/domain-name.ts";
import type { Delegation } from "../../dns/observation.ts";
import type { RRset } from "../../dns/rrset.ts";
import { OnboardError } from "../../errors/onboard-error.ts";
import type { Identity } from "../../plan/identity.ts";
import { sameRecord, type Requirement } from "../../plan/requirement.ts";
import { warnOfDoubledName, warnOfMisplacedDmarc } from "../preflight/warn-of-names.ts";
import { answerOf, sesViews } from "../confirm/confirm.ts";
import { inspectRequirement, type Inspection } from "./inspect.ts";
import { driftOf } from "./drift.ts";
import { besideWildcards } from "./beside-wildcards.ts";
import { runSteps } from "../command.ts";
import { withMemory, type Run } from "../run.ts";
import { firstDecides, together } from "../../async/together.ts";
import { createWatch } from "../propagate/watch.ts";
import { compareSides } from "../confirm/compare-sides.ts";
import { insistenceHint } from "../confirm/endings.ts";
import type { SesView } from "../../events/record.ts";
import type { DomainResult } from "../../events/result.ts";

// `check`: check-domain.ts, inspect.ts for one record, beside-wildcards.ts, drift.ts.

/**
 * `check`: is everything still published and verified? Needs no credentials of the DNS host and writes
 * nothing: the walk, SES's own view, one round at every authoritative server, and the same `isMet` that
 * planning uses.
 */
export function checkDomain(given: Run): Promise<DomainResult> {
  return runSteps("check", withMemory(given), async (run) => {
    const [delegation, identity] = await firstDecides(
      run,
      ({ authority, domain, signal }) => authority.delegation(domain, { signal }),
      readIdentity,
    );
    const { apex, parentNameServers: nameServers, soa } = delegation;
    run.emit({ type: "delegation.found", apex, nameServers, negativeTtlSeconds: soa?.negativeTtl ?? null });
    const inspections = await together(
      run,
      identity.records.map(
        ({ requirement }) =>
          async (own) =>
            besideWildcards(own, apex, await inspectRequirement(own, requirement)),
      ),
    );
    for (const { plan } of inspections) run.emit({ type: "rrset.planned", ...plan });
    warnOfMisplacedDmarc(run, servedIn(inspections));
    await warnOfDoubledNames(run, apex, inspections);
    const ses = identity.verified ? [] : sayRefused(run, identity, inspections, soa?.negativeTtl ?? 0);
    await lookEverywhere(run, delegation, inspections);
    if (!identity.verified) throw notVerified(run, identity, ses);
    run.emit({ type: "identity.verified", attempt: 0, ses: sesViews(identity), ...answerOf(identity) });
    return "verified";
  });
}

function servedIn(inspections: readonly Inspection[]): readonly RRset[] {
  return inspections.flatMap(({ plan }) => plan.before ?? []);
}

async function readIdentity(run: Run): Promise<Identity> {
  const identity = await run.identities.get(run.domain, { signal: run.signal });
  run.emit({ type: "identity.found", exists: identity !== undefined, verified: identity?.verified ?? false });
  if (identity === undefined) throw notCreated(run);
  run.emit({
    type: "identity.ready",
    created: false,
    verified: identity.verified,
    ses: sesViews(identity),
    ...answerOf(identity),
  });
  return identity;
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

async function lookEverywhere(
  run: Run,
  delegation: Delegation,
  inspections: readonly Inspection[],
): Promise<void> {
  const goals = inspections.map(({ goal }) => goal);
  if (goals.length === 0) return;
  const watch = createWatch(run, { goals, delegation, since: run.clock.now(), deadline: run.signal });
  watch.sayStarted(0);
  const state = await watch.once();
  if (state === "unobservable") throw unobservable(run);
  watch.sayEnd(state);
  const isSound = inspections.every(({ problem, faults }) => problem === undefined && faults.length === 0);
  if (!isSound || state === "closed") throw driftOf(run.domain, inspections);
}

/** What SES found when it last looked. `check` does not have it look again: that would be a write at SES. */
function sayRefused(
  run: Run,
  identity: Identity,
  inspections: readonly Inspection[],
  negativeTtlSeconds: number,
): readonly SesView[] {
  const inspectionOf = (requirement: Requirement) =>
    inspections.find(({ plan }) => sameRecord(plan.record, requirement));
  const ses = compareSides(identity, {
    served: (requirement) => inspectionOf(requirement)?.plan.before ?? null,
    former: () => null,
    isPublished: (requirement) => inspectionOf(requirement)?.problem === undefined,
    since: run.clock.now(),
    negativeTtlSeconds,
  });
  run.emit({ type: "identity.refused", attempt: 0, ses, nextInMs: null, ...answerOf(identity) });
  return ses;
}

function notCreated(run: Run): OnboardError {
  return new OnboardError(
    "DRIFT",
    `SES knows no identity ${run.domain} in this account (${run.identities.site}, ${run.identities.region}).`,
    {
      hint: `Onboard it with: ses-onboard run ${run.domain}`,
    },
  );
}

function notVerified(run: Run, { records }: Identity, ses: readonly SesView[]): OnboardError {
  const published = records.length === 0 ? "SES asks for no record of" : "Everything is published for";
  return new OnboardError("DRIFT", `${published} ${run.domain}, but SES has not verified it.`, {
    hint: insistenceHint(ses) ?? `Have SES look again with: ses-onboard run ${run.domain}`,
  });
}

function unobservable(run: Run): OnboardError {
  return new OnboardError("NOT_OBSERVABLE", `No name server of ${run.domain} can be asked from here.`, {
    hint: "Open port 53 (UDP and TCP) to the name servers, or check from another network.",
  });
}
