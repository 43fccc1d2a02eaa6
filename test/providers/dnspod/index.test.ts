import { expect, it, onTestFinished } from "vitest";
import type { AdapterContext } from "../../../providers/describe.ts";
import { createProvider, meta } from "../../../providers/dnspod/index.ts";
import { recognises } from "../../../providers/describe.ts";
import { admitAll } from "../../../src/async/rate-limit.ts";
import { parseDomainName } from "../../../src/dns/domain-name.ts";
import { startConnectProxy } from "../../support/connect-proxy.ts";
import { NO_PAUSE } from "../../support/no-pause.ts";

const KEYS = { secretId: "AKIDown", secretKey: "own-key" };

function create(given: Partial<AdapterContext>) {
  return createProvider({
    settings: {},
    env: {},
    credentialChain: "env",
    userAgent: "ses-onboard/test",
    clock: NO_PAUSE,
    admit: admitAll,
    holdBack: () => {},
    onRetry: () => {},
    ...given,
  });
}

it("takes the keys that SES is used with, or a pair of its own", async () => {
  const vendorAccount = { site: "china", credentials: { secretId: "AKIDses", secretKey: "ses-key" } };
  expect((await create({ vendorAccount })).name).toBe("dnspod");
  expect((await create({ settings: KEYS })).name).toBe("dnspod");
});

it.each([
  [{}, undefined],
  [{ secretId: "AKIDown" }, { site: "china", credentials: { secretId: "AKIDses", secretKey: "ses-key" } }],
  [{ secretKey: "own-key" }, undefined],
  [{}, { site: "china" }],
])("is refused without a whole pair: %j, %j", async (settings, vendorAccount) => {
  const given = { settings, ...(vendorAccount === undefined ? {} : { vendorAccount }) };
  await expect(create(given)).rejects.toMatchObject({ code: "CREDENTIALS_MISSING" });
});

it("waits for its listing for 30 s, or as long as a setting says", async () => {
  expect((await create({ settings: KEYS })).traits.readLagMs).toBe(30_000);
  expect((await create({ settings: { ...KEYS, readLag: "1s" } })).traits.readLagMs).toBe(1_000);
});

it.each([
  { readLag: "soon" },
  { site: "mars" },
  { endpoint: "https://dnspod.tencentcloudapi.com/v2" },
  { endpoint: "http://dnspod.tencentcloudapi.com" },
])("refuses the setting %j", async (setting) => {
  await expect(create({ settings: { ...KEYS, ...setting } })).rejects.toMatchObject({
    code: "CONFIG_INVALID",
  });
});

it.each([
  [{}, undefined, "dnspod.intl.tencentcloudapi.com:443"],
  [{}, "china", "dnspod.tencentcloudapi.com:443"],
  [{ site: "international" }, "china", "dnspod.intl.tencentcloudapi.com:443"],
  [{ site: "china" }, undefined, "dnspod.tencentcloudapi.com:443"],
])("is asked at the site of %j, else at that of SES (%s): %s", async (settings, site, host) => {
  const proxy = await startConnectProxy((socket) => socket.end("HTTP/1.1 502 Bad Gateway\r\n\r\n"));
  onTestFinished(() => proxy.close());
  const provider = await create({
    settings: { ...KEYS, ...settings },
    env: { HTTPS_PROXY: proxy.url },
    ...(site === undefined ? {} : { vendorAccount: { site } }),
  });
  const asking = provider.zonesAt(parseDomainName("example.test"), { patienceMs: 0 });
  await expect(asking).rejects.toMatchObject({ code: "API_UNAVAILABLE" });
  expect(new Set(proxy.asked)).toEqual(new Set([host]));
});

it("is recognised by its name servers, and by nobody else's", () => {
  const isOurs = (name: string) => recognises(meta, [parseDomainName(name)]);
  for (const name of ["f1g1ns1.dnspod.net", "ns3.dnsv2.com", "ns4.dnsv5.com", "a.dnspod.com"])
    expect([name, isOurs(name)]).toEqual([name, true]);
  for (const name of ["dnspod.net.example.com", "ns1.dnsv6.com", "xdnspod.net", "dns9.hichina.com"])
    expect([name, isOurs(name)]).toEqual([name, false]);
});

it("is configured by variables of its own alone: every user has the keys of SES", () => {
  expect(meta.isConfigured({ DNSPOD_SECRET_ID: "AKIDown" })).toBe(true);
  expect(meta.isConfigured({ DNSPOD_SECRET_ID_FILE: "id" })).toBe(true);
  expect(meta.isConfigured({ DNSPOD_ENDPOINT: "http://127.0.0.1:1" })).toBe(true);
  expect(meta.isConfigured({ TENCENTCLOUD_SECRET_ID: "AKIDses", TENCENTCLOUD_SECRET_KEY: "k" })).toBe(false);
});
