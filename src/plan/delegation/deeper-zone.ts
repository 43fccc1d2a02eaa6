import { findDomainNames, isAtOrBelow, type DomainName } from "../../dns/domain-name.ts";
import type { Said } from "../../dns/observation.ts";

/** A zone between an apex and a name below it. Without name servers: they were not told. */
export interface DeeperZone {
  readonly apex: DomainName;
  readonly nameServers: readonly DomainName[];
}

/**
 * Whether a server of a zone, asked for NS at a name in it, says that the name belongs to a deeper one: by sending on
 * to it, by its NS records, or, where the same server has both zones, by the SOA that comes with a "no".
 */
export function findDeeperZone(said: Said, apex: DomainName, name: DomainName): DeeperZone | undefined {
  const found = zoneOf(said);
  if (found === undefined || found.apex === apex) return undefined;
  if (!isAtOrBelow(found.apex, apex) || !isAtOrBelow(name, found.apex)) return undefined;
  // Servers tell them in another order each time.
  return { ...found, nameServers: found.nameServers.toSorted() };
}

function zoneOf(said: Said): DeeperZone | undefined {
  switch (said.kind) {
    case "referral":
      return { apex: said.to, nameServers: said.nameServers };
    case "answer":
      return said.rrset.type === "NS" && said.withoutAuthority !== true
        ? { apex: said.rrset.owner, nameServers: findDomainNames(said.rrset.values) }
        : undefined;
    case "nodata":
    case "nxdomain":
      return said.zone === undefined ? undefined : { apex: said.zone, nameServers: [] };
    case "cname":
    case "lame":
    case "servfail":
    case "unreachable":
    case "malformed":
      return undefined;
  }
}
