import { afterEach, describe, expect, it } from "vitest";
import { parseDomainName } from "../../../src/dns/domain-name.ts";
import { createResolver } from "../../../src/sandbox/dns/resolver.ts";
import { startDnsServers, type DnsServers } from "../../../src/sandbox/dns/server.ts";
import { ZoneStore, type ZoneSettings } from "../../../src/sandbox/zone-store.ts";

const name = parseDomainName;
const apex = name("example.test");

const running: DnsServers[] = [];
afterEach(async () => {
  await Promise.all(running.splice(0).map((servers) => servers.close()));
});

async function start(settings: Partial<ZoneSettings> = {}, lagMs = 0) {
  const time = { now: 1_000_000 };
  const now = () => time.now;
  const store = new ZoneStore(now);
  const zone = store.add({ apex, ...settings });
  const servers = await startDnsServers({ store, lagMs });
  running.push(servers);
  const publish = (owner: string, value: string) => {
    zone.commit((records) => [
      ...records,
      zone.newRecord({ owner: name(owner), type: "TXT", ttl: 60, value }),
    ]);
  };
  return {
    store,
    time,
    servers,
    publish,
    resolve: createResolver({ roots: servers.roots, port: servers.port, now }),
  };
}

describe("createResolver", () => {
  it("finds records from the roots down, long values joined", async () => {
    const long = "x".repeat(600);
    const { resolve } = await start({
      records: [
        { owner: apex, type: "TXT", values: [long] },
        { owner: apex, type: "MX", values: ["10 mx.example.test"] },
      ],
    });
    expect(await resolve(apex, "TXT")).toEqual({ values: [long], isAliased: false });
    expect(await resolve(apex, "MX")).toEqual({ values: ["10 mx.example.test"], isAliased: false });
  });

  it("takes an answer that does not fit over TCP", async () => {
    const values = Array.from({ length: 8 }, (_, index) => `${index}${"x".repeat(240)}`);
    const { resolve, servers } = await start({ records: [{ owner: apex, type: "TXT", values }] });
    expect((await resolve(apex, "TXT")).values).toHaveLength(8);
    expect(servers.queries.at(-1)).toMatchObject({ transport: "tcp" });
  });

  it("remembers that a name does not exist for the negative TTL, for every type, and asks nobody meanwhile", async () => {
    const { resolve, time, servers, publish } = await start({ negativeTtl: 30 });
    expect((await resolve(name("s.example.test"), "TXT")).values).toEqual([]);
    publish("s.example.test", "here");
    const asked = servers.queries.length;
    time.now += 29_999;
    expect((await resolve(name("s.example.test"), "TXT")).values).toEqual([]);
    expect((await resolve(name("s.example.test"), "MX")).values).toEqual([]);
    expect(servers.queries).toHaveLength(asked);
    time.now += 1;
    expect((await resolve(name("s.example.test"), "TXT")).values).toEqual(["here"]);
  });

  it("remembers NODATA for the one type that it asked", async () => {
    const { resolve, publish } = await start({
      records: [{ owner: apex, type: "A", values: ["192.0.2.1"] }],
    });
    await resolve(apex, "MX");
    publish("example.test", "here");
    expect((await resolve(apex, "TXT")).values).toEqual(["here"]);
  });

  it("asks the server that lags, so that too early is too early", async () => {
    const { resolve, publish } = await start({}, 10_000);
    publish("example.test", "here");
    expect((await resolve(apex, "TXT")).values).toEqual([]);
  });

  it("follows an alias into another top-level domain and says that it did", async () => {
    const { resolve, store } = await start({
      records: [{ owner: name("a.example.test"), type: "CNAME", values: ["b.example.org"] }],
    });
    store.add({
      apex: name("example.org"),
      records: [{ owner: name("b.example.org"), type: "TXT", values: ["far"] }],
    });
    expect(await resolve(name("a.example.test"), "TXT")).toEqual({ values: ["far"], isAliased: true });
  });

  it("finds servers whose addresses come without glue", async () => {
    const { resolve, store } = await start();
    store.add({
      apex: name("example.org"),
      records: [{ owner: name("example.org"), type: "TXT", values: ["far"] }],
    });
    expect((await resolve(name("example.org"), "TXT")).values).toEqual(["far"]);
  });

  it("fails, and does not say no, when no server answers", async () => {
    const { resolve, servers } = await start();
    await servers.close();
    await expect(resolve(apex, "TXT")).rejects.toThrow(/no server/);
  });
});
