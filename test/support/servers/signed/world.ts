import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { startDaemonsIn } from "./daemons.ts";
import { isAtPowerDns, KNOT, POWERDNS, SECOND, signZones, type SignedZone, type Zone } from "./zones.ts";
import { createZoneKey, signedText, type ZoneKey } from "./keys.ts";
import { startSlowPath, type Failure } from "./slow-path.ts";
import { parseDomainName, type DomainName } from "../../../../src/dns/domain-name.ts";
import type { Endpoint } from "../../../../src/resolve/transport/endpoint.ts";
import { AUTHORITY, FOR_ADDRESS } from "../../test-authority.ts";
import type { Daemon } from "../daemon.ts";
import { startHttpsGateway } from "../dnsdist.ts";
import { startKnot } from "../knot.ts";
import { startNsd } from "../nsd.ts";
import { findTreeSite, SHARED_V4, type TreeSite } from "../place.ts";
import { API_KEY, apiPortOf, startPowerDnsPrimary } from "../powerdns-primary.ts";
import { askRecursor, askServer, waitFor } from "../question.ts";
import { startKnotResolver, startUnbound } from "../recursors.ts";
import { OUTSIDE } from "../tree.ts";
import type { ZoneFile } from "../zone-files.ts";
import { delegationText, zoneText } from "../zone-text.ts";

// A private tree whose zones are signed from `lab.` down, and resolvers that validate by its key: Unbound, and Knot
// Resolver behind an Unbound that does not. Root and `lab.` are NSD's, the zones Knot DNS's and PowerDNS's.

export interface SignedWorld {
  readonly port: number;
  readonly roots: readonly string[];
  /** Addresses of resolvers. */
  readonly unbound: string;
  readonly knotResolver: string;
  /** It validates by a clock that is years behind. */
  readonly wrongClock: string;
  /** Where nobody is: a test may put a resolver of its own there. */
  readonly stranger: string;
  /** It does not validate. */
  readonly careless: string;
  /** Where dynamic updates go. */
  readonly knot: string;
  readonly powerDns: PowerDnsSite;
  /** Of Unbound, and of a gateway (dnsdist) in front of Knot Resolver, by the certificate of the tests. */
  readonly byHttps: { readonly urls: readonly string[]; readonly authorities: string };
  /** How far the resolvers are from every name server, in milliseconds. */
  readonly setRoundTrip: (ms: number) => void;
  /** What becomes of the resolvers' questions to the zones' own servers, from now on. */
  readonly setFailure: (failure: Failure | undefined) => void;
  /** How many of their questions have failed so. */
  readonly failed: () => number;
  readonly close: () => Promise<void>;
}

interface PowerDnsSite {
  /** Of its HTTP API. */
  readonly url: string;
  readonly key: string;
  readonly zones: readonly DomainName[];
  /** From now on it signs nothing of a zone, though the zone above still holds the key (DS). */
  readonly dropKeys: (zone: string) => Promise<void>;
}

const [ROOT, TLD, UNBOUND, KRESD, CARELESS, WRONG_CLOCK, STRANGER] = [1, 2, 53, 54, 55, 56, 57];
/** Added to the last number of a server's address, it is where the resolvers find it. */
const FAR = 100;

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
  const signed = await signZones(zones, place);
  const roundTrip = { ms: 0 };
  const own: { failure: Failure | undefined; failed: number } = { failure: undefined, failed: 0 };
  await startAuthoritative({ lab, signed }, place, keep);
  for (const host of [ROOT, TLD, KNOT, POWERDNS, SECOND]) {
    const [at, to] = [placeOf(place, FAR + host), placeOf(place, host)];
    const isOfZones = host !== ROOT && host !== TLD;
    const path = await startSlowPath(at, to, () => ({
      roundTripMs: roundTrip.ms,
      failure: isOfZones ? own.failure : undefined,
      onFailed: () => (own.failed += 1),
    }));
    keep({ stop: path.close });
  }
  const byHttps = await startResolvers({ lab, signed }, place, keep);
  return {
    port,
    roots: [address(ROOT)],
    unbound: address(UNBOUND),
    knotResolver: address(KRESD),
    wrongClock: address(WRONG_CLOCK),
    stranger: address(STRANGER),
    careless: address(CARELESS),
    knot: address(KNOT),
    powerDns: powerDnsSite(zones, place),
    byHttps,
    setRoundTrip: (ms) => (roundTrip.ms = ms),
    setFailure: (failure) => (own.failure = failure),
    failed: () => own.failed,
  };
}

function powerDnsSite(zones: readonly SignedZone[], place: TreeSite): PowerDnsSite {
  const url = `http://${place.address(POWERDNS)}:${apiPortOf(place)}/api/v1/servers/localhost`;
  return {
    url,
    key: API_KEY,
    zones: zones.filter(isAtPowerDns).map(({ name }) => parseDomainName(name)),
    dropKeys: async (zone) => {
      const keys = `${url}/zones/${zone}./cryptokeys`;
      const headers = { "x-api-key": API_KEY };
      for (const { id } of (await (await fetch(keys, { headers })).json()) as { id: number }[])
        await fetch(`${keys}/${id}`, { method: "DELETE", headers });
      await fetch(`${url}/cache/flush?domain=${zone}.`, { method: "PUT", headers });
    },
  };
}

