import { startDaemonsIn } from "./daemons.ts";
import { createZoneKey, signedText, spoiled } from "./keys.ts";
import { startSlowPath } from "./slow-path.ts";
import { startKnot } from "../knot.ts";
import { startNsd } from "../nsd.ts";
import { findTreeSite, type TreeSite } from "../place.ts";
import { API_KEY, apiPortOf, startPowerDnsPrimary } from "../powerdns-primary.ts";
import { askRecursor, askServer, waitFor } from "../question.ts";
import { startKnotResolver, startUnbound } from "../recursors.ts";
import { OUTSIDE } from "../tree.ts";
import type { ZoneFile } from "../zone-files.ts";
import { delegationText, zoneText } from "../zone-text.ts";

// A private tree whose zones are signed from `lab.` down, and resolvers that validate by its key: Unbound, and Knot
// Resolver behind an Unbound that does not. Root and `lab.` are NSD's, the zones Knot DNS's and PowerDNS's.

/**
 * How a zone below `lab.` is signed. `right`: by its host, which signs what is written as well (PowerDNS).
 * `unrectified`: the same, but what is written is not put in order for the proofs of absence. `once`: by hand, and its
 * host signs nothing that is written later (Knot). `none`: not at all (Knot). `gone`: the same, though the parent still
 * holds a DS.
 */
export type Signatures = "right" | "unrectified" | "once" | "gone" | "none";

export interface SignedZone {
  readonly name: string;
  readonly signatures: Signatures;
  /** More records, in master file format, relative to the zone. */
  readonly records?: readonly string[];
  /** An RRset whose signature does not fit. */
  readonly spoiled?: { readonly owner: string; readonly type: string };
}

export interface SignedWorld {
  readonly port: number;
  readonly roots: readonly string[];
  /** Addresses of resolvers. */
  readonly unbound: string;
  readonly knotResolver: string;
  /** It does not validate. */
  readonly careless: string;
  /** Where dynamic updates go. */
  readonly knot: string;
  readonly powerDns: { readonly address: string; readonly url: string; readonly key: string };
  /** How far the resolvers are from every name server, in milliseconds. */
  readonly setRoundTrip: (ms: number) => void;
  readonly close: () => Promise<void>;
}

const [ROOT, TLD, KNOT, POWERDNS, UNBOUND, KRESD, CARELESS] = [1, 2, 5, 6, 53, 54, 55];
/** Added to the last number of a server's address, it is where the resolvers find it. */
const FAR = 100;
const NEGATIVE_TTL_SECONDS = 60;

export function startSignedWorld(zones: readonly SignedZone[]): Promise<SignedWorld> {
  return startDaemonsIn(findTreeSite(), (place, keep) => start(zones, place, keep));
}

type Keep = <T extends { readonly stop: () => Promise<void> }>(one: T) => T;

