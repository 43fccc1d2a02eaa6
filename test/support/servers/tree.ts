import { FAULT_NAMES, startDnsdist, type Fault } from "./dnsdist.ts";
import { startBind, startBindSecondary } from "./bind.ts";
import type { Daemon } from "./daemon.ts";
import { startKnot, startKnotSecondary } from "./knot.ts";
import { notify } from "./notify.ts";
import { startNsd, startNsdSecondary } from "./nsd.ts";
import { findTreeSite, SHARED_V4, SHARED_V6, type TreeSite } from "./place.ts";
import { startPowerDnsPrimary } from "./powerdns-primary.ts";
import { askRecursor, askServer, waitFor } from "./question.ts";
import { startPowerDns, startUnbound, type Recursor, type StubZone } from "./recursors.ts";
import { delegationText, zoneText, type NameServer } from "./zone-text.ts";

// A private tree of real name servers on loopback: root and `lab.` on NSD, the zones on BIND and, behind it,
// Knot, or another pair of programs; broken servers by dnsdist; Unbound and PowerDNS Recursor as the world's resolvers. (`test.` won't do:
// resolvers answer that themselves, RFC 6761.)

/**
 * Who a zone's name server is. `primary`: where writes go. `secondary`: as far behind as the test
 * says; `secondary6` the same at an IPv6 address only (Knot). `dead`: nobody listens. `stranger`: a real server that
 * was never told of the zone (the root's). The others: dnsdist in front of the secondary.
 */
export type Role = "primary" | "secondary" | "secondary6" | "dead" | "stranger" | Fault;

export interface ZonePlan {
  /** Below `lab`. */
  readonly name: string;
  readonly roles: readonly Role[];
  /** Seconds; absent: 300. */
  readonly negativeTtl?: number;
  /** More records, in master file format, relative to the zone. */
  readonly records?: readonly string[];
  /** Nobody delegates it: it stands beside this zone on the same servers, which have their names there. */
  readonly beside?: string;
}

export interface TreePlan {
  readonly zones: readonly ZonePlan[];
  /** Absent: BIND with Knot behind it. */
  readonly programs?: Programs | undefined;
  readonly recursors?: boolean;
  readonly faults?: boolean;
  /** For programs that know no other than 53; absent: a free one. */
  readonly port?: number | undefined;
}

const PRIMARIES = { bind: startBind, knot: startKnot, powerdns: startPowerDnsPrimary } as const;
const SECONDARIES = { bind: startBindSecondary, knot: startKnotSecondary, nsd: startNsdSecondary } as const;

/** Two different ones. */
export interface Programs {
  readonly primary: keyof typeof PRIMARIES;
  readonly secondary: keyof typeof SECONDARIES;
}

export interface Tree {
  readonly port: number;
  /** Addresses of the root servers. */
  readonly roots: readonly string[];
  readonly addressOf: (role: Role) => string;
  readonly unbound: Recursor;
  readonly powerDns: Recursor;
  /** Has the secondary look for news of a zone, now; it has none before that. */
  readonly refresh: (zone: string) => Promise<void>;
  readonly close: () => Promise<void>;
}

const HOST_BY_ROLE: Readonly<Record<Exclude<Role, "primary" | "secondary6">, number>> = {
  secondary: 3,
  dead: 4,
  stranger: 1,
  silent: 21,
  truncating: 22,
  tcpOnly: 23,
  udpOnly: 24,
  servfail: 25,
  refusing: 26,
  lossy: 27,
  slow: 28,
};
const [ROOT_HOST, TLD_HOST, PRIMARY_HOST, UNBOUND_HOST, POWERDNS_HOST] = [1, 2, 5, 53, 54];
const TLD = "lab";
const DEFAULT_NEGATIVE_TTL_SECONDS = 300;
/** The SPF record that SES has senders include; the root answers for it itself. */
export const OUTSIDE = ['qcloudmail.com. IN TXT "v=spf1 ip4:192.0.2.0/24 ~all"'];

function serverName(zone: string, role: Role): string {
  return `${role.toLowerCase()}.${zone}`;
}

/**
 * Starts every server and comes back when each answers. @throws Error with the log of the one that does not;
 * then none is left running
 */
export async function startServers(plan: TreePlan): Promise<Tree> {
  const place = await findTreeSite(plan.port);
  const daemons: Daemon[] = [];
  const keep = <T extends Daemon>(daemon: T): T => {
    daemons.push(daemon);
    return daemon;
  };
  const close = async () => {
    await Promise.all(daemons.map((daemon) => daemon.stop()));
    await place.clear();
  };
  try {
    return { ...(await start(plan, place, keep)), close };
  } catch (error) {
    await close();
    throw error;
  }
}

type Keep = <T extends Daemon>(daemon: T) => T;

async function start(plan: TreePlan, place: TreeSite, keep: Keep): Promise<Omit<Tree, "close">> {
  const programs = plan.programs ?? { primary: "bind", secondary: "knot" };
  const addresses = addressesIn(place, programs);
  const { addressOf, root, tld } = addresses;
  const zones = plan.zones.map((zone) => ({ ...zone, nameServers: nameServersOf(zone, addressOf) }));
  await startAuthoritative({ zones, programs, place, addresses }, keep);
  if (plan.faults === true) await startFaults(place, addressOf, keep);
  const stubs: readonly StubZone[] = [
    { name: ".", addresses: [root.address] },
    { name: TLD, addresses: [tld.address] },
    ...zones.map(({ name, nameServers }) => ({
      name,
      addresses: nameServers.map((server) => server.address),
    })),
  ];
  return {
    port: place.port,
    roots: [root.address],
    addressOf,
    ...(await startRecursors(plan, place, stubs, keep)),
    refresh: (zone) => notify({ address: addressOf("secondary"), port: place.port }, zone),
  };
}

