import { findRRset, type RRset } from "../dns/rrset.ts";
import { PURPOSES } from "./purposes.ts";
import type { Policy, Requirement, Surroundings } from "./requirement.ts";
import { cnameInTheWay, type Verdict } from "./verdict.ts";

/**
 * What one requirement asks to change, given everything that stands at its owner. The only judgement on
 * records in this program: planning, dry run, propagation and `check` can't disagree. Its own result
 * satisfies it.
 * @param before all RRsets at the owner name; those of other names are ignored
 */
export function satisfy(
  requirement: Requirement,
  before: readonly RRset[],
  policy: Policy,
  surroundings: Surroundings,
): Verdict {
  const existing = before.filter((rrset) => rrset.owner === requirement.owner && rrset.values.length > 0);
  const given = { requirement, existing, policy, surroundings };
  const alias = findRRset(existing, requirement.owner, "CNAME");
  const { judge, judgesCname } = PURPOSES[requirement.purpose];
  // A DMARC policy behind a CNAME is kept, and a CNAME that is asked for has its own rule.
  const stops = alias !== undefined && requirement.type !== "CNAME" && !judgesCname;
  return stops ? cnameInTheWay(given, alias) : judge(given);
}

/**
 * Whether nothing would have to change: the requirement is met by what stands there now. A conflict is not
 * met.
 */
export function isMet(
  requirement: Requirement,
  now: readonly RRset[],
  policy: Policy,
  surroundings: Surroundings,
): boolean {
  return satisfy(requirement, now, policy, surroundings).kind === "fine";
}
