import type { SoaTimes } from "../dns/observation.ts";

/** Serial and negative TTL from an SOA record (the last five fields of its text are numbers); the lower of TTL and MINIMUM counts (RFC 2308 section 5). */
export function soaTimesOf(soa: { readonly ttl: number; readonly value: string }): SoaTimes {
  const [serial, , , , minimum] = soa.value.split(" ").slice(-5).map(Number);
  return { serial: serial ?? 0, negativeTtl: Math.min(soa.ttl, minimum ?? 0) };
}
