import { afterEach, describe, expect, it } from "vitest";
import { systemClock } from "../../../src/async/clock.ts";
import { parseDomainName } from "../../../src/dns/domain-name.ts";
import type { Identity } from "../../../src/plan/identity.ts";
import { ApiJournal, serveApi } from "../../../src/sandbox/api-server.ts";
import { createResolver } from "../../../src/sandbox/dns/resolver.ts";
import { startDnsServers } from "../../../src/sandbox/dns/server.ts";
import { createSes } from "../../../src/sandbox/ses/api.ts";
import { ZoneStore } from "../../../src/sandbox/zone-store.ts";
import { createIdentities } from "../../../src/ses/identities.ts";

// Zone store, name servers, resolver, SES and our own client, put together as the sandbox does.

const domain = parseDomainName("mail.example.test");
const credentials = { secretId: "AKIDsandbox", secretKey: "secret-key" };

const running: (() => Promise<void>)[] = [];
afterEach(async () => {
  await Promise.all(running.splice(0).map((close) => close()));
});

async function start() {
  const time = { now: Date.now() };
  const now = () => time.now;
  const store = new ZoneStore(now);
  const zone = store.add({ apex: parseDomainName("example.test"), negativeTtl: 30 });
  const servers = await startDnsServers({ store });
  const ses = createSes({ key: credentials, resolve: createResolver({ ...servers, now }) });
  const server = await serveApi(ses, new ApiJournal());
  running.push(servers.close, server.close);
  const identities = createIdentities({
    credentials,
    site: "international",
    region: "ap-singapore",
    endpoint: server.url,
    clock: systemClock,
  });
  const publish = ({ records }: Identity) => {
    const written = records.map(({ requirement: { owner, type, expected } }) =>
      zone.newRecord({ owner, type, ttl: 60, value: type === "MX" ? `10 ${expected}` : expected }),
    );
    zone.commit((before) => [...before, ...written]);
  };
  return { time, identities, publish };
}

describe("SES and DNS together", () => {
  it("verify as soon as the records are served when nobody asked before", async () => {
    const { identities, publish } = await start();
    publish(await identities.ensure(domain, { dkimBits: 2048 }));
    const { verified, records } = await identities.verify(domain, {});
    expect([verified, records.map(({ currentValue }) => currentValue !== "")]).toEqual([
      true,
      [true, true, true, true],
    ]);
  });

  it("stay unverified for the negative TTL when SES was asked too early", async () => {
    const { identities, publish, time } = await start();
    const identity = await identities.ensure(domain, { dkimBits: 1024 });
    expect(await identities.verify(domain, {})).toMatchObject({ verified: false });
    publish(identity);
    time.now += 29_000;
    expect(await identities.verify(domain, {})).toMatchObject({ verified: false });
    time.now += 1_000;
    expect(await identities.verify(domain, {})).toMatchObject({ verified: true });
  });
});
