import { Agent as HttpAgent } from "node:http";
import { Agent as HttpsAgent } from "node:https";
import type { Socket } from "node:net";
import { ConnectError } from "./connect-fault.ts";
import { findProxy, type Environment } from "./proxy.ts";
import { createTunnelAgent, type ConnectLimits } from "./tunnel.ts";

/**
 * What opens the connections to this address: directly, or through the proxy that the environment names.
 * Connections are not kept: our calls are seconds to minutes apart.
 * @throws OnboardError CONFIG_INVALID for a proxy that can't be used
 */
export function createAgent(url: URL, env: Environment, limits: ConnectLimits): HttpAgent {
  const proxy = findProxy(url, env);
  if (proxy !== undefined) return createTunnelAgent(proxy, limits);
  return withConnectDeadline(
    url.protocol === "https:" ? new HttpsAgent() : new HttpAgent(),
    limits.connectMs,
  );
}

/** Node itself gives up a connection attempt only when the kernel does, after two minutes. */
export function withConnectDeadline<A extends HttpAgent>(agent: A, connectMs: number): A {
  const open = agent.createConnection.bind(agent);
  agent.createConnection = (options, callback) => {
    const socket = open(options, callback) as Socket;
    socket.setTimeout(connectMs, () => {
      socket.destroy(new ConnectError("ETIMEDOUT", `no connection within ${connectMs} ms`));
    });
    return socket.once("connect", () => socket.setTimeout(0));
  };
  return agent;
}
