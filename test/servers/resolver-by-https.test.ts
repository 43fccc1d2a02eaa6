import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { systemClock } from "../../src/async/clock.ts";
import { parseDomainName } from "../../src/dns/domain-name.ts";
import { createDns, type Dns } from "../../src/resolve/dns.ts";
import { startConnectProxy, type ConnectProxy } from "../support/connect-proxy.ts";
import { startDaemon, type Daemon } from "../support/servers/daemon.ts";
import { describeServers } from "../support/servers/describe-servers.ts";
import { outdent } from "../support/servers/outdent.ts";
import { findTreeSite, SHARED_V4, type TreeSite } from "../support/servers/place.ts";
import { AUTHORITY, FOR_ADDRESS } from "../support/test-authority.ts";

// Unbound as a company's gateway: it takes questions by HTTPS, and speaks HTTP/2 alone.

const APEX = parseDomainName("example.lab");
const FOUND = {
  apex: APEX,
  parentNameServers: ["ns1.example.lab"],
  soa: { serial: 7, negativeTtl: 60 },
};

describeServers("Unbound by HTTPS", () => {
  let site: TreeSite;
  let unbound: Daemon;
  let proxy: ConnectProxy;
  beforeAll(async () => {
    site = await findTreeSite();
    unbound = await startGateway(site);
    proxy = await startConnectProxy(site.port);
  });
  afterAll(async () => {
    await Promise.all([unbound.stop(), proxy.close()]);
    await site.clear();
  });

  /** Two have to agree, so it is asked by two of its names; the loopback is never asked through the proxy. */
  const BY_NAME = "https://doh.example.test/dns-query";
  const asking = (...doh: readonly string[]): Dns["resolvers"] => {
    const env = { HTTPS_PROXY: proxy.url };
    return createDns({ resolvers: [], doh, env, clock: systemClock, authorities: AUTHORITY }).resolvers;
  };

  it("tells who serves a zone, at its address and by its name", async () => {
    const resolvers = asking(`https://${SHARED_V4}:${site.port}/dns-query`, BY_NAME);
    await expect
      .poll(() => resolvers.delegation(APEX, {}).catch(() => unbound.assertRuns()))
      .toMatchObject(FOUND);
  });

  it("tells it through a proxy, by one connection for all zones", async () => {
    const before = proxy.asked.length;
    const resolvers = asking("https://192.0.2.53/dns-query", BY_NAME);
    expect(await resolvers.delegation(APEX, {})).toMatchObject(FOUND);
    const others = ["one.lab", "two.lab"].map((name) => resolvers.delegation(parseDomainName(name), {}));
    expect((await Promise.allSettled(others)).map(({ status }) => status)).toEqual(["rejected", "rejected"]);
    expect(proxy.asked.slice(before).toSorted()).toEqual(["192.0.2.53:443", "doh.example.test:443"]);
  });

  it("says no such page where the path is another one", async () => {
    const resolvers = asking(`https://${SHARED_V4}:${site.port}/resolve`);
    await expect(resolvers.delegation(APEX, {})).rejects.toMatchObject({
      code: "API_UNAVAILABLE",
      facts: { resolvers: [`${SHARED_V4} has no such page (HTTP status 404)`] },
    });
  });
});

async function startGateway({ folder, port }: TreeSite): Promise<Daemon> {
  const fileOf = (name: string): string => join(folder, name);
  const config = outdent(`
    server:
      username: ""
      chroot: ""
      pidfile: ""
      directory: "${folder}"
      use-syslog: no
      num-threads: 1
      so-rcvbuf: 0
      interface: ${SHARED_V4}@${port}
      https-port: ${port}
      tls-service-key: "${fileOf("key.pem")}"
      tls-service-pem: "${fileOf("cert.pem")}"
      access-control: 127.0.0.0/8 allow
      do-not-query-localhost: no
      local-zone: "lab." static
      local-data: "example.lab. 300 NS ns1.example.lab."
      local-data: "example.lab. 300 SOA ns1.example.lab. hostmaster.example.lab. 7 3600 600 86400 60"
    remote-control:
      control-enable: no
  `);
  await writeFile(fileOf("key.pem"), FOR_ADDRESS.key);
  await writeFile(fileOf("cert.pem"), FOR_ADDRESS.cert);
  await writeFile(fileOf("gateway.conf"), config);
  return startDaemon("unbound", ["-d", "-c", fileOf("gateway.conf")], folder);
}