interface Addresses {
  readonly addressOf: (role: Role) => string;
  readonly root: NameServer;
  readonly tld: NameServer;
}

/** BIND is at the one address that it takes. */
function addressesIn({ address }: TreeSite, { primary, secondary }: Programs): Addresses {
  const addressOf = (role: Role): string => {
    if (role === "primary") return primary === "bind" ? SHARED_V4 : address(PRIMARY_HOST);
    if (role === "secondary" && secondary === "bind") return SHARED_V4;
    return role === "secondary6" ? SHARED_V6 : address(HOST_BY_ROLE[role]);
  };
  return {
    addressOf,
    root: { name: "root-server", address: address(ROOT_HOST) },
    tld: { name: `server.${TLD}`, address: address(TLD_HOST) },
  };
}

type Zone = ZonePlan & { readonly nameServers: readonly NameServer[] };

function nameServersOf(
  { name, beside = name, roles }: ZonePlan,
  addressOf: Addresses["addressOf"],
): readonly NameServer[] {
  return roles.map((role) => ({ name: serverName(beside, role), address: addressOf(role) }));
}

interface Authoritative {
  readonly zones: readonly Zone[];
  readonly programs: Programs;
  readonly place: TreeSite;
  readonly addresses: Addresses;
}

async function startAuthoritative(
  { zones, programs, place, addresses: { addressOf, root, tld } }: Authoritative,
  keep: Keep,
): Promise<void> {
  const lab = { name: TLD, nameServers: [tld], negativeTtl: 60 };
  const rootText = zoneText({
    name: ".",
    nameServers: [root],
    negativeTtl: 60,
    records: [...delegationText(lab), ...OUTSIDE],
  });
  const labText = zoneText({
    ...lab,
    records: zones.filter(({ beside }) => beside === undefined).flatMap(delegationText),
  });
  const files = zones.map((zone) => ({
    name: zone.name,
    text: zoneText({ ...zone, negativeTtl: zone.negativeTtl ?? DEFAULT_NEGATIVE_TTL_SECONDS }),
  }));
  const names = zones.map(({ name }) => name);
  const nsdRoot = keep(await startNsd(place, root.address, [{ name: ".", text: rootText }]));
  const nsdTld = keep(await startNsd(place, tld.address, [{ name: TLD, text: labText }]));
  const primaryAddress = addressOf("primary");
  const primary = keep(await PRIMARIES[programs.primary](place, primaryAddress, files));
  await waitFor(primary, () => servesAll(primaryAddress, place.port, names));
  const addresses = [addressOf("secondary")];
  // The others have nothing at an IPv6 address.
  if (programs.secondary === "knot") addresses.push(addressOf("secondary6"));
  const secondary = keep(
    await SECONDARIES[programs.secondary](place, { addresses, primary: primaryAddress, zones: names }),
  );
  await Promise.all([
    waitFor(nsdRoot, () => hasSoa(root.address, place.port, TLD)),
    waitFor(nsdTld, () => hasSoa(tld.address, place.port, TLD)),
    waitFor(secondary, () => servesAll(addressOf("secondary"), place.port, names)),
  ]);
}

async function startFaults(place: TreeSite, addressOf: Addresses["addressOf"], keep: Keep): Promise<void> {
  const addresses = Object.fromEntries(FAULT_NAMES.map((fault) => [fault, addressOf(fault)])) as Readonly<
    Record<Fault, string>
  >;
  const dnsdist = keep(await startDnsdist(place, addresses, addressOf("secondary")));
  const servfail = { address: addresses.servfail, port: place.port };
  await waitFor(dnsdist, async () => (await askServer(servfail, TLD, "SOA")).kind === "servfail");
}

async function startRecursors(
  { recursors = false }: TreePlan,
  place: TreeSite,
  stubs: readonly StubZone[],
  keep: Keep,
): Promise<Pick<Tree, "unbound" | "powerDns">> {
  if (!recursors) return { unbound: absent("Unbound"), powerDns: absent("PowerDNS Recursor") };
  const unbound = keep(await startUnbound(place, place.address(UNBOUND_HOST), stubs));
  const powerDns = keep(await startPowerDns(place, place.address(POWERDNS_HOST), stubs));
  const answers = async ({ address }: Recursor) =>
    (await askRecursor({ address, port: place.port }, TLD, "SOA")).kind === "answer";
  await Promise.all([waitFor(unbound, () => answers(unbound)), waitFor(powerDns, () => answers(powerDns))]);
  return { unbound, powerDns };
}

/** @throws Error as soon as it is used: the plan of this tree has no resolvers */
function absent(name: string): Recursor {
  const refuse = (): never => {
    throw new Error(`this tree was started without ${name}`);
  };
  return {
    address: "",
    questions: refuse,
    cache: refuse,
    log: refuse,
    assertRuns: refuse,
    stop: () => Promise.resolve(),
  };
}

async function servesAll(address: string, port: number, zones: readonly string[]): Promise<boolean> {
  const served = await Promise.all(zones.map((zone) => hasSoa(address, port, zone)));
  return served.every(Boolean);
}

/** An answer or, where the zone is another server's, at least the way to it. */
async function hasSoa(address: string, port: number, zone: string): Promise<boolean> {
  const { kind } = await askServer({ address, port }, zone, "SOA");
  return kind === "answer" || kind === "referral";
}
