import { registrableDomainOf, parentOf, type DomainName } from "../../dns/domain-name.ts";
import { keyText, type RRset, type RRType } from "../../dns/rrset.ts";
import { groupedBy } from "../grouped-by.ts";
import { createServedZone, isWithin, ROOT, type ServedZone } from "./zone.ts";
import {
  SANDBOX_NAME_SERVERS,
  type StoredRecord,
  type StoredZone,
  type ZoneStore,
  type ZoneVersion,
} from "../zone-store.ts";

// The sandbox's little internet: a root, one server for every top-level domain, two servers for everything
// below. Which zones each of them has follows from the zone store, so that a zone added while it runs is
// delegated at once.

export const SERVER_ROLES = ["root", "tld", "ns1", "ns2"] as const;
export type ServerRole = (typeof SERVER_ROLES)[number];
/** IPv4 or IPv6 literals; several roles may share one. */
export type ServerAddresses = Readonly<Record<ServerRole, string>>;

/**
 * The name servers of a zone that its host lists but that is delegated elsewhere. They serve an empty zone
 * of that name.
 */
const OTHER_NAME_SERVERS = [
  "ns1.other-host.test",
  "ns2.other-host.test",
] as const satisfies readonly string[];

interface ParentDelegation {
  readonly apex: DomainName;
  readonly nameServers: readonly DomainName[];
}

/** The zones that a server in this role has now. `lagMs` is how far behind it is. */
export function zonesOf(
  role: ServerRole,
  store: ZoneStore,
  addresses: ServerAddresses,
  lagMs: number,
): readonly ServedZone[] {
  const hosts = nameServerHosts(store);
  const delegations = delegationsOf(store, hosts);
  const glue = [...hosts].map(([host, server]) => addressRRset(host, addresses[server]));
  switch (role) {
    case "root":
      return [rootZone(delegations, addresses)];
    case "tld":
      return topLevels(delegations).map((tld) =>
        topLevelZone(tld, delegations, [
          ...glue,
          addressRRset(serverOf(tld), addresses.tld),
          // What a registry itself publishes, like a DMARC policy for all names below (RFC 9989).
          ...recordsOf(delegatedZone(store, tld)?.versionAt(lagMs)),
        ]),
      );
    case "ns1":
    case "ns2":
      return delegations
        .filter(({ apex }) => delegatedZone(store, apex)?.isServed !== false)
        .map((delegation) => hostedZone(store, delegation, glue, lagMs));
  }
}

/** Seconds: short, because everything in a sandbox may change soon. */
const TTL = 60;

/** Each name-server host and the server that it really is: the first of a list is ns1, the others are ns2. */
function nameServerHosts(store: ZoneStore): ReadonlyMap<DomainName, "ns1" | "ns2"> {
  const lists = [
    SANDBOX_NAME_SERVERS,
    OTHER_NAME_SERVERS,
    ...store.zones.map((zone) => zone.settings.nameServers),
  ];
  return new Map(
    lists.flatMap((list) =>
      list.map((host, index) => [host as DomainName, index === 0 ? "ns1" : "ns2"] as const),
    ),
  );
}

function delegationsOf(
  store: ZoneStore,
  hosts: ReadonlyMap<DomainName, unknown>,
): readonly ParentDelegation[] {
  const apexes = new Set(store.zones.filter((zone) => !zone.settings.isPrivate).map((zone) => zone.apex));
  const stored = [...apexes].map((apex) => ({
    apex,
    nameServers: delegatedZone(store, apex)?.settings.nameServers ?? other(),
  }));
  const homes = new Set([...hosts.keys()].map((host) => registrableDomainOf(host) ?? parentOf(host) ?? host));
  const made = [...homes].filter((home) => !stored.some((delegation) => isWithin(home, delegation.apex)));
  return [...stored, ...made.map((apex) => ({ apex, nameServers: ours() }))];
}

function delegatedZone(store: ZoneStore, apex: DomainName): StoredZone | undefined {
  return store.zones.find(
    (zone) => zone.apex === apex && zone.settings.delegated && !zone.settings.isPrivate,
  );
}

