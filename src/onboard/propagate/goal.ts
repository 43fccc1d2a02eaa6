import type { Observation } from "../../dns/observation.ts";
import { keyOf, type RRset, type RRsetKey } from "../../dns/rrset.ts";
import type { ServerVerdict } from "../../events/verdict.ts";
import type { Identity } from "../../plan/identity.ts";
import { sameRecord, type Requirement } from "../../plan/requirement.ts";
import { isMet } from "../../plan/satisfy.ts";
import { askedOf, type AskedByHand } from "../publish/by-hand.ts";
import type { Planned } from "../publish/plan-records.ts";
import type { Run } from "../run.ts";
import type { Preflight } from "../preflight/preflight.ts";
import type { RecordPlan } from "../../plan/record-plan.ts";

/** A record that every server shall serve, and the one test for it. */
export interface Goal extends RRsetKey {
  /** Whether these RRsets at the owner name are what we want: `isMet` of the plan. */
  readonly accepts: (now: readonly RRset[]) => boolean;
  /** A person was asked to enter it. */
  readonly asked?: AskedByHand;
}

/** What one answer means for a goal. */
export function judge(goal: Goal, observation: Observation): ServerVerdict {
  switch (observation.kind) {
    case "answer":
      return goal.accepts([observation.rrset]) ? "serves" : "old";
    case "cname":
      return goal.accepts(rrsetsOfAlias(goal, observation)) ? "serves" : "cname";
    case "nodata":
    case "nxdomain":
      // Absence can be what is wanted: no MX is needed beside an address record.
      return goal.accepts([]) ? "serves" : observation.kind;
    case "referral":
      // The name itself may be delegated, as vendors of hosted DMARC want it: then the name servers of the zone
      // show the delegation, as they show an alias, and what stands behind either was looked up before.
      return observation.to === goal.owner && goal.accepts([rrsetOfReferral(observation)])
        ? "serves"
        : "referral";
    case "lame":
      return judgeLame(goal, observation);
    case "servfail":
    case "unreachable":
    case "malformed":
      return observation.kind;
  }
}

/** A "no" that proves nothing is not the absence that is wanted. Where a record is wanted, the world goes by it. */
function judgeLame(goal: Goal, { believed }: Observation & { readonly kind: "lame" }): ServerVerdict {
  return believed === undefined || goal.accepts([]) ? "lame" : believed;
}

/**
 * How long this answer may still be given by somebody who cached it, in milliseconds; null: it does not say.
 */
export function expiresInMs(observation: Observation): number | null {
  switch (observation.kind) {
    case "answer":
      return observation.rrset.ttl * 1000;
    case "cname":
      return observation.ttl * 1000;
    case "nodata":
    case "nxdomain":
      return observation.soa === undefined ? null : observation.soa.negativeTtl * 1000;
    case "referral":
    case "lame":
    case "servfail":
    case "unreachable":
    case "malformed":
      return null;
  }
}

function rrsetsOfAlias(goal: Goal, observation: Observation & { readonly kind: "cname" }): readonly RRset[] {
  return [{ owner: goal.owner, type: "CNAME", ttl: observation.ttl, values: [observation.target] }];
}

function rrsetOfReferral({ to, nameServers }: Observation & { readonly kind: "referral" }): RRset {
  return { owner: to, type: "NS", ttl: 0, values: nameServers };
}

/**
 * The records that every server shall serve: all that stand there after the plan, ours and those that were
 * kept.
 */
export function goalsOf(run: Run, known: Preflight, identity: Identity, planned: Planned): readonly Goal[] {
  const isByHand = known.provider?.byHand === true;
  return identity.records
    .map((record) => record.requirement)
    .filter((requirement) => stands(planned.records, requirement))
    .map((requirement) => ({
      ...keyOf(requirement),
      accepts: (now) => isMet(requirement, now, run.policy, known.surroundings),
      ...(isByHand ? askedOf(requirement, planned, { domain: run.domain, apex: known.zone.apex }) : {}),
    }));
}

/** A kept MX may be no MX at all: an address record receives the mail. Then there is nothing to look for. */
function stands(plans: readonly RecordPlan[], requirement: Requirement): boolean {
  return plans.some(({ record, after }) => sameRecord(record, requirement) && after !== null);
}
