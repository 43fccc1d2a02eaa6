import { Packet, type Resource } from "dns2";
import { record, replyTo, soa, type ReplyParts } from "../../../support/dns-reply.ts";
import type { DnsFaultId } from "../catalogue.ts";
import type { Random, SeenQuestion } from "../fault.ts";
import type { Arrival } from "./listener.ts";

// What each fault does to one question or its answer. Each ends with whether it altered anything; where it did not,
// the answer goes back as it is.

/** One question, and what may be done to it. */
export interface Exchange extends Arrival {
  readonly seen: SeenQuestion;
  readonly query: Packet;
  readonly random: Random;
  readonly ms: number | undefined;
  /** The server's own answer, which is asked for once; undefined: there is none. */
  readonly ask: () => Promise<Buffer | undefined>;
  /** The first answer that this server gave to this question, before this one. */
  readonly first: () => Buffer | undefined;
  readonly findSoa: () => Promise<Resource | undefined>;
  readonly stay: (ms: number) => Promise<void>;
  /** Sent after the next message that leaves this address. */
  readonly sendAfterNext: (message: Buffer) => () => boolean;
  readonly closePort: (ms: number) => Promise<void>;
  /** What becomes of the same question when it comes by TCP. */
  readonly nextByTcp: (fault: DnsFaultId) => void;
}

type Inject = (exchange: Exchange) => boolean | Promise<boolean>;

const OUTAGE_MS = 1_000;
const LATE_MS = 300;
const { NOERROR, FORMERR, SERVFAIL, NXDOMAIN, NOTIMP, REFUSED } = Packet.RCODE;

export const INJECT: Readonly<Record<DnsFaultId, Inject>> = {
  lost: () => true,
  late: onAnswer(async ({ ms = LATE_MS, send, stay }, answer) => {
    await stay(ms);
    send(answer);
  }),
  doubled: onAnswer(({ send }, answer) => {
    send(answer);
    send(answer);
  }),
  reordered: onAnswer(async ({ ms = LATE_MS, send, sendAfterNext, stay }, answer) => {
    const takeBack = sendAfterNext(answer);
    await stay(ms);
    if (takeBack()) send(answer);
  }),
  "forged-id": forged(({ query, send }) => {
    const forgery = denial(query);
    forgery.header.id ^= 0x55_55;
    send(forgery.toBuffer());
  }),
  "forged-question": forged(({ query, send }) => {
    const forgery = denial(query);
    forgery.questions = [
      new Packet.Question(`other.${nameOf(query)}`, query.questions[0]?.type, Packet.CLASS.IN),
    ];
    send(forgery.toBuffer());
  }),
  "forged-source": forged(({ query, sendFromElsewhere }) => sendFromElsewhere(denial(query).toBuffer())),
  empty: onAnswer(({ send }) => send(Buffer.alloc(0))),
  cut: onAnswer(({ send }, answer) => send(half(answer))),
  garbage: onAnswer(({ octets, random, send }) => {
    const noise = Array.from({ length: 40 }, () => Math.floor(random() * 256));
    send(Buffer.concat([octets.subarray(0, 2), Buffer.from(noise)]));
  }),
  query: onAnswer(({ send }, answer) => send(withFlag(answer, 2, 0x80, false))),

  servfail: refusing(SERVFAIL),
  refused: refusing(REFUSED),
  notimp: refusing(NOTIMP),
  formerr: refusing(FORMERR),
  "truncated-alone": truncated("truncated-alone", ({ reset }) => reset()),
  truncated: truncated("truncated", undefined),

  "not-authoritative": changed((answer) => isAuthoritative(answer) && withFlag(answer, 2, 0x04, false)),
  nxdomain: changed(async (answer, exchange) => {
    if (Packet.parse(answer).header.rcode !== NOERROR) return false;
    return made(exchange, { rcode: NXDOMAIN, authorities: await soaOf(exchange) });
  }),
  nodata: changed(async (answer, exchange) => {
    if (Packet.parse(answer).answers.length === 0) return false;
    return made(exchange, { authorities: await soaOf(exchange) });
  }),
  stale: (exchange) => {
    const first = exchange.first();
    return changed((answer, { octets }) => {
      if (first === undefined || factsIn(first) === factsIn(answer)) return false;
      return Buffer.concat([octets.subarray(0, 2), first.subarray(2)]);
    })(exchange);
  },
  "cname-loop": onAnswer((exchange) => {
    const [name, other] = [nameOf(exchange.query), `loop.${nameOf(exchange.query)}`];
    exchange.send(made(exchange, { answers: [record(name, "CNAME", other), record(other, "CNAME", name)] }));
  }),
  "referral-up": onAnswer((exchange) => {
    exchange.send(made(exchange, { authoritative: false, authorities: [record("", "NS", "ns.root.test")] }));
  }),
  "other-answer": changed((answer, { query }) => {
    const reply = Packet.parse(answer);
    if (reply.answers.length === 0) return false;
    for (const one of reply.answers) one.name = `other.${nameOf(query)}`;
    return reply.toBuffer();
  }),

  closed: async ({ ms = OUTAGE_MS, closePort }) => {
    await closePort(ms);
    return true;
  },
  "tcp-reset": truncated("tcp-reset", ({ reset, sendRaw }, answer) => sendRaw(partly(answer), reset)),
  "tcp-stalled": truncated("tcp-stalled", ({ sendRaw }, answer) => sendRaw(partly(answer))),
};