const ours = () => SANDBOX_NAME_SERVERS as unknown as readonly DomainName[];
const other = () => OTHER_NAME_SERVERS as unknown as readonly DomainName[];

function topLevels(delegations: readonly ParentDelegation[]): readonly DomainName[] {
  return [...new Set(delegations.map(({ apex }) => (apex.split(".").at(-1) ?? apex) as DomainName))];
}

function rootZone(delegations: readonly ParentDelegation[], addresses: ServerAddresses): ServedZone {
  const server = "a.root" as DomainName;
  const cuts = topLevels(delegations).flatMap((tld) => [
    rrset(tld, "NS", [serverOf(tld)]),
    addressRRset(serverOf(tld), addresses.tld),
  ]);
  return createServedZone(ROOT, [
    ...apexRRsets(ROOT, [server], 1),
    addressRRset(server, addresses.root),
    ...cuts,
  ]);
}

function serverOf(tld: DomainName): DomainName {
  return `a.nic.${tld}` as DomainName;
}

function topLevelZone(
  tld: DomainName,
  delegations: readonly ParentDelegation[],
  own: readonly RRset[],
): ServedZone {
  const below = delegations.filter(({ apex }) => apex !== tld && isWithin(apex, tld));
  const cuts = below.map(({ apex, nameServers }) => rrset(apex, "NS", nameServers));
  return createServedZone(tld, [
    ...apexRRsets(tld, [serverOf(tld)], 1),
    ...cuts,
    ...own.filter(({ owner }) => isWithin(owner, tld)),
  ]);
}

const contents = new WeakMap<ZoneVersion, ServedZone>();

function hostedZone(
  store: ZoneStore,
  { apex, nameServers }: ParentDelegation,
  glue: readonly RRset[],
  lagMs: number,
): ServedZone {
  const zone = delegatedZone(store, apex);
  if (zone === undefined) {
    return createServedZone(apex, [
      ...apexRRsets(apex, nameServers, 1),
      ...glue.filter(({ owner }) => isWithin(owner, apex)),
    ]);
  }
  const version = zone.versionAt(lagMs);
  const known = contents.get(version) ?? storedZone(zone, version, glue);
  contents.set(version, known);
  return known;
}

function storedZone(zone: StoredZone, version: ZoneVersion, glue: readonly RRset[]): ServedZone {
  const written = recordsOf(version);
  const places = new Set(written.map(keyText));
  const isWritten = (made: RRset) => places.has(keyText(made));
  const made = [
    ...apexRRsets(zone.apex, zone.settings.nameServers, version.serial, zone.settings.negativeTtl),
    ...glue.filter(({ owner }) => isWithin(owner, zone.apex)),
  ];
  return createServedZone(zone.apex, [...made.filter((candidate) => !isWritten(candidate)), ...written]);
}

/** What is served: DNSPod keeps records that are paused, and others for those who come by another line. */
function recordsOf(version: ZoneVersion | undefined): readonly RRset[] {
  const served = (version?.records ?? []).filter(({ paused, line }) => paused !== true && line === undefined);
  const groups = groupedBy(served, keyText);
  return [...groups.values()].flatMap(([first, ...rest]) =>
    first === undefined ? [] : [rrsetOf(first, rest)],
  );
}

function rrsetOf({ owner, type, ttl, value }: StoredRecord, rest: readonly StoredRecord[]): RRset {
  return { owner, type, ttl, values: [value, ...rest.map((record) => record.value)] };
}

function apexRRsets(
  apex: DomainName,
  nameServers: readonly DomainName[],
  serial: number,
  negativeTtl = TTL,
): readonly RRset[] {
  const primary = nameServers[0] ?? "ns.invalid";
  const soa = `${primary} hostmaster.${primary} ${serial} 3600 600 86400 ${negativeTtl}`;
  return [{ ...rrset(apex, "SOA", [soa]), ttl: negativeTtl }, rrset(apex, "NS", nameServers)];
}

function addressRRset(owner: DomainName, address: string): RRset {
  return rrset(owner, address.includes(":") ? "AAAA" : "A", [address]);
}

function rrset(owner: DomainName, type: RRType, values: readonly string[]): RRset {
  return { owner, type, ttl: TTL, values };
}
