import type { Clock } from "../../async/clock.ts";
import type { DomainName } from "../../dns/domain-name.ts";
import type { Question, ServerAddress, Unaddressed } from "../../dns/observation.ts";
import type { WalkLimits, DescentEnd } from "./limits.ts";
import { createTtlCache } from "./ttl-cache.ts";

/** Where a name server listens: both families; or why nowhere. */
export interface Addressed {
  readonly addresses: readonly ServerAddress[];
  /** Undefined where it has an address. */
  readonly unaddressed: Unaddressed | undefined;
}

/** Where name servers listen, per their own zones. */
export interface AddressBook {
  /** @throws only the signal's reason, when it aborts */
  addressesOf(server: DomainName, limits: WalkLimits): Promise<Addressed>;
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
      const { fresh, learned } = limits;
      const known = fresh && !learned.addresses.has(server) ? undefined : cache.get(server);
      if (known !== undefined) return { addresses: known, unaddressed: undefined };
      const found = await Promise.all(["A", "AAAA"].map((type) => descend({ owner: server, type }, limits)));
      const rrsets = found.flatMap(({ observation }) =>
        observation?.kind === "answer" ? [observation.rrset] : [],
      );
      if (rrsets.length === 0) return { addresses: [], unaddressed: whyNone(found) };
      const addresses = rrsets.flatMap((rrset) => rrset.values).map((address) => ({ server, address, port }));
      // Addresses of one family alone are not remembered when the other family's question failed: it may
      // succeed the next time.
      const isWhole = found.every(({ observation }) => observation !== undefined);
      if (isWhole) {
        cache.set(server, addresses, Math.min(...rrsets.map((rrset) => rrset.ttl)));
        learned.addresses.add(server);
      }
      return { addresses, unaddressed: undefined };
    },
  };
}

/** An alias as a name server's name is not followed (RFC 2181 section 10.3); some resolvers do, most don't. */
function whyNone(found: readonly DescentEnd[]): Unaddressed {
  if (found.some(({ observation }) => observation?.kind === "cname")) return "alias";
  if (found.some(({ circular }) => circular)) return "circular";
  return found.every(({ observation }) => observation !== undefined) ? "none" : "unanswered";
}
