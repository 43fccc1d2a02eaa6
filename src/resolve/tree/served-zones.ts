import { isAtOrBelow, type DomainName } from "../../dns/domain-name.ts";
import type { Delegation } from "../../dns/observation.ts";
import type { Endpoint } from "../transport/endpoint.ts";

/**
 * Which zones an address is meant to serve. Only with the zone known does a referral tell whether it leads
 * down, to a deeper cut, or back up.
 */
export interface ServedZones {
  note(delegation: Delegation): void;
  /** The deepest zone known to be delegated to this address in which the name lies. */
  zoneOf(endpoint: Endpoint, owner: DomainName): DomainName | undefined;
}

export function createServedZones(): ServedZones {
  const zonesByAddress = new Map<string, Set<DomainName>>();
  return {
    note(delegation) {
      for (const { server, address } of delegation.addresses)
        zonesByAddress.set(
          address,
          new Set(zonesByAddress.get(address)).add(zoneOfServer(server, delegation)),
        );
    },
    zoneOf({ address }, owner) {
      const zones = [...(zonesByAddress.get(address) ?? [])].filter((zone) => isAtOrBelow(owner, zone));
      return zones.sort((a, b) => b.length - a.length)[0];
    },
  };
}

/** The servers of an enclosing zone may know that one alone. */
function zoneOfServer(server: DomainName, delegation: Delegation): DomainName {
  const { apex, enclosing, parentNameServers, childNameServers } = delegation;
  const isOfEnclosing =
    enclosing?.nameServers.includes(server) === true &&
    ![...parentNameServers, ...childNameServers].includes(server);
  return isOfEnclosing ? enclosing.apex : apex;
}
