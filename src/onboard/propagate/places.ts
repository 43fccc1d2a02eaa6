import { BlockList, isIPv6 } from "node:net";
import type { Delegation, ServerAddress } from "../../dns/observation.ts";
import { isSentTo } from "../../plan/delegation/odd.ts";
import { withAWay } from "../preflight/ask-servers.ts";

/**
 * How much the word of an address counts. `delegated`: the world is sent there. `zone-only`: only the zone itself names
 * it as its server, so few ask it; it must agree while it answers with authority, and holds nothing up else. `private`:
 * such a one with an address that the world can't reach; it is not asked.
 */
export type Role = "delegated" | "zone-only" | "private";

/** One address to ask, with every server name that leads to it. */
export interface Place {
  /** The first is what events name. */
  readonly servers: readonly [ServerAddress, ...ServerAddress[]];
  readonly role: Role;
}

/** Each address once, with every server name that leads to it. */
export function placesToAsk(delegation: Delegation, missingFamilies: readonly (4 | 6)[]): readonly Place[] {
  const asked = withAWay(delegation.addresses, missingFamilies);
  return asked.flatMap((first) => {
    const servers = asked.filter((other) => isSamePlace(other, first));
    if (servers[0] !== first) return [];
    const place = [first, ...servers.slice(1)] as const;
    return [{ servers: place, role: roleOf(place, delegation) }];
  });
}

function roleOf(servers: Place["servers"], delegation: Delegation): Role {
  const isDelegated = ({ server }: ServerAddress) => isSentTo(delegation, server);
  if (servers.some(isDelegated)) return "delegated";
  // A tree that is private altogether is seen from inside.
  const isSeenFromOutside = delegation.addresses.some(
    (one) => isDelegated(one) && !isPrivateAddress(one.address),
  );
  return isSeenFromOutside && isPrivateAddress(servers[0].address) ? "private" : "zone-only";
}

export function isSamePlace(a: ServerAddress, b: ServerAddress): boolean {
  return a.address === b.address && a.port === b.port;
}

/**
 * Whether an address is of no use to the world: this machine, one link, one organisation, or one carrier's customers
 * (RFC 1122, RFC 1918, RFC 3927, RFC 4193, RFC 4291, RFC 6598).
 */
function isPrivateAddress(address: string): boolean {
  return PRIVATE.check(address, isIPv6(address) ? "ipv6" : "ipv4");
}

const PRIVATE = new BlockList();
for (const [net, prefix] of [
  ["127.0.0.0", 8],
  ["10.0.0.0", 8],
  ["172.16.0.0", 12],
  ["192.168.0.0", 16],
  ["169.254.0.0", 16],
  ["100.64.0.0", 10],
] as const)
  PRIVATE.addSubnet(net, prefix, "ipv4");
for (const [net, prefix] of [
  ["::1", 128],
  ["fc00::", 7],
  ["fe80::", 10],
] as const)
  PRIVATE.addSubnet(net, prefix, "ipv6");
