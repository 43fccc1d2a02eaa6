import type { DomainName } from "../../dns/domain-name.ts";
import { sameValues } from "../../dns/rrset.ts";
import { hasExchange } from "../../plan/mx/mx.ts";
import { parseMx } from "../../dns/rdata.ts";
import { wildcardsOver } from "../../plan/wildcard/wildcard.ts";
import type { Run } from "../run.ts";
import type { Inspection } from "./inspect.ts";

/**
 * An MX that was written out from a wildcard does not follow it, and nothing at the name tells where it is from:
 * so every MX beside SES's is held against that of the wildcard above it. Where the name exists all names above
 * it do, and `*.<name above>` is asked for itself: no other wildcard answers for it (RFC 4592 section 3.3.1).
 * What can't be looked up is not told.
 */
export async function besideWildcards(
  run: Run,
  apex: DomainName,
  inspection: Inspection,
): Promise<Inspection> {
  const { record, before, warnings } = inspection.plan;
  const own = record.type === "MX" ? besides(before?.values ?? [], record.expected) : [];
  if (own.length === 0) return inspection;
  const { owner } = record;
  for (const wildcard of wildcardsOver(owner, apex)) {
    const found = await run.authority.lookup({ owner: wildcard, type: "MX" }, { signal: run.signal });
    if (found.kind !== "answer") continue;
    const its = besides(found.rrset.values, record.expected);
    if (sameValues(own, its)) return inspection;
    const warning = { warning: "mx-not-of-wildcard", owner, wildcard, own, its } as const;
    return { ...inspection, plan: { ...inspection.plan, warnings: [...warnings, warning] } };
  }
  return inspection;
}

/** All but SES's own. */
function besides(values: readonly string[], expected: string): readonly string[] {
  const { exchange } = parseMx(expected);
  return values.filter((value) => !hasExchange([value], exchange));
}
