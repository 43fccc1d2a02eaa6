import type { Agent, ClientRequest, IncomingHttpHeaders, IncomingMessage } from "node:http";
import { isTimeUp, withinTime } from "../async/deadline.ts";
import { readRetryAfter } from "../async/wait-words.ts";
import { createAgent } from "../net/agent.ts";
import { limitAnswers } from "../net/answer-limit.ts";
import { connectFaultOf } from "../net/connect-fault.ts";
import type { Environment } from "../net/proxy.ts";
import { TencentCallError, tencentFailureOf, type TencentFailure } from "./failure.ts";

// What the official SDK of each of Tencent Cloud's services needs around it, once: attempt.ts makes one request,
// failure.ts says what went wrong with it and sentence.ts puts that into words; endpoint.ts where it may go.

export interface TencentCredentials {
  readonly secretId: string;
  readonly secretKey: string;
  /** Of a temporary key. */
  readonly token?: string | undefined;
}

/** Milliseconds. */
export interface TencentTimeouts {
  readonly connectMs: number;
  /** One attempt with the whole of its answer. */
  readonly attemptMs: number;
}

export interface TencentConnection {
  readonly credentials: TencentCredentials;
  readonly endpoint: URL;
  /** Of services that have regions. */
  readonly region?: string | undefined;
  readonly userAgent?: string | undefined;
  /** Proxy variables are taken from here. */
  readonly env?: Environment | undefined;
  readonly timeouts: TencentTimeouts;
  /** Of one answer: the SDK's JSON parser (json-bigint) takes time. */
  readonly mostOctets: number;
}

export interface TencentRequest {
  readonly action: string;
  /** The SDK's typed methods know fewer parameters than the API: its generic request passes them all. */
  readonly parameters: Readonly<Record<string, unknown>>;
  /** Awaited before it leaves. @throws the signal's reason */
  readonly admit?: ((signal: AbortSignal | undefined) => Promise<unknown>) | undefined;
  /** Told when it leaves: from then on it may have its effect. */
  readonly onSend?: (() => void) | undefined;
}

/** The client of one service, version by version as its package has it. */
export type TencentClient = new (config: ReturnType<typeof clientConfig>) => {
  request(action: string, parameters: unknown, options: { readonly signal: AbortSignal }): Promise<unknown>;
};

/** One request by the official SDK, no retry. */
export type TencentAttempt = (request: TencentRequest, signal: AbortSignal | undefined) => Promise<unknown>;

/**
 * @param load the SDK's client, asked for with the first request: importing it takes a tenth of a second
 * @returns attempts that throw TencentCallError, OnboardError CONFIG_INVALID for the proxy, or the signal's reason at
 * once
 */
export function createTencentAttempt(
  connection: TencentConnection,
  load: () => Promise<TencentClient>,
): TencentAttempt {
  const { endpoint, env = {}, timeouts, mostOctets } = connection;
  const { connectMs, attemptMs } = timeouts;
  return async ({ action, parameters, admit, onSend }, signal) => {
    let unconnected: unknown;
    // Always one of ours: without, the SDK would take the proxy that the process's `http_proxy` names, and wait
    // a whole minute for a host that does not answer. One for each request: its errors are not handed on.
    const onFailure = (error: unknown) => (unconnected = error);
    const bare = createAgent(endpoint, env, { connectMs, signal, onFailure });
    const agent = limitAnswers(bare, mostOctets);
    const Client = await load();
    // The rate limit comes after loading the SDK: requests that wait for it would otherwise all leave at
    // once when it is loaded.
    await admit?.(signal);
    signal?.throwIfAborted();
    const watched = watchAnswer(agent);
    const firstHop = allowFirstHop(watched.agent);
    const client = new Client(clientConfig(connection, firstHop.agentFor));
    onSend?.();
    try {
      return await withinTime(attemptMs, signal, (ended) =>
        Promise.race([client.request(action, parameters, { signal: ended }), watched.brokenOff]),
      );
    } catch (thrown) {
      signal?.throwIfAborted();
      if (firstHop.redirectedTo() !== undefined)
        throw new TencentCallError({ kind: "redirect", to: firstHop.redirectedTo() ?? "" }, thrown);
      const fault = connectFaultOf(unconnected);
      if (fault !== undefined) throw new TencentCallError({ kind: "unconnected", fault }, thrown);
      if (isTimeUp(thrown)) throw new TencentCallError({ kind: "timeout" }, thrown);
      throw new TencentCallError(withWait(tencentFailureOf(thrown), watched.headers()), thrown);
    }
  };
}

