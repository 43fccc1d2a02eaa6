import { Packet } from "dns2";
import type { Question } from "../../dns/observation.ts";
import { canBind, listenEverywhere, type Arrival, type ReplyTo } from "./listen.ts";
import { SERVER_ROLES, zonesOf, type ServerAddresses, type ServerRole } from "./tree.ts";
import { encodeFailure, encodeReply, encodeUdpReply, findQuestion } from "./wire.ts";
import { answerFrom, type ServedZone } from "./zone.ts";
import type { ZoneStore } from "../zone-store.ts";

/** One query as it came in. */
interface LoggedQuery extends Question, Arrival {
  readonly at: number;
}

export interface DnsServerOptions {
  readonly store: ZoneStore;
  /** How far the second server is behind, in milliseconds. */
  readonly lagMs?: number;
  /** Default: a free one. Every server listens on the same port. */
  readonly port?: number;
  /** Default: `OWN_ADDRESSES` where the loopback has these addresses, else `SHARED_ADDRESSES`. */
  readonly addresses?: ServerAddresses;
}

export interface DnsServers {
  /** What a resolver needs to know: the root's address, to be asked at `port`. */
  readonly roots: readonly string[];
  readonly port: number;
  readonly addresses: ServerAddresses;
  /** The latest queries, oldest first; bounded. */
  readonly queries: readonly LoggedQuery[];
  readonly setLag: (lagMs: number) => void;
  /** May be called more than once. */
  readonly close: () => Promise<void>;
}

/** Linux has all of 127.0.0.0/8: a real tree with referrals. */
const OWN_ADDRESSES: ServerAddresses = {
  root: "127.0.53.1",
  tld: "127.0.53.2",
  ns1: "127.0.53.3",
  ns2: "127.0.53.4",
};
/**
 * Where the loopback has only 127.0.0.1 (macOS): one server is root, top level and ns1 at once; the lagging
 * one is at ::1.
 */
export const SHARED_ADDRESSES: ServerAddresses = {
  root: "127.0.0.1",
  tld: "127.0.0.1",
  ns1: "127.0.0.1",
  ns2: "::1",
};

const LONGEST_LOG = 10_000;

/** Authoritative DNS for the zones of the store, over UDP and TCP on loopback. */
export async function startDnsServers(options: DnsServerOptions): Promise<DnsServers> {
  const addresses =
    options.addresses ?? ((await canBind(OWN_ADDRESSES.root)) ? OWN_ADDRESSES : SHARED_ADDRESSES);
  const queries: LoggedQuery[] = [];
  let lagMs = options.lagMs ?? 0;
  let closing: Promise<void> | undefined;
  const reply: ReplyTo = (message, arrival) =>
    replyTo(message, (query, question) => {
      queries.push({ ...question, ...arrival, at: Date.now() });
      if (queries.length > LONGEST_LOG) queries.shift();
      const answer = answerFrom(zonesAt(options.store, addresses, arrival.address, lagMs), question);
      return arrival.transport === "udp" ? encodeUdpReply(query, answer) : encodeReply(query, answer);
    });
  const { port, close } = await listenEverywhere(
    [...new Set(Object.values(addresses))],
    options.port ?? 0,
    reply,
  );
  return {
    roots: [addresses.root],
    port,
    addresses,
    queries,
    setLag: (ms) => {
      lagMs = ms;
    },
    close: () => (closing ??= close()),
  };
}

function zonesAt(
  store: ZoneStore,
  addresses: ServerAddresses,
  address: string,
  lagMs: number,
): readonly ServedZone[] {
  const roles = SERVER_ROLES.filter((role: ServerRole) => addresses[role] === address);
  return roles.flatMap((role) => zonesOf(role, store, addresses, role === "ns2" ? lagMs : 0));
}

/** Undefined for what gets no reply at all: octets that are no query. */
function replyTo(message: Buffer, encode: (query: Packet, question: Question) => Buffer): Buffer | undefined {
  const query = findQuery(message);
  if (query === undefined) return undefined;
  if (query.header.opcode !== 0) return encodeFailure(query, "NOTIMP");
  const question = findQuestion(query);
  if (question === undefined)
    return encodeFailure(query, query.questions.length === 1 ? "REFUSED" : "FORMERR");
  try {
    return encode(query, question);
  } catch {
    // A record that can't be put into octets: the zone is broken, which is not the same as empty.
    return encodeFailure(query, "SERVFAIL");
  }
}

function findQuery(message: Buffer): Packet | undefined {
  try {
    const packet = Packet.parse(message);
    return packet.header.qr === 0 && packet.errors.length === 0 ? packet : undefined;
  } catch {
    return undefined; // Shorter than a header.
  }
}
