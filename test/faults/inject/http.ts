import type { IncomingMessage, ServerResponse } from "node:http";
import type { Socket } from "node:net";
import type { HttpFaultId } from "./catalogue.ts";
import type { Hit, HttpFaults, HttpFaultsOptions, SeenRequest } from "./fault.ts";
import type { Answer } from "./http/answer.ts";
import { INJECT, type Exchange } from "./http/faults.ts";
import { startFront, type Front } from "./http/front.ts";
import { bodyOf, sendHalfOn, sendOn, type Request } from "./http/upstream.ts";
import { isWriting, wordsOf } from "./http/words.ts";

/** A proxy on loopback between the program and an API: it hands each request on, or does to it what was chosen. */
export async function startHttpFaults(options: HttpFaultsOptions): Promise<HttpFaults> {
  const hits: Hit<HttpFaultId, SeenRequest>[] = [];
  const running = new Set<Promise<void>>();
  const elsewhere = await startElsewhere();
  const upstream = new URL(options.upstream);
  const proxy: Proxy = {
    options,
    upstream,
    hits,
    elsewhere: elsewhere.origin,
    front: await startFront((incoming, response) => {
      const exchange = serve(proxy, incoming, response).catch(() => void incoming.socket.destroy());
      running.add(exchange);
      void exchange.finally(() => running.delete(exchange));
    }, options.tls ?? false),
    counts: new Map(),
    answers: new Map(),
    used: new WeakSet(),
  };
  return {
    url: `${proxy.front.origin}${upstream.pathname.replace(/\/$/, "")}`,
    hits,
    strayed: elsewhere.strayed,
    async close() {
      await Promise.all([proxy.front.close(), elsewhere.close()]);
      await Promise.all(running);
    },
  };
}

interface Proxy {
  readonly options: HttpFaultsOptions;
  readonly upstream: URL;
  readonly front: Front;
  readonly hits: Hit<HttpFaultId, SeenRequest>[];
  readonly elsewhere: string;
  /** How many requests there were, of each action; of "" all. */
  readonly counts: Map<string, number>;
  /** The latest answer to each request that is the same, oldest first. */
  readonly answers: Map<string, { readonly action: string; readonly answer: Answer }>;
  /** Connections that had an exchange before. */
  readonly used: WeakSet<Socket>;
}

async function serve(proxy: Proxy, incoming: IncomingMessage, response: ServerResponse): Promise<void> {
  const request: Request = {
    method: incoming.method ?? "GET",
    target: incoming.url ?? "/",
    rawHeaders: incoming.rawHeaders,
    body: await bodyOf(incoming),
  };
  const seen = seenOf(proxy, incoming, request);
  const fault = await proxy.options.choose(seen);
  const exchange = exchangeOf(proxy, { incoming, response, request, seen, ms: fault?.ms });
  proxy.used.add(incoming.socket);
  const isAltered = fault !== undefined && (await INJECT[fault.id](exchange));
  if (isAltered) proxy.hits.push({ id: fault.id, at: seen });
  else exchange.reply(await exchange.ask());
}

function seenOf({ options, counts }: Proxy, { headers }: IncomingMessage, request: Request): SeenRequest {
  const { api } = options;
  const { method } = request;
  const path = request.target.replace(/\?.*$/s, "");
  const action = wordsOf(api).actionOf({ method, path, headers });
  const writes = isWriting(api, { action, method });
  const [ordinal, nth] = ["", action].map((key) => {
    const count = (counts.get(key) ?? 0) + 1;
    counts.set(key, count);
    return count;
  }) as [number, number];
  return { api, method, path, action, writes, ordinal, nth, body: request.body.toString("utf8") };
}

interface Arrival {
  readonly incoming: IncomingMessage;
  readonly response: ServerResponse;
  readonly request: Request;
  readonly seen: SeenRequest;
  readonly ms: number | undefined;
}

function exchangeOf(proxy: Proxy, { incoming, response, request, seen, ms }: Arrival): Exchange {
  const { answers, front, options, upstream, used } = proxy;
  const key = `${seen.action} ${request.target} ${seen.body}`;
  const { socket } = incoming;
  return {
    api: options.api,
    seen,
    acceptsGzip: String(incoming.headers["accept-encoding"]).includes("gzip"),
    isReused: used.has(socket),
    socket,
    response,
    random: options.random,
    ms,
    async ask() {
      const answer = await sendOn(upstream, request);
      answers.delete(key);
      answers.set(key, { action: seen.action, answer });
      await options.onAnswered?.(seen, answer.status);
      return answer;
    },
    askHalf: () => sendHalfOn(upstream, request),
    previous: () => answers.get(key)?.answer,
    ofAnother: () => [...answers.values()].findLast(({ action }) => action !== seen.action)?.answer,
    reply: ({ status, headers, body }) => {
      response.writeHead(status, { ...headers, "content-length": body.length });
      response.end(body);
    },
    reset: () => front.reset(socket),
    closePort: front.closePort,
    present: front.present,
    ownUrl: `${front.origin}${request.target}`,
    elsewhere: `${proxy.elsewhere}${request.target}`,
  };
}

const CREDENTIALS = /authorization|token|key|cookie|secret/;

/** Where redirects lead. It answers like something that is no API. */
async function startElsewhere() {
  const strayed: HttpFaults["strayed"][number][] = [];
  const { origin, close } = await startFront(({ method = "GET", headers }, response) => {
    strayed.push({ method, credentials: Object.keys(headers).filter((name) => CREDENTIALS.test(name)) });
    response.end("{}");
  }, false);
  return { origin, close, strayed };
}
