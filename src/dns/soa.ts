import type { SoaTimes } from "./observation.ts";
import type { RRset } from "./rrset.ts";

/**
 * What an SOA RRset tells about time and version; undefined: it is no SOA RRset. So `observe(address, {
 * owner: apex, type: "SOA" })` gives a server's serial.
 */
export function findSoaTimes(rrset: RRset): SoaTimes | undefined {
  const [value] = rrset.values;
  return rrset.type === "SOA" && value !== undefined ? soaTimesOf({ ttl: rrset.ttl, value }) : undefined;
}

/**
 * From an SOA record's text (RFC 1035 section 3.3.13: two names, then serial, refresh, retry, expire,
 * minimum); the lower of TTL and MINIMUM counts (RFC 2308 section 5).
 */
export function soaTimesOf(soa: { readonly ttl: number; readonly value: string }): SoaTimes {
  const [serial = 0, refreshSeconds = 0, retrySeconds = 0, , minimum = 0] = soa.value
    .split(" ")
    .slice(-5)
    .map(Number);
  return { serial, negativeTtl: Math.min(soa.ttl, minimum), refreshSeconds, retrySeconds };
}
