import { isIPv6 } from "node:net";
import { canonicalValue } from "../../../src/dns/rdata.ts";
import type { RRset } from "../../../src/dns/rrset.ts";
import type { Script } from "../dns-server.ts";
import { startTree, type TreePlan } from "../dns-tree.ts";
import { serveZones, type TestZone } from "../dns-zones.ts";
import { startNoAccept } from "../no-accept.ts";

// A private DNS with zones of many servers, some of whose addresses never answer: a black hole takes every datagram,
// says nothing, and accepts no connection. Loopback has one IPv6 address only, so IPv6 servers have IPv4-mapped
// ones, which take a udp6 socket on both sides.

export interface DelegatedServer {
  readonly name: string;
  readonly addresses: readonly string[];
}

/** A zone below `test`, its servers, and what they serve. */
export interface DelegatedZone {
  readonly apex: string;
  readonly servers: readonly DelegatedServer[];
  /** What stands there beside SOA, NS and the servers' addresses, now; the same list as long as nothing changes. */
  readonly rrsets: () => readonly RRset[];
}

export interface WorldPlan {
  readonly zones: readonly DelegatedZone[];
  /** Served by its servers, and delegated by nobody until `delegate`. */
  readonly undelegated?: readonly DelegatedZone[];
  /** Addresses from which nothing ever comes. */
  readonly silent?: readonly string[];
  /** Addresses that take up connections, and never answer. */
  readonly mute?: readonly string[];
  /** How long each answer takes on its way. */
  readonly delayMs?: number;
}

export interface World {
  readonly port: number;
  readonly roots: readonly string[];
  /** From now on the parent delegates it so, and no zone of this apex otherwise. */
  readonly delegate: (zone: DelegatedZone) => void;
  readonly close: () => Promise<void>;
}

const [ROOT, TLD] = ["127.30.0.1", "127.30.0.2"];

export async function startWorld(plan: WorldPlan): Promise<World> {
  const { zones, undelegated = [], silent = [], mute = [], delayMs = 0 } = plan;
  const howAt = (address: string, script: Script): TreePlan[string] => {
    if (silent.includes(address)) return { script: sayNothing, options: { transports: ["udp"] } };
    return { script: mute.includes(address) ? sayNothing : script, options: { delayMs } };
  };
  const servers = [...zones, ...undelegated].flatMap((zone) => {
    const script = serving(zone);
    return addressesOf(zone).map((address) => [address, howAt(address, script)] as const);
  });
  const tree = await startTree({
    [ROOT]: howAt(ROOT, serveZones([ROOT_ZONE])),
    [TLD]: howAt(TLD, serveZones([parentOf(zones)])),
    ...Object.fromEntries(servers),
  });
  const isHere = new Set(servers.map(([address]) => address));
  const blackHoles = await startNoAccept(
    tree.port,
    silent.filter((address) => isHere.has(address)),
  );
  return {
    port: tree.port,
    roots: tree.roots,
    delegate: (zone) => {
      const others = zones.filter(({ apex }) => apex !== zone.apex);
      tree.server(TLD).answerWith(serveZones([parentOf([...others, zone])]));
    },
    close: async () => void (await Promise.all([tree.close(), blackHoles.close()])),
  };
}

/** So many servers, each with an address of either family; `place` keeps them apart from others' (1 to 250). */
export function serversOf(
  apex: string,
  count: number,
  place: number,
  prefix = "ns",
): readonly DelegatedServer[] {
  return Array.from({ length: count }, (_, index) => ({
    name: `${prefix}${index + 1}.${apex}`,
    addresses: [`127.31.${place}.${index + 1}`, `::ffff:127.32.${place}.${index + 1}`],
  }));
}

export function addressesOf({ servers }: Pick<DelegatedZone, "servers">): readonly string[] {
  return servers.flatMap(({ addresses }) => addresses);
}

const sayNothing: Script = () => undefined;

function serving(zone: DelegatedZone): Script {
  let last: { readonly rrsets: readonly RRset[]; readonly script: Script } | undefined;
  return (received) => {
    const rrsets = zone.rrsets();
    if (last?.rrsets !== rrsets) last = { rrsets, script: serveZones([textOf(zone, rrsets)]) };
    return last.script(received);
  };
}

const ROOT_ZONE: TestZone = {
  apex: ".",
  records: [
    ". 60 SOA a.root hostmaster.root 1 3600 600 86400 60",
    ". 60 NS a.root",
    `a.root 60 A ${ROOT}`,
    "test 60 NS a.nic.test",
    `a.nic.test 60 A ${TLD}`,
    // What SPF records of SES's senders include.
    "qcloudmail.com 60 TXT v=spf1 ip4:198.51.100.0/24 ~all",
  ],
};

function parentOf(zones: readonly DelegatedZone[]): TestZone {
  return {
    apex: "test",
    records: [
      "test 60 SOA a.nic.test hostmaster.test 1 3600 600 86400 60",
      "test 60 NS a.nic.test",
      ...zones.flatMap(cutOf),
    ],
  };
}

function textOf(zone: DelegatedZone, rrsets: readonly RRset[]): TestZone {
  const { apex, servers } = zone;
  const soa = `${apex} 60 SOA ${servers[0]?.name ?? apex} hostmaster.${apex} 1 3600 600 86400 60`;
  const own = rrsets.flatMap(({ owner, type, ttl, values }) =>
    values.map((value) => `${owner} ${ttl} ${type} ${value}`),
  );
  return { apex, records: [soa, ...cutOf(zone), ...own] };
}

/** The same at both sides of the cut. */
function cutOf({ apex, servers }: DelegatedZone): readonly string[] {
  return servers.flatMap(({ name, addresses }) => [
    `${apex} 60 NS ${name}`,
    ...addresses.map((address) => `${name} 60 ${addressRecord(address)}`),
  ]);
}

function addressRecord(address: string): string {
  const type = isIPv6(address) ? "AAAA" : "A";
  return `${type} ${canonicalValue(type, address)}`;
}
