import { parseDomainName, type DomainName } from "../../../../src/dns/domain-name.ts";
import type { StoredRecord, StoredZone } from "../../../../src/sandbox/zone-store.ts";
import type { Random } from "../random.ts";

// What somebody else writes while, or after, the program is at work.

export const EDITS = ["text", "spf", "spf-term", "dmarc", "address", "mx", "text-gone", "ttl"] as const;
export type Edit = (typeof EDITS)[number];

interface EditOptions {
  readonly random: Random;
  /** A changed record stays the same one, as at Cloudflare. */
  readonly keepsIds: boolean;
}

/** Undefined where there is nothing to do so with. */
export function edited(
  zone: StoredZone,
  domain: DomainName,
  edit: Edit,
  { random, keepsIds }: EditOptions,
): readonly StoredRecord[] | undefined {
  const { records } = zone.current;
  const at = (owner: string, type: string) =>
    records.filter((one) => one.owner === owner && one.type === type);
  const hasAlias = (owner: string) => at(owner, "CNAME").length > 0;
  const add = (owner: string, type: string, value: string): readonly StoredRecord[] | undefined => {
    if (hasAlias(owner) || at(owner, type).some((one) => one.value === value)) return undefined;
    const ttl = at(owner, type)[0]?.ttl ?? 300;
    return [...records, zone.newRecord({ owner: parseDomainName(owner), type, ttl, value })];
  };
  const spf = at(domain, "TXT").filter(({ value }) => /^v=spf1( |$)/i.test(value));
  const text = at(domain, "TXT").find((one) => !spf.includes(one));
  switch (edit) {
    case "text":
      return add(domain, "TXT", `somebody-else=${random.between(1, 1e6)}`);
    case "spf":
      return spf.length > 0 ? undefined : add(domain, "TXT", "v=spf1 ip4:192.0.2.200 -all");
    case "spf-term": {
      const [one] = spf;
      if (one === undefined) return undefined;
      const value = one.value.replace(/^v=spf1/i, "v=spf1 ip4:192.0.2.201");
      const next = keepsIds ? { ...one, value } : zone.newRecord({ ...one, value });
      return records.map((record) => (record === one ? next : record));
    }
    case "dmarc":
      return at(`_dmarc.${domain}`, "TXT").length > 0
        ? undefined
        : add(`_dmarc.${domain}`, "TXT", "v=DMARC1; p=reject; rua=mailto:x@example.test");
    case "address":
      return add(domain, "A", "192.0.2.123");
    case "mx":
      return add(domain, "MX", "30 mx3.example.test");
    case "text-gone":
      return text === undefined ? undefined : records.filter((one) => one !== text);
    case "ttl":
      return at(domain, "TXT").length === 0
        ? undefined
        : records.map((one) => (one.owner === domain && one.type === "TXT" ? { ...one, ttl: 900 } : one));
  }
}
