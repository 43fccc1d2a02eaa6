import type { Observation } from "../dns/observation.ts";
import type { RRset } from "../dns/rrset.ts";
import type { ServerVerdict } from "../events/verdict.ts";

/** A record that every server shall serve, and the one test for it. */
export interface Goal {
  readonly owner: RRset["owner"];
  readonly type: RRset["type"];
  /** Whether these RRsets at the owner name are what we want: `isMet` of the plan. */
  readonly accepts: (now: readonly RRset[]) => boolean;
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
    case "lame":
    case "servfail":
    case "unreachable":
    case "malformed":
      return observation.kind;
  }
}

/** How long this answer may still be given by somebody who cached it, in milliseconds; null: it does not say. */
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
