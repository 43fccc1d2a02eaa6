import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { METAS } from "../../providers/registry.ts";
import { createHosts } from "../../src/compose/hosts.ts";
import { createRateLimits } from "../../src/async/rate-limit.ts";
import { createRequestHooks } from "../../src/compose/requests.ts";
import type { ProviderConfig } from "../../src/config/config.ts";
import { loadConfig } from "../../src/config/load.ts";
import { systemClock } from "../../src/async/clock.ts";
import { scratchFolder } from "../support/scratch-folder.ts";

const ADAPTER = `
export const meta = {
  id: "own",
  settings: [
    { name: "url", secret: false, required: true },
    { name: "key", secret: true, required: true, env: "OWN_KEY" },
  ],
  traits: { swap: "atomic", batch: "all-or-nothing", replace: "in-place", minTtl: 0 },
};
export const createProvider = async ({ env, settings, vendorAccount }) => {
  globalThis.sesOnboardHostsTest = { env, settings, ...(vendorAccount && { vendorAccount }) };
  const none = async () => [];
  return { name: "own", traits: meta.traits, zonesAt: none, readRRsets: none, apply: none };
};
`;

const SECRETS = { TENCENTCLOUD_SECRET_KEY: "tencent-key", CLOUDFLARE_API_TOKEN: "cloudflare-token" };

async function providerOf(config: string, env: Readonly<Record<string, string>>) {
  const cwd = scratchFolder();
  writeFileSync(join(cwd, "own.mjs"), ADAPTER);
  writeFileSync(join(cwd, "ses-onboard.yaml"), config);
  const loaded = await loadConfig({ flags: {}, env, cwd, home: cwd, metas: METAS });
  const context = {
    env,
    credentialChain: "env",
    signal: new AbortController().signal,
    clock: systemClock,
  } as const;
  const hosts = createHosts(context, createRequestHooks(createRateLimits(systemClock)), {
    ...loaded,
    waitMs: 0,
  });
  const [entry] = loaded.providers;
  return hosts.provider(entry as ProviderConfig);
}

it("an adapter that is written elsewhere gets its own settings, and nobody else's secrets", async () => {
  const config = "providers: { a: { type: ./own.mjs, url: https://dns.example.com } }";
  await providerOf(config, { OWN_KEY: "own-key", LANG: "C", ...SECRETS });
  expect(globalThis).toHaveProperty("sesOnboardHostsTest", {
    env: { OWN_KEY: "own-key", LANG: "C" },
    settings: { url: "https://dns.example.com", key: "own-key" },
  });
});

it("the address of a host that anybody may run is told, and that of a vendor's is not", async () => {
  const own = "providers: { a: { type: ./own.mjs, url: https://DNS.example.com } }";
  expect((await providerOf(own, { OWN_KEY: "own-key" })).endpoint).toBe("https://dns.example.com/");
  const vendors = "providers: { a: { type: cloudflare, baseUrl: http://127.0.0.1:1/v4 } }";
  expect((await providerOf(vendors, { CLOUDFLARE_API_TOKEN: "t-1234567" })).endpoint).toBeUndefined();
});

it("the DNS host of SES's own vendor gets the account that SES is used with, and nobody else does", async () => {
  const keys = { TENCENTCLOUD_SECRET_ID: "AKIDses", TENCENTCLOUD_SECRET_KEY: "ses-key-1" };
  expect((await providerOf("ses: { site: china, region: ap-guangzhou }", keys)).name).toBe("dnspod");
  await expect(providerOf("providers: { a: { type: dnspod } }", {})).rejects.toMatchObject({
    code: "CREDENTIALS_MISSING",
  });
  const config = "providers: { a: { type: ./own.mjs, url: https://dns.example.com, key: { env: OWN } } }";
  await providerOf(config, { ...keys, OWN: "own-key" });
  expect(globalThis).not.toHaveProperty("sesOnboardHostsTest.vendorAccount");
});
