import net from "node:net";
import { Packet } from "dns2";
import { IANA_ROOTS } from "../../../src/resolve/tree/roots.ts";
import type { Sandbox } from "../../../src/sandbox/sandbox.ts";
import { startConnectProxy } from "../../support/connect-proxy.ts";
import { CLOSED_PORT, type Script } from "../../support/dns-server.ts";
import { startTree } from "../../support/dns-tree.ts";
import { startDohServer } from "../../support/doh-server.ts";
import { startNoAccept } from "../../support/no-accept.ts";
import { nameServerAt, resolverOf } from "../../support/sandbox-answers.ts";
import { answering, RESOLVERS, type ByHttps, type Resolver } from "./by-https.ts";
import { CERTIFICATE_OF_RESOLVERS } from "./certificate.ts";
import { scriptOf, type Port53 } from "./port53.ts";

/** A question that arrived somewhere. */
export interface Asked {
  readonly whom: "a name server" | "a resolver";
  readonly by: "port 53" | "HTTPS";
  readonly owner: string;
  readonly type: string;
  /** Milliseconds since 1970. */
  readonly at: number;
}

/** A network between the program and a sandbox's DNS. */
export interface Network {
  readonly asked: readonly Asked[];
  /** What rerouted.mjs has to be told, and the proxy. */
  readonly env: Readonly<Record<string, string>>;
  readonly close: () => Promise<void>;
}

export interface Conditions {
  readonly port53: Port53;
  readonly byHttps: ByHttps;
}

interface Closing {
  readonly close: () => Promise<void>;
}

export async function openNetwork(sandbox: Sandbox, { port53, byHttps }: Conditions): Promise<Network> {
  const asked: Asked[] = [];
  const noting =
    (seen: Pick<Asked, "whom" | "by">, script: Script): Script =>
    (received) => {
      const [question] = received.query.questions;
      const [owner, type] = [(question?.name ?? "").toLowerCase(), Packet.typeName(question?.type ?? 0)];
      asked.push({ ...seen, owner, type, at: Date.now() });
      return script(received);
    };
  const dns = await openPort53(sandbox, port53, noting);
  const https = await Promise.all(
    RESOLVERS.map((one) =>
      openResolver(one, byHttps, noting({ whom: "a resolver", by: "HTTPS" }, resolverOf(sandbox))),
    ),
  );
  const ports: Readonly<Record<string, number>> = Object.fromEntries(
    https.map(({ host, port }) => [host, port]),
  );
  const proxy = byHttps.proxy === true ? await openProxy(ports) : undefined;
  const addresses = Object.fromEntries([
    ...IANA_ROOTS.filter((root) => !net.isIPv6(root)).map((root) => [root, sandbox.dns.addresses.root]),
    ...RESOLVERS.map(({ address, at }) => [address, at]),
  ]) as Readonly<Record<string, string>>;
  const open: readonly Closing[] = [dns, ...https, ...(proxy === undefined ? [] : [proxy])];
  return {
    asked,
    env: {
      TEST_NETWORK: JSON.stringify({
        addresses,
        dns: dns.port,
        https: { ...(proxy === undefined ? ports : {}), "*": CLOSED_PORT },
      }),
      ...(proxy === undefined ? {} : { HTTPS_PROXY: proxy.url }),
    },
    close: async () => void (await Promise.all(open.map((one) => one.close()))),
  };
}

type Noting = (seen: Pick<Asked, "whom" | "by">, script: Script) => Script;

/** Name servers and resolvers, all at one port. Where TCP is dropped no connection comes about. */
async function openPort53(sandbox: Sandbox, port53: Port53, noting: Noting) {
  if (port53.udp === "closed") return { port: CLOSED_PORT, close: () => Promise.resolve() };
  const servers = Object.values(sandbox.dns.addresses).map((address) => {
    const right = nameServerAt(sandbox, address);
    return [
      address,
      noting({ whom: "a name server", by: "port 53" }, scriptOf(port53, { sandbox, address, right })),
    ];
  });
  const resolvers = RESOLVERS.map(({ at: address }) => {
    const right = resolverOf(sandbox);
    return [
      address,
      noting({ whom: "a resolver", by: "port 53" }, scriptOf(port53, { sandbox, address, right })),
    ];
  });
  const plan = Object.fromEntries([...servers, ...resolvers]) as Readonly<Record<string, Script>>;
  if (port53.tcp !== "dropped") return startTree(plan);
  const options = { transports: ["udp"] } as const;
  const tree = await startTree(
    Object.fromEntries(Object.entries(plan).map(([address, script]) => [address, { script, options }])),
  );
  const noAccept = await startNoAccept(tree.port, Object.keys(plan));
  return {
    port: tree.port,
    close: async () => void (await Promise.all([tree.close(), noAccept.close()])),
  };
}

async function openResolver({ address, byHttps: host, speaks }: Resolver, byHttps: ByHttps, right: Script) {
  const script = byHttps.script?.(right, address === RESOLVERS[0].address) ?? answering(right);
  const server = await startDohServer(script, {
    tls: CERTIFICATE_OF_RESOLVERS,
    speaks: byHttps.speaks ?? speaks,
  });
  return { host, port: server.port, close: () => server.close() };
}

/** Leads each CONNECT to the resolver that it names. */
async function openProxy(ports: Readonly<Record<string, number>>) {
  const proxy = await startConnectProxy((socket) => {
    const [host = ""] = proxy.asked.at(-1)?.split(":") ?? [];
    const tunnel = net.connect(ports[host] ?? CLOSED_PORT, "127.0.0.1");
    tunnel.on("error", () => socket.destroy());
    tunnel.once("connect", () => {
      socket.write("HTTP/1.1 200 Connection established\r\n\r\n");
      tunnel.pipe(socket).pipe(tunnel);
    });
  });
  return proxy;
}
