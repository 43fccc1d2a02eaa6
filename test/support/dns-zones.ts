import { Packet, type Resource } from "dns2";
import { record, replyTo } from "./dns-reply.ts";
import { DS } from "../../src/dns/rrset.ts";
import type { Script } from "./dns-server.ts";

/**
 * A zone as text: one record a line, `owner ttl type value`. The apex `.` is the root. Wildcards and
 * delegations do what they do.
 */
export interface TestZone {
  readonly apex: string;
  readonly records: readonly string[];
}

interface Entry {
  readonly owner: string;
  readonly type: string;
  readonly resource: Resource;
}

interface Zone {
  readonly apex: string;
  readonly entries: readonly Entry[];
}

/** Serves these zones the way an authoritative server does; for names outside of them it refuses. */
export function serveZones(zones: readonly TestZone[]): Script {
  const parsed = zones.map(parseZone).sort((a, b) => b.apex.length - a.apex.length);
  return ({ query }) => {
    const [question] = query.questions;
    if (question === undefined) return undefined;
    const owner = question.name.toLowerCase();
    const type = Packet.typeName(question.type);
    const around = parsed.filter(({ apex }) => isIn(owner, apex));
    // A zone's key stands in the zone above it (RFC 4035 section 3.1.4.1).
    const zone = around.find(({ apex }) => type !== DS || owner !== apex) ?? around[0];
    if (zone === undefined) return replyTo(query, { authoritative: false, rcode: Packet.RCODE.REFUSED });
    return answerFrom(zone, query, { owner, type });
  };
}

function answerFrom(
  zone: Zone,
  query: Packet,
  { owner, type }: { readonly owner: string; readonly type: string },
): Packet {
  const cut = zone.entries.find(
    (entry) =>
      entry.type === "NS" &&
      entry.owner !== zone.apex &&
      isIn(owner, entry.owner) &&
      // On this side of the cut.
      !(type === DS && owner === entry.owner),
  );
  if (cut !== undefined) return refer(zone, query, cut.owner);
  const soa = zone.entries.filter((entry) => entry.type === "SOA").map((entry) => entry.resource);
  const here = atName(zone, owner);
  if (here.length === 0) {
    const exists = owner === zone.apex || zone.entries.some((entry) => isIn(entry.owner, owner));
    return replyTo(query, { authorities: soa, rcode: exists ? Packet.RCODE.NOERROR : Packet.RCODE.NXDOMAIN });
  }
  const answers = here
    .filter((entry) => entry.type === type || entry.type === "CNAME")
    .map((entry) => Object.assign(new Packet.Resource(entry.resource), { name: owner }));
  return answers.length === 0 ? replyTo(query, { authorities: soa }) : replyTo(query, { answers });
}

function refer(zone: Zone, query: Packet, cut: string): Packet {
  const authorities = zone.entries
    .filter((entry) => entry.owner === cut && entry.type === "NS")
    .map((entry) => entry.resource);
  const names = new Set(authorities.map((resource) => resource.ns));
  const glue = zone.entries.filter(
    (entry) => names.has(entry.owner) && (entry.type === "A" || entry.type === "AAAA"),
  );
  return replyTo(query, {
    authoritative: false,
    authorities,
    additionals: glue.map((entry) => entry.resource),
  });
}

function atName(zone: Zone, owner: string): readonly Entry[] {
  const exact = zone.entries.filter((entry) => entry.owner === owner);
  if (exact.length > 0 || zone.entries.some((entry) => isIn(entry.owner, owner))) return exact;
  const wildcard = `*.${owner.slice(owner.indexOf(".") + 1)}`;
  return zone.entries.filter((entry) => entry.owner === wildcard);
}

function parseZone({ apex, records }: TestZone): Zone {
  const entries = records.map((line) => {
    const [owner = "", ttl = "", type = "", ...value] = line.split(" ");
    const name = owner === "." ? "" : owner;
    return { owner: name, type, resource: record(name, type, value.join(" "), Number(ttl)) };
  });
  return { apex: apex === "." ? "" : apex, entries };
}

function isIn(name: string, apex: string): boolean {
  return apex === "" || name === apex || name.endsWith(`.${apex}`);
}
