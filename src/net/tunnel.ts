import { once } from "node:events";
import { request as requestHttp, type IncomingMessage } from "node:http";
import { Agent, request as requestHttps } from "node:https";
import { isIPv6 } from "node:net";
import type { Duplex } from "node:stream";
import { connect as connectTls, type ConnectionOptions, type TLSSocket } from "node:tls";
import { neutralise } from "../errors/neutralise.ts";
import { phrase } from "../errors/phrase.ts";
import { ConnectError, isUntrusted, proxyAnswers, proxyFails, UNTRUSTED } from "./connect-fault.ts";
import { hostOf } from "./endpoint.ts";
import type { Proxy } from "./proxy.ts";

// By Node's own means. https-proxy-agent lets a proxy's refusal pass for the answer of the API behind it, and
// in a bundle an `import()` of it finds no constructor; undici's ProxyAgent connects 500 times a second to a
// proxy that hangs up (7.30.2; nodejs/undici#3897).

export interface ConnectLimits {
  /** Milliseconds until a connection stands; by way of a proxy with the TLS to the end of it. */
  readonly connectMs: number;
  /** Ends a connection by way of a proxy, also one that is not made yet. */
  readonly signal?: AbortSignal | undefined;
  /** Told why a connection by way of a proxy does not come about: not every SDK hands its error on. */
  readonly onFailure?: ((error: unknown) => void) | undefined;
}

/**
 * Connections through a proxy (CONNECT, RFC 9110 section 9.3.6) with TLS to the end of them: the proxy learns
 * the host's name and nothing else. One request for a connection is one CONNECT.
 */
export function createTunnelAgent(proxy: Proxy, limits: ConnectLimits): Agent {
  const agent = new Agent();
  agent.createConnection = (options, callback) => {
    void answer(callback as Callback, limits, () => connectThrough(proxy, options as Target, limits));
    return undefined;
  };
  return agent;
}

/** As Node calls it; its types want a stream beside an error, too. */
type Callback = (error: unknown, stream?: Duplex) => void;
/** Whom the tunnel leads to, and how to speak TLS with them. */
export type Target = ConnectionOptions & { readonly host: string; readonly port: number };

async function answer(
  callback: Callback,
  { onFailure }: ConnectLimits,
  connect: () => Promise<Duplex>,
): Promise<void> {
  try {
    callback(null, await connect());
  } catch (error) {
    onFailure?.(error);
    callback(error);
  }
}

/**
 * The TLS is waited for here: a tunnel that is cut before, or stays silent, is the proxy's failure.
 * @throws ConnectError, Node's own of a certificate; the signal's reason
 */
export async function connectThrough(
  proxy: Proxy,
  options: Target,
  limits: ConnectLimits,
): Promise<TLSSocket> {
  const { connectMs, signal } = limits;
  const target = `${isIPv6(options.host) ? `[${options.host}]` : options.host}:${options.port}`;
  const late = new AbortController();
  const deadline = setTimeout(() => late.abort(), connectMs);
  const ended = signal === undefined ? late.signal : AbortSignal.any([late.signal, signal]);
  try {
    const socket = await openTunnel(proxy, target, ended);
    return await secured({ ...options, socket }, ended);
  } catch (error) {
    signal?.throwIfAborted();
    throw failureOf(late.signal.aborted ? new Error(`not within ${connectMs} ms`) : error, proxy, target);
  } finally {
    clearTimeout(deadline);
  }
}

/** What OpenSSL says of somebody who speaks no TLS has several lines, with addresses of its memory. */
function failureOf(error: unknown, { url, variable }: Proxy, target: string): unknown {
  if (!(error instanceof Error) || error instanceof ConnectError) return error;
  if ("library" in error && "reason" in error)
    return new ConnectError("EPROTO", `no TLS with ${target} (${String(error.reason)})`, UNTRUSTED, error);
  if (isUntrusted(error)) return error;
  const what = `the proxy ${url.host} made no connection to ${target} (${error.message})`;
  const byProxy = phrase`the proxy ${url.host} made no connection: ${neutralise(error.message)}`;
  return new ConnectError("EPROXY", what, { ...proxyFails(variable), byProxy }, error);
}

async function openTunnel(
  { url, authorization, variable }: Proxy,
  target: string,
  signal: AbortSignal,
): Promise<Duplex> {
  const request = (url.protocol === "https:" ? requestHttps : requestHttp)({
    host: hostOf(url),
    port: url.port,
    method: "CONNECT",
    path: target,
    agent: false,
    headers: { host: target, ...(authorization && { "proxy-authorization": authorization }) },
    signal,
  });
  return new Promise<Duplex>((resolve, reject) => {
    request.once("error", reject);
    request.once("connect", ({ statusCode = 0 }: IncomingMessage, socket: Duplex, head: Buffer) => {
      if (statusCode >= 200 && statusCode <= 299) {
        // What came too early is no TLS, and has to be seen to be none.
        if (head.length > 0) socket.unshift(head);
        return resolve(socket);
      }
      socket.destroy();
      const what = `the proxy ${url.host} answers CONNECT ${target} with status ${statusCode}`;
      const byProxy = phrase`the proxy ${url.host} answers CONNECT with status ${statusCode}`;
      reject(new ConnectError("EPROXY", what, { ...proxyAnswers(statusCode, variable), byProxy }));
    });
    request.end();
  });
}

/** @throws Error of the network or of the certificate; the signal's AbortError */
export async function secured(options: ConnectionOptions, signal: AbortSignal): Promise<TLSSocket> {
  const socket = connectTls(options);
  try {
    await once(socket, "secureConnect", { signal });
    return socket;
  } catch (error) {
    socket.destroy();
    throw error;
  }
}
