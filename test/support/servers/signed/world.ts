import { startDaemonsIn } from "./daemons.ts";
import { createZoneKey, signedText, spoiled, type ZoneKey } from "./keys.ts";
import { startSlowPath, type Failure } from "./slow-path.ts";
import type { Endpoint } from "../../../../src/resolve/transport/endpoint.ts";
import type { Daemon } from "../daemon.ts";
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
  /** What becomes of the resolvers' questions to the zones' own servers, from now on. */
  readonly setFailure: (failure: Failure | undefined) => void;
  /** How many of their questions have failed so. */
  readonly failed: () => number;
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
  const roundTrip = { ms: 0 };
  const own: { failure: Failure | undefined; failed: number } = { failure: undefined, failed: 0 };
  await startAuthoritative({ lab, signed }, place, keep);
  for (const host of [ROOT, TLD, KNOT, POWERDNS]) {
    const [at, to] = [placeOf(place, FAR + host), placeOf(place, host)];
    const isOfZones = host === KNOT || host === POWERDNS;
    const path = await startSlowPath(at, to, () => ({
      roundTripMs: roundTrip.ms,
      failure: isOfZones ? own.failure : undefined,
      onFailed: () => (own.failed += 1),
    }));
    keep({ stop: path.close });
  }
  await startResolvers({ lab, signed }, place, keep);
  return {
    port,
    roots: [address(ROOT)],
    unbound: address(UNBOUND),
    knotResolver: address(KRESD),
    careless: address(CARELESS),
    knot: address(KNOT),
    powerDns: {
      address: address(POWERDNS),
      url: `http://${address(POWERDNS)}:${apiPortOf(place)}/api/v1/servers/localhost`,
      key: API_KEY,
    },
    setRoundTrip: (ms) => (roundTrip.ms = ms),
    setFailure: (failure) => (own.failure = failure),
    failed: () => own.failed,
  };
}

interface Signed {
  readonly lab: ZoneKey;
  readonly signed: readonly Zone[];
}

async function startAuthoritative({ lab, signed }: Signed, place: TreeSite, keep: Keep): Promise<void> {
  const { address } = place;
  const tld = { name: "lab", nameServers: [{ name: "server.lab", address: address(TLD) }], negativeTtl: 60 };
  const labText = zoneText({ ...tld, records: signed.flatMap(({ delegation }) => delegation) });
  const rootText = zoneText({
    name: ".",
    nameServers: [{ name: "root-server", address: address(ROOT) }],
    negativeTtl: 60,
    records: [...delegationText(tld), ...OUTSIDE],
  });
  const tldText = await signedText(place, { name: "lab", text: labText }, lab);
  const heldBy = (host: number) => signed.filter((one) => one.host === host).map(({ file }) => file);
  const [atKnot, atPowerDns] = [heldBy(KNOT), heldBy(POWERDNS)];
  const serve = async (host: number, daemon: Daemon, names: readonly string[]): Promise<void> => {
    keep(daemon);
    for (const zone of names) await waitFor(daemon, () => hasSoa(placeOf(place, host), zone));
  };
  const names = (files: readonly ZoneFile[]): readonly string[] => files.map(({ name }) => name);
  await serve(ROOT, await startNsd(place, address(ROOT), [{ name: ".", text: rootText }]), ["lab"]);
  await serve(TLD, await startNsd(place, address(TLD), [{ name: "lab", text: tldText }]), ["lab"]);
  await serve(KNOT, await startKnot(place, address(KNOT), atKnot), names(atKnot));
  await serve(POWERDNS, await startPowerDnsPrimary(place, address(POWERDNS), atPowerDns), names(atPowerDns));
}

/** Those that validate, and the one that does not. */
async function startResolvers({ lab, signed }: Signed, place: TreeSite, keep: Keep): Promise<void> {
  const { address } = place;
  const far = (host: number): readonly string[] => [address(FAR + host)];
  const stubs = [
    { name: ".", addresses: far(ROOT) },
    { name: "lab", addresses: far(TLD) },
    ...signed.map(({ host, file }) => ({ name: file.name, addresses: far(host) })),
  ];
  const trustAnchors = [lab.ds];
  const up = async (host: number, daemon: Daemon): Promise<void> => {
    keep(daemon);
    await waitFor(
      daemon,
      async () => (await askRecursor(placeOf(place, host), "lab", "SOA")).kind === "answer",
    );
  };
  await up(UNBOUND, await startUnbound(place, address(UNBOUND), stubs, { trustAnchors }));
  await up(CARELESS, await startUnbound(place, address(CARELESS), stubs));
  const behind = address(CARELESS);
  await up(KRESD, await startKnotResolver(place, address(KRESD), { trustAnchors, behind }));
}

function placeOf({ address, port }: TreeSite, host: number): Endpoint {
  return { address: address(host), port };
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

async function hasSoa(at: Endpoint, zone: string): Promise<boolean> {
  const { kind } = await askServer(at, zone, "SOA");
  return kind === "answer" || kind === "referral";
}