/** The SDK keeps the headers of an answer to itself. */
function withWait(failure: TencentFailure, headers: IncomingHttpHeaders): TencentFailure {
  if (failure.kind !== "http") return failure;
  const now = Date.parse(headers.date ?? "") || Date.now();
  const retryAfterSeconds = readRetryAfter(headers["retry-after"], now);
  return retryAfterSeconds === undefined ? failure : { ...failure, retryAfterSeconds };
}

/**
 * The same agent for one attempt, the headers of its answer, and a promise that rejects when its answer breaks off. The SDK's HTTP client
 * (node-fetch 2.7) pipes a body without its errors: of one that ends before its Content-Length, or with a reset,
 * it never hears (November 2026).
 */
function watchAnswer(agent: Agent): {
  readonly agent: Agent;
  readonly headers: () => IncomingHttpHeaders;
  readonly brokenOff: Promise<never>;
} {
  let headers: IncomingHttpHeaders = {};
  const { promise: brokenOff, reject } = promiseToBreak();
  // Node's types leave out what Node calls to give a request its connection.
  const watched = Object.create(agent) as Agent & { addRequest: AddRequest };
  watched.addRequest = (request, ...others) => {
    request.once("response", (response: IncomingMessage) => {
      headers = response.headers;
      response.once("error", reject);
    });
    (agent as typeof watched).addRequest(request, ...others);
  };
  return { agent: watched, headers: () => headers, brokenOff };
}

type AddRequest = (request: ClientRequest, ...others: readonly unknown[]) => void;

function promiseToBreak() {
  let reject: (reason: Error) => void = () => undefined;
  const promise = new Promise<never>((_resolve, rejectIt) => {
    reject = rejectIt;
  });
  // It may come when nobody waits any more.
  promise.catch(() => undefined);
  return { promise, reject: (reason: Error) => reject(reason) };
}

type AgentFor = (url: { readonly host: string }) => Agent;

/**
 * The SDK's HTTP client (node-fetch 2.7) follows twenty redirects, signed body and all, and the SDK has no
 * switch for that. But it asks a function for the agent of each hop: the second hop of one attempt gets none.
 */
function allowFirstHop(agent: Agent): {
  readonly agentFor: AgentFor;
  readonly redirectedTo: () => string | undefined;
} {
  let hops = 0;
  let target: string | undefined;
  return {
    agentFor: ({ host }) => {
      hops += 1;
      if (hops === 1) return agent;
      target = host;
      throw new Error("redirect refused");
    },
    redirectedTo: () => target,
  };
}

function clientConfig({ credentials, region, userAgent, endpoint }: TencentConnection, agentFor: AgentFor) {
  const { secretId, secretKey, token } = credentials;
  return {
    credential: { secretId, secretKey, ...(token === undefined ? {} : { token }) },
    ...(region === undefined ? {} : { region }),
    profile: {
      language: "en-US" as const,
      httpProfile: {
        endpoint: endpoint.host,
        protocol: `${endpoint.protocol}//`,
        // Seconds; 0 switches the SDK's own deadline off: it covers either the headers or the body, ours
        // covers both.
        reqTimeout: 0,
        agent: agentFor as unknown as Agent,
        headers: {
          // What is packed would not be unpacked.
          "Accept-Encoding": "identity",
          ...(userAgent === undefined ? {} : { "User-Agent": userAgent }),
        },
      },
    },
  };
}
