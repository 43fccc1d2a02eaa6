import type { Agent } from "node:http";

export type Environment = Readonly<Record<string, string | undefined>>;

const PROXY_VARIABLES = ["HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"];

/**
 * Opens the connection of one request: directly, or through the proxy that the environment names (loopback
 * needs none). A proxy that never answers would keep its connection, and so the process, for ever: the signal
 * ends it.
 */
export async function openAgent(url: URL, env: Environment, signal: AbortSignal): Promise<Agent> {
  const proxy = url.protocol === "https:" ? await findProxy(url, env) : undefined;
  if (proxy !== undefined) {
    const { HttpsProxyAgent } = await import("https-proxy-agent");
    return new HttpsProxyAgent(proxy, { signal });
  }
  const { Agent: Direct } =
    url.protocol === "https:" ? await import("node:https") : await import("node:http");
  return new Direct({ keepAlive: false });
}

/** The package reads the surroundings itself; it loads only where they name a proxy at all. */
async function findProxy(url: URL, env: Environment): Promise<string | undefined> {
  if (!PROXY_VARIABLES.some((name) => Boolean(env[name]))) return undefined;
  const { getProxyForUrl } = await import("proxy-from-env");
  const proxy = getProxyForUrl(url.href);
  return proxy === "" ? undefined : proxy;
}