async function start(
  zones: readonly SignedZone[],
  place: TreeSite,
  keep: Keep,
): Promise<Omit<SignedWorld, "close">> {
  const { address, port } = place;
  const lab = await createZoneKey(place, "lab");
  const signed = await Promise.all(zones.map((zone) => signZone(zone, place)));
  const tld = { name: "lab", nameServers: [{ name: "server.lab", address: address(TLD) }], negativeTtl: 60 };
  const labText = zoneText({ ...tld, records: signed.flatMap(({ delegation }) => delegation) });
  const root = { name: "root-server", address: address(ROOT) };
  const rootText = zoneText({
    name: ".",
    nameServers: [root],
    negativeTtl: 60,
    records: [...delegationText(tld), ...OUTSIDE],
  });
  const held = (host: number) => signed.filter((one) => one.host === host).map(({ file }) => file);
  const tldText = await signedText(place, { name: "lab", text: labText }, lab);
  const servers = [
    keep(await startNsd(place, address(ROOT), [{ name: ".", text: rootText }])),
    keep(await startNsd(place, address(TLD), [{ name: "lab", text: tldText }])),
    keep(await startKnot(place, address(KNOT), held(KNOT))),
    keep(await startPowerDnsPrimary(place, address(POWERDNS), held(POWERDNS))),
  ];
  const probes = [ROOT, TLD, ...signed.map(({ host }) => host)].map((host, index) => ({
    host,
    zone: signed[index - 2]?.file.name ?? "lab",
  }));
  for (const { host, zone } of probes) {
    const daemon = servers[[ROOT, TLD, KNOT, POWERDNS].indexOf(host)];
    if (daemon !== undefined) await waitFor(daemon, () => hasSoa({ address: address(host), port }, zone));
  }
  let roundTripMs = 0;
  for (const host of [ROOT, TLD, KNOT, POWERDNS]) {
    const [at, to] = [address(FAR + host), address(host)].map((one) => ({ address: one, port }));
    if (at !== undefined && to !== undefined) {
      const path = await startSlowPath(at, to, () => roundTripMs);
      keep({ stop: path.close });
    }
  }
  const far = (host: number) => [address(FAR + host)];
  const stubs = [
    { name: ".", addresses: far(ROOT) },
    { name: "lab", addresses: far(TLD) },
    ...signed.map(({ host, file }) => ({ name: file.name, addresses: far(host) })),
  ];
  const trustAnchors = [lab.ds];
  const resolvers = [
    keep(await startUnbound(place, address(UNBOUND), stubs, { trustAnchors })),
    keep(await startUnbound(place, address(CARELESS), stubs)),
    keep(await startKnotResolver(place, address(KRESD), { trustAnchors, behind: address(CARELESS) })),
  ];
  for (const [index, host] of [UNBOUND, CARELESS, KRESD].entries()) {
    const daemon = resolvers[index];
    const isUp = async () =>
      (await askRecursor({ address: address(host), port }, "lab", "SOA")).kind === "answer";
    if (daemon !== undefined) await waitFor(daemon, isUp);
  }
  return {
    port,
    roots: [root.address],
    unbound: address(UNBOUND),
    knotResolver: address(KRESD),
    careless: address(CARELESS),
    knot: address(KNOT),
    powerDns: {
      address: address(POWERDNS),
      url: `http://${address(POWERDNS)}:${apiPortOf(place)}/api/v1/servers/localhost`,
      key: API_KEY,
    },
    setRoundTrip: (ms) => (roundTripMs = ms),
  };
}

interface Zone {
  readonly host: number;
  readonly file: ZoneFile;
  /** What `lab.` says of it. */
  readonly delegation: readonly string[];
}

async function signZone(
  { name, signatures, records, spoiled: wrong }: SignedZone,
  place: TreeSite,
): Promise<Zone> {
  const isPowerDns = signatures === "right" || signatures === "unrectified";
  const host = isPowerDns ? POWERDNS : KNOT;
  const nameServers = [{ name: `ns.${name}`, address: place.address(host) }];
  const text = zoneText({ name, nameServers, negativeTtl: NEGATIVE_TTL_SECONDS, records: records ?? [] });
  const delegation = delegationText({ name, nameServers });
  if (signatures === "none") return { host, file: { name, text }, delegation };
  if (signatures === "gone")
    return {
      host,
      file: { name, text },
      delegation: [...delegation, `${name}. IN DS 12345 13 2 ${"ab".repeat(32)}`],
    };
  const key = await createZoneKey(place, name);
  const withDs = [...delegation, key.ds];
  if (isPowerDns)
    return {
      host,
      file: { name, text, signedBy: key.privateText, rectified: signatures === "right" },
      delegation: withDs,
    };
  const whole = await signedText(place, { name, text }, key);
  return {
    host,
    file: { name, text: wrong === undefined ? whole : spoiled(whole, wrong.owner, wrong.type) },
    delegation: withDs,
  };
}

async function hasSoa(
  at: { readonly address: string; readonly port: number },
  zone: string,
): Promise<boolean> {
  const { kind } = await askServer(at, zone, "SOA");
  return kind === "answer" || kind === "referral";
}
