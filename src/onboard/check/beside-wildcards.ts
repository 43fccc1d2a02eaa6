import type { DomainName } from "../../dns/domain-name.ts";
import { notOfWildcard } from "../../plan/mx/not-of-wildcard.ts";
import { wildcardsOver } from "../../plan/wildcard/wildcard.ts";
import type { Run } from "../run.ts";
import type { Inspection } from "./inspect.ts";

/**
 * Every MX beside SES's against that of the wildcard above it. Where the name exists all names above it do, and
 * `*.<name above>` is asked for itself: no other wildcard answers for it (RFC 4592 section 3.3.1). The closest that
 * exists is the only one that counts, and what can't be looked up is not told.
 */
export async function besideWildcards(
  run: Run,
  apex: DomainName,
  inspection: Inspection,
): Promise<Inspection> {
  const { record, before, warnings } = inspection.plan;
  if (record.purpose !== "mx" || before === null) return inspection;
  for (const wildcard of wildcardsOver(record.owner, apex)) {
    const found = await run.authority.lookup({ owner: wildcard, type: "MX" }, { signal: run.signal });
    if (found.kind === "nxdomain") continue;
    if (found.kind !== "answer") return inspection;
    const told = notOfWildcard(before, { ...found.rrset, owner: wildcard }, record.expected);
    return { ...inspection, plan: { ...inspection.plan, warnings: [...warnings, ...told] } };
  }
  return inspection;
}
