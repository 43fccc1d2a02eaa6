import { Packet } from "dns2";
import type { Clock } from "../../async/clock.ts";
import type { DomainName } from "../../dns/domain-name.ts";
import type { Question, Transport } from "../../dns/observation.ts";
import { answeredOf, type Answered, type TimedExchange } from "./answered.ts";
import { familyOf, type Endpoint } from "./endpoint.ts";
import { NO_ROUTE, TIMED_OUT, type Exchange, type ExchangeResult } from "./exchange.ts";
import { createSlots } from "../../async/slots.ts";
import { createRoutes, type Routes } from "./routes.ts";
import type { Silence } from "./silence.ts";
import { exchangeTcp } from "./tcp.ts";
import { exchangeUdp } from "./udp.ts";
import { decodeReply, encodeQuery } from "../message/wire.ts";

// One question to one address: ask.ts by UDP and TCP (udp.ts, tcp.ts, exchange.ts), doh.ts by HTTPS
// (https.ts); endpoint.ts and routes.ts say where to and whether there is a way.

/** How long one question to one address may take, in milliseconds. */
export interface Timing {
  /** One try by UDP: two datagrams, evenly spaced. */
  readonly udpMs: number;
  readonly tcpMs: number;
  /** All tries together. */
  readonly questionMs: number;
}

export const DEFAULT_TIMING: Timing = { udpMs: 1500, tcpMs: 2000, questionMs: 4000 };

/**
 * More sockets at once would run into the usual limit of 256 to 1024 open files when many domains are
 * onboarded together.
 */
const SOCKETS_IN_FLIGHT = 64;

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
  /** Told when this question leaves, by a datagram or a connection that is tried: before, it stands in line. */
  readonly onSent?: (() => void) | undefined;
}

/**
 * One question to one address: UDP, then TCP on truncation or when UDP is of no avail. @throws only the
 * signal's reason, when it aborts
 */
export type Ask = (endpoint: Endpoint, question: Question, options: AskOptions) => Promise<Answered>;

export interface AskSettings {
  readonly clock: Clock;
  /** Told of each message sent, and where to. */
  readonly onQuery: (to: Endpoint) => void;
  readonly timing?: Timing;
  /** What is known of this host's ways out; absent: nothing yet. */
  readonly routes?: Routes;
  /** Whom it found silent, for others to see; absent: for its own use. */
  readonly silence?: Silence;
  /** Absent: UDP and TCP. */
  readonly transports?: readonly Transport[] | undefined;
}

export function createAsk(settings: AskSettings): Ask {
  const slots = createSlots(SOCKETS_IN_FLIGHT);
  const routes = settings.routes ?? createRoutes(settings.clock);
  return (endpoint, question, options) =>
    slots.run(() => askOnce({ settings, routes, endpoint }, question, options), options.signal);
}

interface AskedAddress {
  readonly settings: AskSettings;
  readonly routes: Routes;
  readonly endpoint: Endpoint;
}

type ExchangeEnd = Pick<TimedExchange, "outcome" | "transport">;

async function askOnce(to: AskedAddress, question: Question, options: AskOptions): Promise<Answered> {
  const { clock } = to.settings;
  const startedAt = clock.now();
  const end = await exchangeOnce(to, question, options);
  const asked = { question, recursive: options.recursive ?? false, zone: options.zone };
  return answeredOf({ ...end, roundTripMs: clock.now() - startedAt, family: familyOf(to.endpoint) }, asked);
}

async function exchangeOnce(to: AskedAddress, question: Question, options: AskOptions): Promise<ExchangeEnd> {
  if (to.routes.isMissing(to.endpoint)) return { outcome: NO_ROUTE, transport: "udp" };
  const until = to.settings.clock.now() + (to.settings.timing ?? DEFAULT_TIMING).questionMs;
  const first = await byEitherTransport(
    to,
    exchangeFor(to, question, { ...options, edns: true, until }),
    options.onSent,
  );
  if (first.outcome.kind === "unreachable" && first.outcome.familyMissing) to.routes.noteMissing(to.endpoint);
  if (!refusesEdns(first.outcome)) return first;
  return byEitherTransport(to, exchangeFor(to, question, { ...options, edns: false, until }), options.onSent);
}

/** Makes an exchange whose time-out is the step's, or what is left of the question's if that is less. */
type ExchangeFor = (stepMs: number) => Exchange;

function exchangeFor(
  to: AskedAddress,
  question: Question,
  options: AskOptions & { readonly edns: boolean; readonly until: number },
): ExchangeFor {
  const { endpoint, settings } = to;
  const { clock, onQuery } = settings;
  const { recursive = false, edns, checkingDisabled } = options;
  const query = encodeQuery(question, { recursionDesired: recursive, edns, checkingDisabled });
  return (stepMs) => ({
    octets: query.octets,
    decode: (octets) => decodeReply(query, octets),
    clock,
    timeoutMs: Math.max(0, Math.min(stepMs, options.until - clock.now())),
    signal: options.signal,
    onSend: () => {
      onQuery(endpoint);
      options.onSent?.();
    },
  });
}

async function byEitherTransport(
  { settings, endpoint }: AskedAddress,
  exchange: ExchangeFor,
  onSent: () => void = () => {},
): Promise<ExchangeEnd> {
  const { udpMs, tcpMs } = settings.timing ?? DEFAULT_TIMING;
  const allowed = settings.transports ?? BOTH;
  const outcome = allowed.includes("udp") ? await exchangeUdp(endpoint, exchange(udpMs)) : NO_ROUTE;
  const isSettled = allowed.includes("udp") && !isWorthTcp(outcome);
  if (isSettled || !allowed.includes("tcp")) return { outcome, transport: "udp" };
  const byTcp = exchange(tcpMs);
  if (byTcp.timeoutMs === 0)
    return { outcome: outcome.kind === "truncated" ? TIMED_OUT : outcome, transport: "udp" };
  onSent();
  return { outcome: await exchangeTcp(endpoint, byTcp), transport: "tcp" };
}

const BOTH: readonly Transport[] = ["udp", "tcp"];

/**
 * A refused port costs nothing to try again by TCP, and there are servers behind filters that let only TCP
 * through.
 */
function isWorthTcp(outcome: ExchangeResult): boolean {
  if (outcome.kind === "truncated") return true;
  return outcome.kind === "unreachable" && outcome.because !== "no-route";
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
