import type { Agent, ClientRequest, IncomingMessage } from "node:http";
import { isTimeUp, withinTime } from "../async/deadline.ts";
import { limitAnswers } from "../net/answer-limit.ts";
import { createAgent } from "../net/agent.ts";
import { connectFaultOf } from "../net/connect-fault.ts";
import type { Environment } from "../net/proxy.ts";
import { parseSesEndpoint } from "./endpoint.ts";
import { sesFailureOf, SesCallError } from "./failure.ts";

interface SesCredentials {
  readonly secretId: string;
  readonly secretKey: string;
  /** Of a temporary key. */
  readonly token?: string | undefined;
}

export interface SesConnection {
  readonly credentials: SesCredentials;
  readonly region: string;
  /** URL. */
  readonly endpoint: string;
  readonly userAgent?: string | undefined;
  /** Proxy variables are taken from here. */
  readonly env?: Environment | undefined;
  readonly timeouts?: SesTimeouts | undefined;
  /**
   * Awaited once before each request leaves for SES: counts it, and holds it back while the account's rate is
   * used up. @throws the signal's reason
   */
  readonly admit?: ((action: SesAction, signal: AbortSignal | undefined) => Promise<void>) | undefined;
}

/** Milliseconds. */
interface SesTimeouts {
  readonly connectMs: number;
  /** One attempt with the whole of its answer. SES looks up DNS records while we wait. */
  readonly attemptMs: number;
}

export type SesAction =
  | "CreateEmailIdentity"
  | "UpdateEmailIdentity"
  | "GetEmailIdentity"
  | "ListEmailIdentities";

/**
 * SES allows 20 requests a second for each action of an account ("exceeds the frequency limit `20` for a
 * second", November 2026), and counts them as they arrive. No more than 1.5 + 17.5 t leave within t seconds,
 * so no more than 20 arrive in one, also when they come a tenth of a second closer together than they left.
 * The half makes up for timers that wake us late.
 */
export const SES_RATE = { perSecond: 17.5, burst: 1.5 } as const;

export interface SesRequest {
  readonly action: SesAction;
  /** The SDK's typed methods know fewer parameters than the API: its generic request passes them all. */
  readonly parameters: Readonly<Record<string, unknown>>;
  /** The domain may be unknown to SES: that it is, is then an answer, and is not asked again. */
  readonly mayBeUnknown?: boolean;
  /** Told before each attempt that leaves: from then on it may have its effect. */
  readonly onSend?: () => void;
}

/** Of one answer. A thousand identities or a hundred records are less; the SDK's JSON parser (json-bigint) takes time. */
const MOST_OCTETS = 4_000_000;

const TIMEOUTS: SesTimeouts = { connectMs: 2_500, attemptMs: 10_000 };

/** One request by the official SDK, no retry; the SDK is loaded with the first. */
export type Attempt = (request: SesRequest, signal: AbortSignal | undefined) => Promise<unknown>;

/**
 * @throws OnboardError CONFIG_INVALID for the endpoint
 * The attempts throw SesCallError, OnboardError CONFIG_INVALID for the proxy, or the signal's reason at once.
 */
export function createAttempt(connection: SesConnection): Attempt {
  const endpoint = parseSesEndpoint(connection.endpoint);
  const { connectMs, attemptMs } = connection.timeouts ?? TIMEOUTS;
  return async ({ action, parameters, onSend }, signal) => {
    let unconnected: unknown;
    // Always one of ours: without, the SDK would take the proxy that the process's `http_proxy` names, and wait
    // a whole minute for a host that does not answer. One for each request: its errors are not handed on.
    const onFailure = (error: unknown) => (unconnected = error);
    const bare = createAgent(endpoint, connection.env ?? {}, { connectMs, signal, onFailure });
    const agent = limitAnswers(bare, MOST_OCTETS);
    const { ses } = await import("tencentcloud-sdk-nodejs-ses");
    // The rate limit comes after loading the SDK: requests that wait for it would otherwise all leave at
    // once when it is loaded.
    await connection.admit?.(action, signal);
    signal?.throwIfAborted();
    const watched = watchAnswer(agent);
    const firstHop = allowFirstHop(watched.agent);
    const client = new ses.v20201002.Client(clientConfig(connection, endpoint, firstHop.agentFor));
    onSend?.();
    try {
      return await withinTime(attemptMs, signal, (ended) =>
        Promise.race([
          client.request(action, parameters, { signal: ended }) as Promise<unknown>,
          watched.brokenOff,
        ]),
      );
    } catch (thrown) {
      signal?.throwIfAborted();
      if (firstHop.redirectedTo() !== undefined)
        throw new SesCallError({ kind: "redirect", to: firstHop.redirectedTo() ?? "" }, thrown);
      const fault = connectFaultOf(unconnected);
      if (fault !== undefined) throw new SesCallError({ kind: "unconnected", fault }, thrown);
      throw new SesCallError(isTimeUp(thrown) ? { kind: "timeout" } : sesFailureOf(thrown), thrown);
    }
  };
}

/**
 * The same agent for one attempt, and a promise that rejects when its answer breaks off. The SDK's HTTP client
 * (node-fetch 2.7) pipes a body without its errors: of one that ends before its Content-Length, or with a reset,
 * it never hears (November 2026).
 */
function watchAnswer(agent: Agent): { readonly agent: Agent; readonly brokenOff: Promise<never> } {
  const { promise: brokenOff, reject } = promiseToBreak();
  // Node's types leave out what Node calls to give a request its connection.
  const watched = Object.create(agent) as Agent & { addRequest: AddRequest };
  watched.addRequest = (request, ...others) => {
    request.once("response", (response: IncomingMessage) => response.once("error", reject));
    (agent as typeof watched).addRequest(request, ...others);
  };
  return { agent: watched, brokenOff };
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

function clientConfig({ credentials, region, userAgent }: SesConnection, endpoint: URL, agentFor: AgentFor) {
  const { secretId, secretKey, token } = credentials;
  return {
    credential: { secretId, secretKey, ...(token === undefined ? {} : { token }) },
    region,
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
