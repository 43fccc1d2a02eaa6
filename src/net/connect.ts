import { once } from "node:events";
import { connect as connectTcp, isIP, type Socket } from "node:net";
import { checkServerIdentity } from "node:tls";
import { hostOf } from "./endpoint.ts";
import { findProxy, type Environment } from "./proxy.ts";
import { connectThrough, secured, type Target } from "./tunnel.ts";

export interface Connecting {
  readonly env: Environment;
  /** Milliseconds for a proxy to lead there. */
  readonly connectMs: number;
  /** Ends it, also while it is not made yet. */
  readonly signal: AbortSignal;
  /** What we speak, the most wanted first (ALPN, RFC 7301). */
  readonly protocols: readonly string[];
  /** The authorities that are trusted, as PEM; absent: Node's own, with those of NODE_EXTRA_CA_CERTS. */
  readonly authorities?: string | undefined;
}

/**
 * A connection to this very host, for who keeps it: with TLS, directly or through the proxy that the environment names;
 * plain for http, which is for the loopback. The certificate is checked for what the URL names, be it an address: where
 * no name is given Node itself would check it for "localhost".
 * @throws OnboardError CONFIG_INVALID for the proxy; ConnectError or Node's own of the network and the certificate; the
 * signal's reason
 */
export async function connectTo(url: URL, connecting: Connecting): Promise<Socket> {
  const { env, connectMs, signal } = connecting;
  try {
    if (url.protocol === "http:") return await connectPlainly(url, signal);
    const target = targetOf(url, connecting);
    const proxy = findProxy(url, env);
    return await (proxy === undefined
      ? secured(target, signal)
      : connectThrough(proxy, target, { connectMs, signal }));
  } catch (error) {
    signal.throwIfAborted();
    throw error;
  }
}

function targetOf(url: URL, { protocols, authorities }: Connecting): Target {
  const host = hostOf(url);
  return {
    host,
    port: Number(url.port) || HTTPS_PORT,
    // An address can't be named to the server (RFC 6066 section 3).
    ...(isIP(host) === 0 ? { servername: host } : {}),
    checkServerIdentity: (_name, certificate) => checkServerIdentity(host, certificate),
    ALPNProtocols: [...protocols],
    ...(authorities === undefined ? {} : { ca: authorities }),
  };
}

const HTTPS_PORT = 443;

async function connectPlainly(url: URL, signal: AbortSignal): Promise<Socket> {
  const socket = connectTcp({ host: hostOf(url), port: Number(url.port) || 80 });
  try {
    await once(socket, "connect", { signal });
    return socket;
  } catch (error) {
    socket.destroy();
    throw error;
  }
}
