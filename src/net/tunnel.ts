import { request as requestHttp, type IncomingMessage } from "node:http";
import { Agent, request as requestHttps } from "node:https";
import { isIPv6 } from "node:net";
import type { Duplex } from "node:stream";
import { connect as connectTls, type ConnectionOptions } from "node:tls";
import { hostOf } from "./endpoint.ts";
import type { Proxy } from "./proxy.ts";

// By Node's own means. https-proxy-agent lets a proxy's refusal pass for the answer of the API behind it, and
// in a bundle an `import()` of it finds no constructor; undici's ProxyAgent connects 500 times a second to a
// proxy that hangs up (7.30.2; nodejs/undici#3897).

export interface ConnectLimits {
  /** Milliseconds until a connection stands, or the proxy in between has made one. */
  readonly connectMs: number;
  /** Ends a connection by way of a proxy, also one that is not made yet. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Connections through a proxy (CONNECT, RFC 9110 section 9.3.6) with TLS to the end of them: the proxy learns
 * the host's name and nothing else.
 */
export function createTunnelAgent(proxy: Proxy, limits: ConnectLimits): Agent {
  const agent = new Agent();
  agent.createConnection = (options, callback) => {
    void answer(callback as Callback, async () => {
      const { host, port } = options as { readonly host: string; readonly port: number };
      const socket = await openTunnel(proxy, `${isIPv6(host) ? `[${host}]` : host}:${port}`, limits);
      return connectTls({ ...options, socket } as ConnectionOptions);
    });
    return undefined;
  };
  return agent;
}

/** As Node calls it; its types want a stream beside an error, too. */
type Callback = (error: unknown, stream?: Duplex) => void;

async function answer(callback: Callback, connect: () => Promise<Duplex>): Promise<void> {
  try {
    callback(null, await connect());
  } catch (error) {
    callback(error);
  }
}

async function openTunnel(proxy: Proxy, target: string, limits: ConnectLimits): Promise<Duplex> {
  const { url, authorization } = proxy;
  const request = (url.protocol === "https:" ? requestHttps : requestHttp)({
    host: hostOf(url),
    port: url.port,
    method: "CONNECT",
    path: target,
    agent: false,
    headers: { host: target, ...(authorization && { "proxy-authorization": authorization }) },
    ...(limits.signal && { signal: limits.signal }),
  });
  const deadline = setTimeout(() => {
    const what = `the proxy ${url.host} made no connection within ${limits.connectMs} ms`;
    request.destroy(new ConnectError("ETIMEDOUT", what));
  }, limits.connectMs);
  try {
    return await new Promise<Duplex>((resolve, reject) => {
      request.once("error", reject);
      request.once("connect", ({ statusCode = 0 }: IncomingMessage, socket: Duplex) => {
        if (statusCode >= 200 && statusCode <= 299) return resolve(socket);
        socket.destroy();
        const what = `the proxy ${url.host} answers CONNECT ${target} with status ${statusCode}`;
        reject(new ConnectError("EPROXY", what));
      });
      request.end();
    });
  } finally {
    clearTimeout(deadline);
  }
}

/** Worded and coded like Node's own errors of a connection that did not come about. */
export class ConnectError extends Error {
  readonly code: "ETIMEDOUT" | "EPROXY";

  constructor(code: ConnectError["code"], what: string) {
    super(`connect ${code}: ${what}`);
    this.code = code;
  }
}