function onAnswer(act: (exchange: Exchange, answer: Buffer) => unknown): Inject {
  return async (exchange) => {
    const answer = await exchange.ask();
    if (answer !== undefined) await act(exchange, answer);
    return answer !== undefined;
  };
}

/** Another answer in its place; false: as it is. */
function changed(
  change: (answer: Buffer, exchange: Exchange) => Buffer | false | Promise<Buffer | false>,
): Inject {
  return async (exchange) => {
    const answer = await exchange.ask();
    if (answer === undefined) return false;
    const other = await change(answer, exchange);
    if (other !== false) exchange.send(other);
    return other !== false;
  };
}

/** A forger is quicker than the server, and can't take part in a TCP connection. */
function forged(forge: (exchange: Exchange) => void | Promise<void>): Inject {
  const inject = onAnswer(async (exchange, answer) => {
    await forge(exchange);
    exchange.send(answer);
  });
  return (exchange) => exchange.transport === "udp" && inject(exchange);
}

function refusing(rcode: number): Inject {
  return ({ query, send }) => {
    send(replyTo(query, { rcode, authoritative: false }).toBuffer());
    return true;
  };
}

/** By UDP the word to come by TCP, and there what was meant; undefined: nothing. */
function truncated(
  id: DnsFaultId,
  byTcp: ((exchange: Exchange, answer: Buffer) => void) | undefined,
): Inject {
  return async (exchange) => {
    const { nextByTcp, query, send, transport } = exchange;
    if (transport === "tcp") return byTcp !== undefined && onAnswer(byTcp)(exchange);
    if (byTcp !== undefined) nextByTcp(id);
    await exchange.ask();
    send(replyTo(query, { truncated: true }).toBuffer());
    return true;
  };
}

function made({ query }: Exchange, parts: ReplyParts): Buffer {
  return replyTo(query, parts).toBuffer();
}

function denial(query: Packet): Packet {
  return replyTo(query, { rcode: NXDOMAIN, authorities: [soa(nameOf(query))] });
}

async function soaOf({ findSoa }: Exchange): Promise<Resource[]> {
  const found = await findSoa();
  return found === undefined ? [] : [found];
}

function nameOf(query: Packet): string {
  return query.questions[0]?.name ?? "";
}

function isAuthoritative(answer: Buffer): boolean {
  return ((answer[2] ?? 0) & 0x04) !== 0;
}

function withFlag(message: Buffer, at: number, bit: number, isSet: boolean): Buffer {
  const copy = Buffer.from(message);
  copy[at] = isSet ? (copy[at] ?? 0) | bit : (copy[at] ?? 0) & ~bit;
  return copy;
}

/** The status and the records, without what each exchange has of its own. */
function factsIn(answer: Buffer): string {
  const { header, answers, authorities } = Packet.parse(answer);
  return JSON.stringify([header.rcode, header.aa, answers, authorities]);
}

function half(message: Buffer): Buffer {
  return message.subarray(0, Math.floor(message.length / 2));
}

/** The length of the whole, and half of it. */
function partly(message: Buffer): Buffer {
  const length = Buffer.alloc(2);
  length.writeUInt16BE(message.length);
  return Buffer.concat([length, half(message)]);
}
