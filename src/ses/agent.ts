import { Agent as HttpAgent } from "node:http";
import { Agent as HttpsAgent } from "node:https";
import type { Socket } from "node:net";
import { isLoopback, type Endpoint } from "./endpoint.ts";

const PROXY_VARIABLES = ["HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"];

/**
 * What opens the connections: directly, or through the proxy that the environment names. The SDK itself would
 * read only `http_proxy`, and wait a whole minute for a host that does not answer. Connections are not kept:
 * calls are seconds to minutes apart.
 */
export async function createAgent(
  endpoint: Endpoint,
  env: Readonly<Record<string, string | undefined>>,
  connectMs: number,
): Promise<HttpAgent> {
  const proxy = isLoopback(endpoint) ? undefined : await findProxyAgent(endpoint, env);
  return (
    proxy ??
    withConnectDeadline(endpoint.protocol === "https://" ? new HttpsAgent() : new HttpAgent(), connectMs)
  );
}

/** The two packages load only where a proxy is named at all. */
async function findProxyAgent(
  endpoint: Endpoint,
  env: Readonly<Record<string, string | undefined>>,
): Promise<HttpAgent | undefined> {
  if (!PROXY_VARIABLES.some((name) => Boolean(env[name]))) return undefined;
  const [{ getProxyForUrl }, { HttpsProxyAgent }] = await Promise.all([
    import("proxy-from-env"),
    import("https-proxy-agent"),
  ]);
  const proxy = getProxyForUrl(endpoint.url.href);
  return proxy === "" ? undefined : new HttpsProxyAgent(proxy);
}

/** Node itself gives up a connection attempt only when the kernel does, after two minutes. */
export function withConnectDeadline<A extends HttpAgent>(agent: A, connectMs: number): A {
  const open = agent.createConnection.bind(agent);
  agent.createConnection = (options, callback) => {
    const socket = open(options, callback) as Socket;
    socket.setTimeout(connectMs, () => socket.destroy(new Error(`connect ETIMEDOUT after ${connectMs} ms`)));
    return socket.once("connect", () => socket.setTimeout(0));
  };
  return agent;
}
