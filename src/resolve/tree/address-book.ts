import type { Clock } from "../../async/clock.ts";
import type { DomainName } from "../../dns/domain-name.ts";
import type { Question, ServerAddress } from "../../dns/observation.ts";
import type { WalkLimits, DescentEnd } from "./limits.ts";
import { createTtlCache } from "./ttl-cache.ts";

/** Where name servers listen, per their own zones. */
export interface AddressBook {
  /** Both families; empty when none can be found. @throws only the signal's reason, when it aborts */
  addressesOf(server: DomainName, limits: WalkLimits): Promise<readonly ServerAddress[]>;
}

export interface AddressBookSettings {
  readonly clock: Clock;
  readonly port: number;
  readonly descend: (question: Question, limits: WalkLimits) => Promise<DescentEnd>;
}

export function createAddressBook({ clock, port, descend }: AddressBookSettings): AddressBook {
  const cache = createTtlCache<readonly ServerAddress[]>(clock);
  return {
    async addressesOf(server, limits) {
      const known = cache.get(server);
      if (known !== undefined) return known;
      const found = await Promise.all(["A", "AAAA"].map((type) => descend({ owner: server, type }, limits)));
      // An alias as a name server's name is not followed (RFC 2181 section 10.3).
      const rrsets = found.flatMap(({ observation }) =>
        observation?.kind === "answer" ? [observation.rrset] : [],
      );
      const addresses = rrsets.flatMap((rrset) => rrset.values).map((address) => ({ server, address, port }));
      // Addresses of one family alone are not remembered when the other family's question failed: it may
      // succeed the next time.
      const isWhole = found.every(({ observation }) => observation !== undefined);
      if (rrsets.length > 0 && isWhole)
        cache.set(server, addresses, Math.min(...rrsets.map((rrset) => rrset.ttl)));
      return addresses;
    },
  };
}
