import { Packet } from "dns2";
import type { Clock } from "../../async/clock.ts";
import type { DomainName } from "../../dns/domain-name.ts";
import type { Question, Transport } from "../../dns/observation.ts";
import { answeredOf, type Answered } from "./answered.ts";
import {
  askByTransports,
  DEFAULT_TIMING,
  type AskedAddress,
  type ExchangeEnd,
  type Outgoing,
  type Timing,
} from "./by-transport.ts";
import { createEdnsMemory } from "./edns.ts";
import { familyOf, type Endpoint } from "./endpoint.ts";
import { isOutOfFiles, NO_ROUTE, type ExchangeResult, type Message } from "./exchange.ts";
import { createShares } from "../../async/shares.ts";
import { createRoutes, type Routes } from "./routes.ts";
import { createSilence, type Silence } from "./silence.ts";
import { UDP_IS_PROVEN, type UdpProof } from "./udp-proof.ts";
import { decodeReply, encodeQuery, type QueryOptions } from "../message/wire.ts";

// One question to one address: ask.ts by UDP and TCP (by-transport.ts; udp.ts, tcp.ts, exchange.ts), doh.ts by HTTPS
// (https.ts); endpoint.ts and routes.ts say where to and whether there is a way. Remembered for a minute: who is silent
// (silence.ts), and who does not take EDNS (edns.ts).

/**
 * More sockets at once would run into the usual limit of 256 to 1024 open files when many domains are
 * onboarded together. Each zone has its share of them, so that its dead servers never take the places of another's.
 */
const SOCKETS = {
  /** To addresses that answered a moment ago: they hold theirs for a round trip, but for questions that they drop. */
  answering: { all: 112, alone: 56 },
  /** To those of which nothing is known, or no good: they may hold theirs for three seconds. */
  others: { all: 128, alone: 24 },
} as const;

export interface AskOptions {
  /** Ask a recursive resolver (RD=1), whose answers carry no authority. */
  readonly recursive?: boolean;
  /** Have a resolver answer although its validation fails. */
  readonly checkingDisabled?: boolean | undefined;
  /**
   * The zone that the server is asked for, where it is known: a referral that does not lead below it is lame.
   */
  readonly zone?: DomainName | undefined;
  readonly signal?: AbortSignal | undefined;
  /** From when the question leaves; absent: the time for a question. */
  readonly withinMs?: number | undefined;
  /** Told when this question leaves, by a datagram or a connection that is tried: before, it stands in line. */
  readonly onSent?: (() => void) | undefined;
}

/**
 * One question to one address: UDP, then TCP on truncation or when UDP is of no avail.
 * @throws the signal's reason, when it aborts; the system's error where isOutOfFiles all the time for a question
 */
export type Ask = (endpoint: Endpoint, question: Question, options: AskOptions) => Promise<Answered>;

export interface AskSettings {
  readonly clock: Clock;
  /** Told of each message sent, and where to. */
  readonly onQuery: (to: Endpoint) => void;
  readonly timing?: Timing;
  /** What is known of this host's ways out; absent: nothing yet. */
  readonly routes?: Routes;
  /** Whether UDP gets answers from here; absent: that is not in doubt. */
  readonly udpProof?: UdpProof;
  /** Whom it found silent, for others to see; absent: for its own use. */
  readonly silence?: Silence;
  /** Absent: UDP and TCP. */
  readonly transports?: readonly Transport[] | undefined;
}

export function createAsk(settings: AskSettings): Ask {
  const { clock, timing = DEFAULT_TIMING, transports = BOTH, udpProof = UDP_IS_PROVEN } = settings;
  const routes = settings.routes ?? createRoutes(clock);
  const silence = settings.silence ?? createSilence(clock, transports);
  const edns = createEdnsMemory(clock);
  const allowed = BOTH.filter((transport) => transports.includes(transport));
  const answering = createShares(SOCKETS.answering);
  const others = createShares(SOCKETS.others);
  return (endpoint, question, options) => {
    const to = { endpoint, clock, timing, silence, edns, udpProof, allowed };
    const task = (): Promise<Answered> => askOnce({ to, routes, settings }, question, options);
    const isSound = silence.isAnswering(endpoint) && !silence.isSilent(endpoint);
    const shares = isSound ? answering : others;
    return shares.run(options.zone ?? endpoint.address, task, options.signal);
  };
}

const BOTH = ["udp", "tcp"] as const;

interface Asking {
  readonly to: AskedAddress;
  readonly routes: Routes;
  readonly settings: AskSettings;
}

async function askOnce(asking: Asking, question: Question, options: AskOptions): Promise<Answered> {
  const { clock, endpoint } = asking.to;
  const startedAt = clock.now();
  const end = await exchangeWithFile(asking, question, options);
  const asked = { question, recursive: options.recursive ?? false, zone: options.zone };
  return answeredOf({ ...end, roundTripMs: clock.now() - startedAt, family: familyOf(endpoint) }, asked);
}

/** Others give theirs back when they have their answers. Milliseconds. */
const FILE_AGAIN_MS = 100;

/** That no file was left says nothing of the server: the question is put off until one is. */
async function exchangeWithFile(
  asking: Asking,
  question: Question,
  options: AskOptions,
): Promise<ExchangeEnd> {
  const { clock, timing } = asking.to;
  const until = clock.now() + timing.questionMs;
  for (;;) {
    try {
      return await exchangeOnce(asking, question, options);
    } catch (error) {
      if (!isOutOfFiles(error) || clock.now() >= until) throw error;
    }
    await clock.sleep(FILE_AGAIN_MS, { signal: options.signal });
  }
}

async function exchangeOnce(
  { to, routes, settings }: Asking,
  question: Question,
  { recursive = false, checkingDisabled, signal, withinMs = Infinity, onSent = () => {} }: AskOptions,
): Promise<ExchangeEnd> {
  const { endpoint, edns } = to;
  if (routes.isMissing(endpoint)) return { outcome: NO_ROUTE, transport: "udp" };
  const outgoing: Outgoing = {
    message: (octets) => messageOf(question, { recursionDesired: recursive, edns: octets, checkingDisabled }),
    until: to.clock.now() + Math.min(to.timing.questionMs, withinMs),
    signal,
    onSend: () => settings.onQuery(endpoint),
    onSent,
  };
  const isWithoutEdns = edns.isWithout(endpoint);
  const first = await askByTransports(to, outgoing);
  if (first.outcome.kind === "unreachable" && first.outcome.familyMissing) routes.noteMissing(endpoint);
  if (isWithoutEdns || !refusesEdns(first.outcome)) return first;
  const second = await askByTransports(to, { ...outgoing, message: () => outgoing.message(undefined) });
  if (second.outcome.kind === "reply" && !refusesEdns(second.outcome)) edns.noteRefused(endpoint);
  return second;
}

function messageOf(question: Question, options: QueryOptions): Message {
  const query = encodeQuery(question, options);
  return { octets: query.octets, decode: (octets) => decodeReply(query, octets) };
}

/**
 * Servers from before EDNS answer FORMERR or NOTIMP to an OPT record (RFC 6891 section 7), others know only
 * another version of it.
 */
function refusesEdns(outcome: ExchangeResult): boolean {
  return outcome.kind === "reply" && EDNS_REFUSALS.has(outcome.reply.rcode);
}

const EDNS_REFUSALS: ReadonlySet<number> = new Set([
  Packet.RCODE.FORMERR,
  Packet.RCODE.NOTIMP,
  Packet.RCODE.BADVERS,
]);
