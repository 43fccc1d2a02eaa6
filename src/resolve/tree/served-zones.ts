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
    note({ apex, addresses }) {
      for (const { address } of addresses)
        zonesByAddress.set(address, new Set(zonesByAddress.get(address)).add(apex));
    },
    zoneOf({ address }, owner) {
      const zones = [...(zonesByAddress.get(address) ?? [])].filter((zone) => isAtOrBelow(owner, zone));
      return zones.sort((a, b) => b.length - a.length)[0];
    },
  };
}
