import { beforeDeadline } from "../../async/deadline.ts";
import type { Clock } from "../../async/clock.ts";
import type { TimedExchange } from "./answered.ts";
import type { EdnsMemory } from "./edns.ts";
import type { Endpoint } from "./endpoint.ts";
import { NO_ROUTE, type ExchangeResult, type Message } from "./exchange.ts";
import type { PlainTransport, Silence } from "./silence.ts";
import { exchangeTcp } from "./tcp.ts";
import { exchangeUdp } from "./udp.ts";
import type { UdpProof } from "./udp-proof.ts";
import { EDNS_OCTETS } from "../message/wire.ts";

/** How long one question to one address may take, in milliseconds. */
export interface Timing {
  /** One try by UDP: two datagrams, since a lost one is the rule rather than a fault. */
  readonly udpMs: number;
  readonly tcpMs: number;
  /** All tries together, from when the question leaves. */
  readonly questionMs: number;
}

/**
 * A look of 1.5 s finds out that an address is silent by both transports: 0.9 s by UDP, then more than half a second by
 * TCP. A round trip of 400 ms gets its answer by UDP even when the first datagram is lost.
 */
export const DEFAULT_TIMING: Timing = { udpMs: 900, tcpMs: 2000, questionMs: 4000 };

/** The second datagram leaves at this part of a try, so that its answer has the longer part to come. */
const SECOND_DATAGRAM_AT = 4 / 9;
/** What an address gets that was silent a moment ago. Nearly all the world is nearer than that. */
const BRIEF_MS = 350;
/**
 * A connection that nobody took up in this time, or by which nothing came for so long, counts as silence, also when
 * nobody waits for it any more. A busy machine may leave a look little more than that for TCP.
 */
const FAIR_MS = BRIEF_MS;

export interface AskedAddress {
  readonly endpoint: Endpoint;
  readonly clock: Clock;
  readonly timing: Timing;
  readonly silence: Silence;
  readonly edns: EdnsMemory;
  readonly udpProof: UdpProof;
  readonly allowed: readonly PlainTransport[];
}

/** A question on its way. */
export interface Outgoing {
  /** What is sent, with an OPT record that asks for so many octets, or without one. */
  readonly message: (edns: number | undefined) => Message;
  /** When all tries end. */
  readonly until: number;
  readonly signal: AbortSignal | undefined;
  /** Told of each message. */
  readonly onSend: () => void;
  /** Told of each datagram, and of each connection that is tried. */
  readonly onSent: () => void;
}

export type ExchangeEnd = Pick<TimedExchange, "outcome" | "transport">;

interface Try {
  readonly transport: PlainTransport;
  /** Known to be silent: one message, and a short while. */
  readonly brief: boolean;
  readonly after?: (outcome: ExchangeResult) => boolean;
}

const UDP: Try = { transport: "udp", brief: false };
const BRIEF_UDP: Try = { transport: "udp", brief: true };
const TCP: Try = { transport: "tcp", brief: false };
/** Of no use after silence by UDP; a truncated answer leaves no other way. */
const BRIEF_TCP: Try = { transport: "tcp", brief: true, after: ({ kind }) => kind === "truncated" };

/**
 * UDP, then TCP on truncation or when UDP is of no avail; a transport that was silent a moment ago last, and briefly.
 * @throws the signal's reason, when it aborts; the system's error where isOutOfFiles
 */
export async function askByTransports(to: AskedAddress, outgoing: Outgoing): Promise<ExchangeEnd> {
  const tries = triesOf(to);
  const aloneMs = to.udpProof.aloneMs();
  if (aloneMs !== undefined && tries[0] === UDP && tries[1] === TCP) return askByBoth(to, outgoing, aloneMs);
  let end: ExchangeEnd = { outcome: NO_ROUTE, transport: "udp" };
  for (const [index, { transport, brief, after }] of tries.entries()) {
    if (index > 0 && !(leadsOn(end) && (after?.(end.outcome) ?? true))) break;
    const step = stepOf(transport, to, { brief, until: outgoing.until });
    if (step.timeoutMs <= 0) break;
    const outcome = await (transport === "udp" ? tryUdp : tryTcp)(to, outgoing, step);
    // After TCP has failed, that an answer does not fit a datagram is none.
    if (end.transport === "tcp" && outcome.kind === "truncated") return end;
    end = { outcome, transport };
  }
  return end;
}

/**
 * UDP, and TCP beside it where UDP has brought nothing for so long or is of no avail; the first that is of use ends the
 * other. @throws the signal's reason, when it aborts; the system's error where isOutOfFiles
 */
async function askByBoth(to: AskedAddress, outgoing: Outgoing, aloneMs: number): Promise<ExchangeEnd> {
  const { clock, udpProof } = to;
  const { signal, until } = outgoing;
  const over = new AbortController();
  const both = {
    ...outgoing,
    signal: signal === undefined ? over.signal : AbortSignal.any([signal, over.signal]),
  };
  try {
    const byUdp = endOf("udp", tryUdp(to, both, stepOf("udp", to, { brief: false, until })));
    const first = await beforeDeadline(byUdp, { clock, timeoutMs: aloneMs, signal });
    if (first !== undefined && !leadsOn(first)) return first;
    const byTcp = endOf("tcp", tryTcp(to, both, stepOf("tcp", to, { brief: false, until })));
    const sooner = await Promise.race([byUdp.then((end) => (leadsOn(end) ? byTcp : end)), byTcp]);
    if (sooner.transport === "udp") return sooner;
    if (sooner.outcome.kind === "unreachable") return leadsOn(await byUdp) ? sooner : await byUdp;
    if (first === undefined) udpProof.noteOvertaken();
    return sooner;
  } finally {
    over.abort();
  }
}

