import { canonicalValue } from "../dns/rdata.ts";
import { findRRset, type RRset } from "../dns/rrset.ts";
import { neverWritten } from "./consent/never.ts";
import { PURPOSES } from "./purposes.ts";
import type { Policy, Requirement, Surroundings } from "./requirement.ts";
import { judgeInEffect } from "./wildcard/written-out.ts";
import { cnameInTheWay, lockedInTheWay, valueRejected, type Case, type Verdict } from "./verdict.ts";

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
  const never = neverWritten(requirement);
  if (never !== undefined && !stands(requirement, existing)) return valueRejected(given, never);
  const { judge, judgesCname, inEffect } = PURPOSES[requirement.purpose];
  // A DMARC policy behind a CNAME is kept, and a CNAME that is asked for has its own rule.
  const stops = alias !== undefined && requirement.type !== "CNAME" && !judgesCname;
  if (stops) return cnameInTheWay(given, alias);
  return asHostAllows(given, inEffect === undefined ? judge(given) : judgeInEffect(given, judge, inEffect));
}

function stands({ owner, type, expected }: Requirement, existing: readonly RRset[]): boolean {
  return findRRset(existing, owner, type)?.values.includes(canonicalValue(type, expected)) === true;
}

/** What the host keeps for itself is not changed, and what goes away with a product of its own is told. */
function asHostAllows(given: Case, verdict: Verdict): Verdict {
  if (verdict.kind !== "change" || verdict.before === undefined) return verdict;
  const { owner, type, locked, belongsTo: product } = verdict.before;
  if (locked !== undefined) return lockedInTheWay(given, locked);
  if (product === undefined) return verdict;
  return {
    ...verdict,
    warnings: [...verdict.warnings, { warning: "goes-with-product", owner, type, product }],
  };
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
