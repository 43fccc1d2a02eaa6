import { setMaxListeners } from "node:events";
import { setTimeout as pass } from "node:timers/promises";
import { Packet } from "dns2";
import type { DnsFaultId } from "./catalogue.ts";
import { INJECT, type Exchange } from "./dns/faults.ts";
import { listenAt, type Arrival, type Listener } from "./dns/listener.ts";
import { askServer, findSoa } from "./dns/upstream.ts";
import type { DnsFault, DnsFaults, DnsFaultsOptions, Hit, SeenQuestion } from "./fault.ts";

/**
 * A proxy on loopback before name servers: it listens at each one's own address, at another port. All servers of a
 * tree are asked at one port, so that whoever is told this one passes here, and whoever knows the servers' own does
 * not: SES's resolver in the sandbox sees no fault.
 */
export async function startDnsFaults(options: DnsFaultsOptions): Promise<DnsFaults> {
  const closing = new AbortController();
  // As many late answers wait at once as were asked for late.
  setMaxListeners(0, closing.signal);
  const proxy: Proxy = {
    options,
    hits: [],
    counts: new Map(),
    firsts: new Map(),
    byTcp: new Map(),
    held: new Map(),
    closing,
  };
  const running = new Set<Promise<void>>();
  const listeners = new Map<string, Listener>();
  const onQuestion = (address: string) => (arrival: Arrival) => {
    const listener = listeners.get(address);
    if (listener === undefined) return;
    const exchange = serve(proxy, listener, arrival).catch(() => {});
    running.add(exchange);
    void exchange.finally(() => running.delete(exchange));
  };
  const port = await listenAtAll(options.addresses, onQuestion, listeners);
  return {
    port,
    hits: proxy.hits,
    async close() {
      proxy.closing.abort();
      await Promise.all([...listeners.values()].map((listener) => listener.close()));
      await Promise.all(running);
    },
  };
}

interface Proxy {
  readonly options: DnsFaultsOptions;
  readonly hits: Hit<DnsFaultId, SeenQuestion>[];
  /** How many questions there were, of each kind at each address; of "" all. */
  readonly counts: Map<string, number>;
  readonly firsts: Map<string, Buffer>;
  /** What becomes of a question that comes by TCP next. */
  readonly byTcp: Map<string, DnsFaultId>;
  /** What leaves an address after the next message that does. */
  readonly held: Map<string, Set<() => void>>;
  readonly closing: AbortController;
}

const PORT_ATTEMPTS = 20;

/** One port that is free at all addresses: the first one proposes, the others may refuse. */
async function listenAtAll(
  addresses: readonly string[],
  onQuestion: (address: string) => (arrival: Arrival) => void,
  listeners: Map<string, Listener>,
): Promise<number> {
  for (let attempt = 1; ; attempt += 1) {
    let port = 0;
    try {
      for (const address of new Set(addresses)) {
        const listener = await listenAt(address, port, onQuestion(address));
        listeners.set(address, listener);
        port = listener.port;
      }
      return port;
    } catch (error) {
      await Promise.all([...listeners.values()].map((listener) => listener.close()));
      if (attempt === PORT_ATTEMPTS) throw error;
    }
  }
}

async function serve(proxy: Proxy, listener: Listener, arrival: Arrival): Promise<void> {
  const query = Packet.parse(arrival.octets);
  const seen = seenOf(proxy, listener.address, arrival, query);
  const begun = takeBegun(proxy, seen);
  const fault = begun ?? (await proxy.options.choose(seen));
  const exchange = exchangeOf(proxy, { listener, arrival, query, seen, ms: fault?.ms });
  if (fault !== undefined && (await INJECT[fault.id](exchange))) {
    if (begun === undefined) proxy.hits.push({ id: fault.id, at: seen });
    return;
  }
  const answer = await exchange.ask();
  if (answer !== undefined) exchange.send(answer);
}

function seenOf({ counts }: Proxy, address: string, { transport }: Arrival, query: Packet): SeenQuestion {
  const [question] = query.questions;
  const owner = (question?.name ?? "").toLowerCase();
  const type = Packet.typeName(question?.type ?? 0);
  const [ordinal, nth] = ["", `${address} ${owner} ${type}`].map((key) => {
    const count = (counts.get(key) ?? 0) + 1;
    counts.set(key, count);
    return count;
  }) as [number, number];
  return { address, transport, owner, type, ordinal, nth };
}

/** The rest of what was done to the question by UDP: it is one fault, and one hit. */
function takeBegun({ byTcp }: Proxy, seen: SeenQuestion): DnsFault | undefined {
  const id = seen.transport === "tcp" ? byTcp.get(keyOf(seen)) : undefined;
  byTcp.delete(keyOf(seen));
  return id === undefined ? undefined : { id };
}

interface Asked {
  readonly listener: Listener;
  readonly arrival: Arrival;
  readonly query: Packet;
  readonly seen: SeenQuestion;
  readonly ms: number | undefined;
}

function exchangeOf(proxy: Proxy, { listener, arrival, query, seen, ms }: Asked): Exchange {
  const { byTcp, closing, firsts, held, options } = proxy;
  const server = { address: listener.address, port: options.port };
  const key = `${keyOf(seen)} ${seen.transport}`;
  const before = firsts.get(key);
  let answer: Promise<Buffer | undefined> | undefined;
  const askOnce = async (): Promise<Buffer | undefined> => {
    const reply = await askServer(server, arrival.octets, arrival.transport);
    if (reply !== undefined && !firsts.has(key)) firsts.set(key, reply);
    return reply;
  };
  return {
    ...arrival,
    seen,
    query,
    ms,
    random: options.random,
    ask: () => (answer ??= askOnce()),
    first: () => before,
    findSoa: () => findSoa(server, seen.owner),
    stay: (time) => pass(time, undefined, { signal: closing.signal }),
    send(message) {
      arrival.send(message);
      const waiting = held.get(server.address) ?? [];
      held.delete(server.address);
      for (const release of waiting) release();
    },
    sendAfterNext(message) {
      const waiting = held.get(server.address) ?? new Set();
      const release = (): void => arrival.send(message);
      held.set(server.address, waiting.add(release));
      return () => held.get(server.address)?.delete(release) ?? false;
    },
    closePort: listener.closePort,
    nextByTcp: (id) => byTcp.set(keyOf(seen), id),
  };
}

function keyOf({ address, owner, type }: SeenQuestion): string {
  return `${address} ${owner} ${type}`;
}