interface Signed {
  readonly lab: ZoneKey;
  readonly signed: readonly Zone[];
}

async function startAuthoritative({ lab, signed }: Signed, place: TreeSite, keep: Keep): Promise<void> {
  const { address } = place;
  const tld = { name: "lab", nameServers: [{ name: "server.lab", address: address(TLD) }], negativeTtl: 60 };
  const ofLab = signed.filter(({ above }) => above === undefined).flatMap(({ delegation }) => delegation);
  const labText = zoneText({ ...tld, records: ofLab });
  const rootText = zoneText({
    name: ".",
    nameServers: [{ name: "root-server", address: address(ROOT) }],
    negativeTtl: 60,
    records: [...delegationText(tld), ...OUTSIDE],
  });
  const tldText = await signedText(place, { name: "lab", text: labText }, lab);
  const heldBy = (wanted: number) =>
    signed.flatMap(({ copies }) => copies.filter(({ host }) => host === wanted).map(({ file }) => file));
  const [atKnot, atPowerDns, atSecond] = [heldBy(KNOT), heldBy(POWERDNS), heldBy(SECOND)];
  const serve = async (host: number, daemon: Daemon, names: readonly string[]): Promise<void> => {
    keep(daemon);
    for (const zone of names) await waitFor(daemon, () => hasSoa(placeOf(place, host), zone));
  };
  const names = (files: readonly ZoneFile[]): readonly string[] => files.map(({ name }) => name);
  await serve(ROOT, await startNsd(place, address(ROOT), [{ name: ".", text: rootText }]), ["lab"]);
  await serve(TLD, await startNsd(place, address(TLD), [{ name: "lab", text: tldText }]), ["lab"]);
  await serve(KNOT, await startKnot(place, address(KNOT), atKnot), names(atKnot));
  await serve(POWERDNS, await startPowerDnsPrimary(place, address(POWERDNS), atPowerDns), names(atPowerDns));
  if (atSecond.length > 0)
    await serve(SECOND, await startNsd(place, address(SECOND), atSecond), names(atSecond));
}

/** Those that validate, and the one that does not. */
async function startResolvers(
  { lab, signed }: Signed,
  place: TreeSite,
  keep: Keep,
): Promise<SignedWorld["byHttps"]> {
  const { address } = place;
  const far = (host: number): readonly string[] => [address(FAR + host)];
  const stubs = [
    { name: ".", addresses: far(ROOT) },
    { name: "lab", addresses: far(TLD) },
    ...signed.map(({ name, copies }) => ({
      name,
      addresses: copies.flatMap(({ host }) => far(host)),
    })),
  ];
  const trustAnchors = [lab.ds];
  const up = async (host: number, daemon: Daemon, says = "answer"): Promise<void> => {
    keep(daemon);
    await waitFor(daemon, async () => (await askRecursor(placeOf(place, host), "lab", "SOA")).kind === says);
  };
  const [authorities, key, cert] = await writeFiles(place, [
    ["authority.pem", AUTHORITY],
    ["https-key.pem", FOR_ADDRESS.key],
    ["https-cert.pem", FOR_ADDRESS.cert],
  ]);
  const [port, gatewayPort] = [place.port + 2, place.port + 3];
  const https = { port, key, cert };
  await up(UNBOUND, await startUnbound(place, address(UNBOUND), stubs, { trustAnchors, https }));
  const late = { trustAnchors, believesDate: "20200101000000" };
  await up(WRONG_CLOCK, await startUnbound(place, address(WRONG_CLOCK), stubs, late), "servfail");
  await up(CARELESS, await startUnbound(place, address(CARELESS), stubs));
  const behind = address(CARELESS);
  await up(KRESD, await startKnotResolver(place, address(KRESD), { trustAnchors, behind }));
  keep(await startHttpsGateway(place, { ...https, port: gatewayPort }, address(KRESD)));
  const urls = [port, gatewayPort].map((one) => `https://${SHARED_V4}:${one}/dns-query`);
  return { urls, authorities };
}

async function writeFiles(
  { folder }: TreeSite,
  files: readonly (readonly [name: string, text: string])[],
): Promise<readonly [string, string, string]> {
  const paths = files.map(([name]) => join(folder, name));
  await Promise.all(files.map(([, text], index) => writeFile(paths[index] ?? "", text)));
  const [first = "", second = "", third = ""] = paths;
  return [first, second, third];
}

function placeOf({ address, port }: TreeSite, host: number): Endpoint {
  return { address: address(host), port };
}

async function hasSoa(at: Endpoint, zone: string): Promise<boolean> {
  const { kind } = await askServer(at, zone, "SOA");
  return kind === "answer" || kind === "referral";
}
