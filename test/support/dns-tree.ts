import { startDnsServer, type Script, type TestServer, type TestServerOptions } from "./dns-server.ts";
import { serveZones, type TestZone } from "./dns-zones.ts";

/** A private tree: every server on the same port, each on a loopback address of its own. */
export interface TestTree {
  readonly port: number;
  readonly roots: readonly string[];
  server(address: string): TestServer;
  close(): Promise<void>;
}

/** Who listens where: zones to serve properly, or a script. A silent, lame or lying server is a script. */
export type TreePlan = Readonly<
  Record<
    string,
    readonly TestZone[] | Script | { readonly script: Script; readonly options: TestServerOptions }
  >
>;

/** The first address of the plan is the root. */
export async function startTree(plan: TreePlan): Promise<TestTree> {
  const [[root, rootPlan] = [], ...rest] = Object.entries(plan);
  if (root === undefined || rootPlan === undefined) throw new TypeError("a tree needs a root");
  const servers = new Map<string, TestServer>();
  const first = await start(root, rootPlan, 0);
  servers.set(root, first);
  for (const [address, how] of rest) servers.set(address, await start(address, how, first.port));
  return {
    port: first.port,
    roots: [root],
    server(address) {
      const server = servers.get(address);
      if (server === undefined) throw new TypeError(`no server at ${address}`);
      return server;
    },
    close: async () => void (await Promise.all([...servers.values()].map((server) => server.close()))),
  };
}

function start(address: string, how: TreePlan[string], port: number): Promise<TestServer> {
  if (typeof how === "function") return startDnsServer(how, { address, port });
  if ("script" in how) return startDnsServer(how.script, { ...how.options, address, port });
  return startDnsServer(serveZones(how), { address, port });
}
