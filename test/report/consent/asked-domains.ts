import { parseDomainName } from "../../../src/dns/domain-name.ts";
import type { RRset, Swap } from "../../../src/dns/rrset.ts";
import type { PlannedRecord } from "../../../src/plan/consent/plan.ts";
import type { Purpose } from "../../../src/plan/requirement.ts";
import type { AskedDomain } from "../../../src/report/consent/asked.ts";

export function rrset(type: string, owner: string, values: readonly string[], ttl = 300): RRset {
  return { owner: parseDomainName(owner), type, ttl, values };
}

/** A new domain with SES's MX, and what else is said. */
export function askedFor(name: string, more: Partial<AskedDomain> = {}): AskedDomain {
  const domain = parseDomainName(name);
  const swap: Swap = { before: undefined, after: rrset("MX", name, ["10 mxbiz1.qq.com"]) };
  return {
    domain,
    identity: "create",
    hosts: [{ name: "cloudflare", apex: parseDomainName("example.com") }],
    records: [planned("mx", swap, "created")],
    swaps: [swap],
    warnings: [],
    ...more,
  };
}

export function planned(
  purpose: Purpose,
  { before, after }: Swap,
  action: PlannedRecord["action"],
): PlannedRecord {
  const { owner, type, values } = after ?? before ?? rrset("TXT", "example.com", [""]);
  return {
    record: { purpose, owner, type, expected: values[0] ?? "" },
    action,
    before: before ?? null,
    after: after ?? null,
  };
}
