import { Packet } from "dns2";
import { record, replyTo, soa } from "./dns-reply.ts";
import type { Received, Script } from "./dns-server.ts";

// What answers on port 53 in the place of name servers: a company's resolver, a hotel's gateway, a firewall.

const { NXDOMAIN, REFUSED, SERVFAIL } = Packet.RCODE;
const RESOLVER = { authoritative: false, recursionAvailable: true } as const;

const nameOf = ({ query }: Received): string => query.questions[0]?.name ?? "";
const typeOf = ({ query }: Received): number | undefined => query.questions[0]?.type;

/** A resolver that takes no question without RD, or no client of ours. */
export const REFUSING: Script = ({ query }) => replyTo(query, { ...RESOLVER, rcode: REFUSED });

export const FAILING: Script = ({ query }) => replyTo(query, { ...RESOLVER, rcode: SERVFAIL });

/** A gateway that is every name, until somebody has signed in. */
export const PORTAL: Script = (received) => {
  const [name, type] = [nameOf(received), typeOf(received)];
  const own = type === Packet.TYPE.A ? record(name, "A", "192.0.2.1") : soa(name);
  const isAnswer = type === Packet.TYPE.A || type === Packet.TYPE.SOA;
  const parts = isAnswer ? { answers: [own] } : { authorities: [own] };
  return replyTo(received.query, { recursionAvailable: true, ...parts });
};

/** A firewall, or a root of its own, that has no such top-level domain. */
export const DENYING: Script = ({ query }) => replyTo(query, { rcode: NXDOMAIN, authorities: [soa("")] });

/** What a resolver says, as if it held every zone itself: with AA, and without the offer of recursion. */
export function claimingAuthority(resolver: Script): Script {
  return (received) => {
    const given = resolver(received);
    if (!(given instanceof Packet)) return given;
    Object.assign(given.header, { aa: 1, ra: 0 });
    return given;
  };
}

/** Every "no" becomes an address of its own, as providers do who sell mistyped names; the rest passes. */
export function hijackingNo(right: Script): Script {
  return (received) => {
    const given = right(received);
    if (!Buffer.isBuffer(given) || Packet.parse(given).header.rcode !== NXDOMAIN) return given;
    const name = nameOf(received);
    const answers = typeOf(received) === Packet.TYPE.A ? [record(name, "A", "192.0.2.1")] : [];
    return replyTo(received.query, { ...RESOLVER, answers });
  };
}