async function endOf(transport: PlainTransport, outcome: Promise<ExchangeResult>): Promise<ExchangeEnd> {
  return { transport, outcome: await outcome };
}

function stepOf(
  transport: PlainTransport,
  { clock, timing }: AskedAddress,
  { brief, until }: { readonly brief: boolean; readonly until: number },
): Step {
  const wholeMs = transport === "udp" ? timing.udpMs : timing.tcpMs;
  const timeoutMs = Math.min(brief ? BRIEF_MS : wholeMs, wholeMs, until - clock.now());
  return { timeoutMs, brief, isWhole: timeoutMs === wholeMs && !brief };
}

function triesOf({ endpoint, silence, allowed }: AskedAddress): readonly Try[] {
  const isUdpSilent = silence.isSilentBy(endpoint, "udp");
  const isTcpSilent = silence.isSilentBy(endpoint, "tcp");
  // TCP first leaves nothing for a second time: it was asked as long as it takes.
  const tries =
    isUdpSilent && !isTcpSilent
      ? [TCP, BRIEF_UDP]
      : [isUdpSilent ? BRIEF_UDP : UDP, isTcpSilent ? BRIEF_TCP : TCP];
  return tries.filter(({ transport }) => allowed.includes(transport));
}

/**
 * A refused port costs nothing to try again by TCP, and there are servers behind filters that let only TCP
 * through.
 */
function leadsOn({ outcome, transport }: ExchangeEnd): boolean {
  if (outcome.kind === "truncated") return transport === "udp";
  return outcome.kind === "unreachable" && outcome.because !== "no-route";
}

interface Step {
  readonly timeoutMs: number;
  readonly brief: boolean;
  /** As long as a try takes: who says nothing all that time is silent. */
  readonly isWhole: boolean;
}

async function tryUdp(to: AskedAddress, outgoing: Outgoing, step: Step): Promise<ExchangeResult> {
  const { clock, edns, endpoint, silence, timing, udpProof } = to;
  const { onSend, onSent, signal } = outgoing;
  const startedAt = clock.now();
  const [withOpt, without] = [outgoing.message(EDNS_OCTETS.datagram), outgoing.message(undefined)];
  const first = edns.isWithout(endpoint) ? without : withOpt;
  // Servers and filters that drop what has an OPT record get the second one without.
  const second = { message: without, afterMs: Math.round(timing.udpMs * SECOND_DATAGRAM_AT) };
  const { outcome, answered } = await exchangeUdp(endpoint, {
    clock,
    signal,
    timeoutMs: step.timeoutMs,
    datagrams: [{ message: first, afterMs: 0 }, ...(step.brief ? [] : [second])],
    onSend: () => {
      onSend();
      onSent();
    },
  });
  if (answered === withOpt) edns.noteAnswered(endpoint);
  else if (answered === without && first === withOpt) edns.noteUnanswered(endpoint);
  if (answered !== undefined) {
    silence.noteAnswer(endpoint, "udp");
    udpProof.noteAnswered();
  }
  if (isTimeout(outcome) && step.isWhole) silence.noteSilent(endpoint, "udp", startedAt);
  return outcome;
}

async function tryTcp(to: AskedAddress, outgoing: Outgoing, step: Step): Promise<ExchangeResult> {
  const { clock, edns, endpoint, silence } = to;
  const { message, onSend, onSent, signal } = outgoing;
  const startedAt = clock.now();
  let heardAt = startedAt;
  const ask = (octets: number | undefined): Promise<ExchangeResult> => {
    const timeoutMs = Math.max(0, startedAt + step.timeoutMs - clock.now());
    const onConnected = (): void => {
      heardAt = clock.now();
      onSend();
    };
    return exchangeTcp(endpoint, { clock, signal, timeoutMs, message: message(octets), onSend: onConnected });
  };
  const wasFair = (): boolean => clock.now() - heardAt >= FAIR_MS;
  onSent();
  try {
    const octets = edns.isDoubtful(endpoint) ? undefined : EDNS_OCTETS.stream;
    const first = await ask(octets);
    // Servers that cut an answer by TCP at the size that an OPT record names, whichever it is.
    const outcome = octets !== undefined && isCut(first) ? await ask(undefined) : first;
    if (outcome.kind !== "unreachable") silence.noteAnswer(endpoint, "tcp");
    else if (isTimeout(outcome) ? step.isWhole || wasFair() : silence.isSilentBy(endpoint, "udp"))
      silence.noteSilent(endpoint, "tcp", startedAt);
    return outcome;
  } catch (error) {
    if (wasFair()) silence.noteSilent(endpoint, "tcp", startedAt);
    throw error;
  }
}

function isTimeout(outcome: ExchangeResult): boolean {
  return outcome.kind === "unreachable" && outcome.because === "timeout";
}

function isCut({ kind }: ExchangeResult): boolean {
  return kind === "truncated" || kind === "malformed";
}
