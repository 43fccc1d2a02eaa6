import { Packet } from "dns2";
import { isAtOrBelow, type DomainName } from "../../../src/dns/domain-name.ts";
import { replyTo, soa } from "../../support/dns-reply.ts";
import type { Received } from "../../support/dns-server.ts";
import { serveZones } from "../../support/dns-zones.ts";
import { APEX, nameOf, soaLine, type Manners } from "./world.ts";

// How servers behave that are not in order, or not quite.

export interface Asked {
  readonly name: DomainName;
  readonly type: string;
}

function askedOf({ query }: Received): Asked {
  const [question] = query.questions;
  return {
    name: (question?.name.toLowerCase() ?? "") as DomainName,
    type: Packet.typeName(question?.type ?? 0),
  };
}

export const silent: Manners = () => () => undefined;

/** The response code alone, as from a server that does not hold the zone. */
export function says(rcode: "REFUSED" | "SERVFAIL" | "NOTIMP" | "NOTAUTH"): Manners {
  return () =>
    ({ query }) =>
      replyTo(query, { authoritative: false, rcode: Packet.RCODE[rcode] });
}

export const saysNxdomain: Manners = () => (received) => noFor(received, Packet.RCODE.NXDOMAIN, "test");

/** A copy of the zone in which nothing of ours ever stands, with these of its servers. */
export function oldCopyOf(...labels: readonly string[]): Manners {
  const ns = labels.map((label) => `${APEX} 300 NS ${nameOf(label)}`);
  return () => serveZones([{ apex: APEX, records: [soaLine(APEX, 0), ...ns] }]);
}

/** There is nothing, of whatever type, and no SOA either. */
export const saysNothing: Manners =
  () =>
  ({ query }) =>
    replyTo(query);

/** One way for the questions that fit, as it should be for all others. */
export function when(fits: (asked: Asked) => boolean, then: Manners): Manners {
  return (live, above) => {
    const other = then(live, above);
    return (received) => (fits(askedOf(received)) ? other(received) : live(received));
  };
}

/** As it should be for the first questions that fit, but `then` for those after. */
export function once(fits: (asked: Asked) => boolean, then: Manners): Manners {
  return (live, above) => {
    const other = then(live, above);
    let left = 1;
    return (received) => {
      if (left === 0 || !fits(askedOf(received))) return live(received);
      left -= 1;
      return other(received);
    };
  };
}

/** What one in order would say, with something about it changed. */
export function edited(edit: (reply: Packet, asked: Asked) => void): Manners {
  return (live) => (received) => {
    const reply = live(received);
    if (!(reply instanceof Packet)) return reply;
    edit(reply, askedOf(received));
    return reply;
  };
}

/** It has the records, but was not set up as a server of the zone. */
export const withoutAa: Manners = edited((reply) => {
  reply.header.aa = 0;
});

export function offersRecursion(manners: Manners): Manners {
  return (live, above) =>
    edited((reply) => {
      reply.header.ra = 1;
    })(manners(live, above), above);
}

/** The zone's answer to a name below it, with an SOA where it does not belong. */
export function soaInAnswer(ownerOf: (asked: Asked) => string): Manners {
  return (live) => (received) => {
    const asked = askedOf(received);
    if (asked.type !== "SOA") return live(received);
    const owner = ownerOf(asked);
    return replyTo(received.query, { answers: [soa(owner)] });
  };
}

/** A "no" that carries the SOA of this zone. */
export function noFor({ query }: Received, rcode: number, zone: string): Packet {
  return replyTo(query, { rcode, authorities: [soa(zone)] });
}

/** An SOA of the very name that was asked for stands behind every "no". */
export const soaOfEachNo: Manners = edited((reply, { name }) => {
  if (reply.answers.length === 0 && reply.authorities.length > 0) reply.authorities = [soa(name)];
});

export function isBelow(apex: DomainName): (asked: Asked) => boolean {
  return ({ name }) => name !== apex && isAtOrBelow(name, apex);
}

/** What goes by UDP has an end where the question says so, 512 without EDNS (RFC 6891 section 6.2.3). */
export function truncating(manners: Manners = (live) => live): Manners {
  return (live, above) => {
    const whole = manners(live, above);
    return (received) => {
      const reply = whole(received);
      if (!(reply instanceof Packet) || received.via === "tcp") return reply;
      return cut(received, reply, ednsSizeOf(received) ?? 512);
    };
  };
}

export function cut({ query }: Received, whole: Packet, octets: number): Packet {
  return whole.toBuffer().length <= octets ? whole : replyTo(query, { truncated: true });
}

/** Undefined: without EDNS. */
export function ednsSizeOf({ query }: Received): number | undefined {
  return query.additionals.find(({ type }) => type === Packet.TYPE.EDNS)?.class;
}
