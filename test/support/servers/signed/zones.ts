import { createZoneKey, signedText, spoiled, stripped, type Validity } from "./keys.ts";
import type { TreeSite } from "../place.ts";
import type { ZoneFile } from "../zone-files.ts";
import { delegationText, zoneText, type NameServer } from "../zone-text.ts";

// The zones of a signed world: their text, who serves them, and what the zone above says of them.

/**
 * How a zone below `lab.` is signed. `right`: by its host, which signs what is written as well (PowerDNS).
 * `unrectified`: the same, but what is written is not put in order for the proofs of absence. `once`: by hand, and its
 * host signs nothing that is written later (Knot). `over`, `not yet`: the same, by signatures of another time. `none`:
 * not at all (Knot). `gone`: the same, though the parent still holds a DS.
 */
export type Signatures = "right" | "unrectified" | "once" | "gone" | "none" | Validity;

/** What the zone above holds beside the DS of its key, or in place of it where it is not signed. */
type OtherDs = "of an unknown algorithm" | "of an unknown digest";

export interface SignedZone {
  readonly name: string;
  readonly signatures: Signatures;
  /** Who serves it. Absent: who its signatures need, else Knot. */
  readonly host?: "PowerDNS";
  readonly otherDs?: OtherDs;
  /** The zone that delegates it. Absent: `lab.` does. */
  readonly above?: string;
  /** Its proofs of absence leave unsigned zones below out. */
  readonly optOut?: true;
  /** More records, in master file format, relative to the zone. */
  readonly records?: readonly string[];
  /** An RRset whose signature does not fit. */
  readonly spoiled?: Place;
  /** An RRset without a signature. */
  readonly stripped?: Place;
  /** A second name server (NSD) serves it by signatures of another time. */
  readonly secondIs?: Validity;
}

interface Place {
  readonly owner: string;
  readonly type: string;
}

export const [KNOT, POWERDNS, SECOND] = [5, 6, 7];
const NEGATIVE_TTL_SECONDS = 60;

export interface Zone {
  readonly name: string;
  readonly above: string | undefined;
  /** Who serves it, and which text of it. */
  readonly copies: readonly { readonly host: number; readonly file: ZoneFile }[];
  /** What the zone above says of it. */
  readonly delegation: readonly string[];
}

export async function signZones(zones: readonly SignedZone[], place: TreeSite): Promise<readonly Zone[]> {
  const [below, others] = [zones.filter(isBelow), zones.filter((zone) => !isBelow(zone))];
  const inner = await Promise.all(below.map((zone) => signZone(zone, place)));
  const outer = others.map((zone) => {
    const delegated = inner
      .filter(({ above }) => above === zone.name)
      .flatMap(({ delegation }) => delegation);
    return signZone({ ...zone, records: [...(zone.records ?? []), ...delegated] }, place);
  });
  return [...inner, ...(await Promise.all(outer))];
}

export function isAtPowerDns({ signatures, host }: SignedZone): boolean {
  return host === "PowerDNS" || signatures === "right" || signatures === "unrectified";
}

function isBelow({ above }: SignedZone): boolean {
  return above !== undefined;
}

async function signZone(zone: SignedZone, place: TreeSite): Promise<Zone> {
  const { name, signatures, otherDs, above, records = [], secondIs } = zone;
  const host = isAtPowerDns(zone) ? POWERDNS : KNOT;
  const nameServers = nameServersOf(name, secondIs === undefined ? [host] : [host, SECOND], place);
  const text = zoneText({ name, nameServers, negativeTtl: NEGATIVE_TTL_SECONDS, records });
  const delegation = [...delegationText({ name, nameServers }), ...otherDsOf(name, otherDs)];
  const plain = { name, above, copies: [{ host, file: { name, text } }] };
  if (signatures === "none") return { ...plain, delegation };
  if (signatures === "gone")
    return { ...plain, delegation: [...delegation, `${name}. IN DS 12345 13 2 ${"ab".repeat(32)}`] };
  const key = await createZoneKey(place, name);
  const signed = { name, above, delegation: [...delegation, key.ds] };
  if (host === POWERDNS) {
    const file = { name, text, signedBy: key.privateText, rectified: signatures === "right" };
    return { ...signed, copies: [{ host, file }] };
  }
  const validity = signatures === "over" || signatures === "not yet" ? signatures : undefined;
  const whole = changed(await signedText(place, { name, text }, key, { ...zone, validity }), zone);
  const copies = [{ host, file: { name, text: whole } }];
  if (secondIs === undefined) return { ...signed, copies };
  const late = await signedText(place, { name, text }, key, { validity: secondIs });
  return { ...signed, copies: [...copies, { host: SECOND, file: { name, text: late } }] };
}

function nameServersOf(zone: string, hosts: readonly number[], { address }: TreeSite): readonly NameServer[] {
  return hosts.map((host) => ({ name: `ns${host}.${zone}`, address: address(host) }));
}

/** Numbers that nobody knows: an algorithm (RFC 8624) that is not assigned, and such a digest. */
function otherDsOf(name: string, other: OtherDs | undefined): readonly string[] {
  if (other === undefined) return [];
  const numbers = other === "of an unknown algorithm" ? "200 2" : "13 200";
  return [`${name}. IN DS 12345 ${numbers} ${"ab".repeat(32)}`];
}

function changed(text: string, { spoiled: wrong, stripped: bare }: SignedZone): string {
  const one = wrong === undefined ? text : spoiled(text, wrong.owner, wrong.type);
  return bare === undefined ? one : stripped(one, bare.owner, bare.type);
}
