import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { METAS } from "../../providers/registry.ts";
import { elsewhereOf, elsewhereOfUndo, endpointOfHost, located } from "../../src/compose/endpoints.ts";
import { findProviders } from "../../src/config/config.ts";
import { loadConfig } from "../../src/config/load.ts";
import type { DnsProvider } from "../../src/dns/provider.ts";
import type { AskedElsewhere } from "../../src/events/endpoint.ts";
import { environmentOf, startSandbox } from "../../src/sandbox/sandbox.ts";
import { scratchFolder } from "../support/scratch-folder.ts";

type Env = Readonly<Record<string, string>>;

const CLOUDFLARE = { CLOUDFLARE_API_TOKEN: "token-of-nobody" };
const ROUTE53 = { AWS_ACCESS_KEY_ID: "id-of-nobody", AWS_SECRET_ACCESS_KEY: "key-of-nobody" };
const ALLOWED = {
  SES_ONBOARD_ALLOWED_ENDPOINTS:
    "https://gateway.example.com,https://ses.gateway.example.com,https://eviltencentcloudapi.com",
};
const HERE = "http://127.0.0.1:4002";
const PLAYED = { SES_ONBOARD_SES_ENDPOINT: "http://127.0.0.1:4001" };
const ROOT = { SES_ONBOARD_DNS_ROOTS: "127.0.53.1", SES_ONBOARD_DNS_PORT: "5300" };

async function elsewhere(env: Env, wanted = "auto", file?: string): Promise<AskedElsewhere> {
  const cwd = scratchFolder();
  if (file !== undefined) writeFileSync(join(cwd, "ses-onboard.yaml"), file);
  const config = await loadConfig({
    flags: {},
    env: { ...ALLOWED, ...env },
    cwd,
    home: undefined,
    metas: METAS,
  });
  return elsewhereOf(config, wanted, { env });
}

describe("where a command asks", () => {
  it.each<[string, Env]>([
    ["the vendors'", { ...CLOUDFLARE, ...ROUTE53 }],
    [
      "Tencent's by another name",
      { SES_ONBOARD_SES_ENDPOINT: "https://ses.ap-singapore.tencentcloudapi.com" },
    ],
    [
      "Cloudflare's, written out",
      { ...CLOUDFLARE, CLOUDFLARE_BASE_URL: "https://api.cloudflare.com/client/v4" },
    ],
    ["the usual port of DNS", { SES_ONBOARD_DNS_PORT: "53" }],
  ])("is not told where it is %s", async (_where, env) => {
    expect(await elsewhere(env)).toEqual({});
  });

  it("is a rehearsal with the variables of a sandbox, at each host", async () => {
    const sandbox = await startSandbox();
    await sandbox.close();
    const { ses, cloudflare, alidns, dnspod, route53, dns } = sandbox.description;
    const told = await elsewhere(environmentOf(sandbox.description));
    expect(told).toEqual({
      rehearsal: true,
      endpoints: [
        { of: "ses", url: ses.endpoint, loopback: true },
        ...dns.roots.map((root) => ({ of: "dns", url: `dns://${root}:${dns.port}`, loopback: true })),
        { of: "provider", name: "cloudflare", url: cloudflare.baseUrl, loopback: true },
        { of: "provider", name: "alidns", url: alidns.endpoint, loopback: true },
        { of: "provider", name: "dnspod", url: dnspod.endpoint, loopback: true },
        { of: "provider", name: "route53", url: route53.endpoint, loopback: true },
      ],
    });
  });

  const ALLOWED =
    "https://gateway.example.com,https://ses.gateway.example.com,https://eviltencentcloudapi.com";
  it.each<[string, boolean, Env]>([
    ["SES alone", true, { ...CLOUDFLARE, SES_ONBOARD_SES_ENDPOINT: "http://[::1]:4001" }],
    ["the only DNS host", true, { ...CLOUDFLARE, CLOUDFLARE_BASE_URL: HERE }],
    ["Route 53 by the variable of all of AWS", true, { ...ROUTE53, AWS_ENDPOINT_URL: HERE }],
    ["DNS alone", false, { ...CLOUDFLARE, SES_ONBOARD_DNS_ROOTS: "127.0.0.1,::1" }],
    ["another port of the world's DNS", false, { ...CLOUDFLARE, SES_ONBOARD_DNS_PORT: "5353" }],
    ["a gateway of one's own", false, { ...CLOUDFLARE, CLOUDFLARE_BASE_URL: "https://gateway.example.com" }],
    ["SES by a gateway", false, { SES_ONBOARD_SES_ENDPOINT: "https://ses.gateway.example.com" }],
    [
      "what only looks like Tencent's",
      false,
      { SES_ONBOARD_SES_ENDPOINT: "https://eviltencentcloudapi.com" },
    ],
  ])("is told of %s, and whether that is a rehearsal: %s", async (_what, rehearsal, env) => {
    const told = await elsewhere({ ...env, SES_ONBOARD_ALLOWED_ENDPOINTS: ALLOWED });
    expect([told.rehearsal === true, told.endpoints?.length], JSON.stringify(told)).toEqual([
      rehearsal,
      expect.any(Number),
    ]);
  });

  it("is not told of one host among several before it is known which holds the zone", async () => {
    const env = { ...CLOUDFLARE, ...ROUTE53, AWS_ENDPOINT_URL_ROUTE_53: HERE };
    expect(await elsewhere(env)).toEqual({});
    expect(await elsewhere(env, "route53")).toMatchObject({ rehearsal: true });
  });

  it("is told of a config's entries, by their names", async () => {
    const file = `providers: { test: { type: cloudflare, apiToken: { env: T }, baseUrl: "${HERE}" } }\n`;
    expect(await elsewhere({ T: "token-of-nobody" }, "auto", file)).toEqual({
      rehearsal: true,
      endpoints: [{ of: "provider", name: "test", url: HERE, loopback: true }],
    });
  });

  it("is the DNS host's alone for an undo, and a sandbox's where it is one", async () => {
    const env = {
      ...CLOUDFLARE,
      CLOUDFLARE_BASE_URL: HERE,
      SES_ONBOARD_SES_ENDPOINT: "http://127.0.0.1:4001",
    };
    const config = await loadConfig({
      flags: {},
      env,
      cwd: "/",
      home: undefined,
      metas: METAS,
      ignoreFile: true,
    });
    const endpoints = [{ of: "provider", name: "cloudflare", url: HERE, loopback: true }];
    const hosts = () => findProviders(config, "auto");
    expect(elsewhereOfUndo(config, hosts, { env })).toEqual({ rehearsal: true, endpoints });
    expect(elsewhereOfUndo(config, hosts, { env, sandbox: true })).toEqual({
      rehearsal: true,
      sandbox: true,
      endpoints,
    });
  });
});

describe("where a DNS host is asked", () => {
  const REAL = {} as Parameters<typeof endpointOfHost>[0];
  const entry = { name: "aws", type: "route53", settings: {}, missing: [] };

  it("is what the profile says that AWS's own chain takes, where that is open", () => {
    const home = scratchFolder();
    const file = join(home, "config");
    writeFileSync(file, `[default]\nregion = us-east-1\n[profile local]\nendpoint_url = ${HERE}\n`);
    const env = { AWS_PROFILE: "local", AWS_CONFIG_FILE: file };
    expect(endpointOfHost(REAL, entry, { env, credentialChain: "process" })).toMatchObject({
      url: HERE,
      loopback: true,
    });
    expect(endpointOfHost(REAL, entry, { env })).toBeUndefined();
    const ignored = { ...env, AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: "true" };
    expect(endpointOfHost(REAL, entry, { env: ignored, credentialChain: "process" })).toBeUndefined();
  });

  it("is any address among the settings of an adapter written elsewhere, or what it tells itself", () => {
    const url = { name: "server", summary: "", secret: false, required: true };
    const meta = { id: "own", title: "Own", settings: [url] } as unknown as (typeof METAS)[string];
    const own = { ...entry, type: "own", module: "/x/own.mjs", meta, settings: { server: HERE } };
    expect(endpointOfHost(REAL, own, { env: {} })).toMatchObject({ url: HERE, loopback: true });
    const provider = { name: "own", endpoint: HERE } as unknown as DnsProvider;
    expect(located(provider, undefined).askedAt).toMatchObject({ url: HERE, loopback: true });
    expect(located({ name: "own" } as unknown as DnsProvider, undefined)).not.toHaveProperty("askedAt");
  });

  it.each<[string, string | undefined, Env]>([
    ["DNS, where SES and DNS are on this machine", "dns://127.0.53.1:5300", { ...PLAYED, ...ROOT }],
    ["the world's, beside a real SES and roots of one's own", undefined, ROOT],
    ["the world's, where SES alone is on this machine", undefined, PLAYED],
  ])("is for a zone that is changed by hand %s", async (_where, url, env) => {
    const config = await loadConfig({ flags: {}, env, cwd: "/", home: undefined, metas: METAS });
    const [byHand = entry] = findProviders(config, "manual");
    const place = url === undefined ? undefined : { of: "provider", name: "manual", url, loopback: true };
    expect(endpointOfHost(config, byHand, { env })).toEqual(place);
    const dns = url === undefined ? [] : [{ of: "dns", url, loopback: true }, place];
    if (url !== undefined)
      expect(elsewhereOfUndo(config, () => [byHand], { env })).toEqual({ rehearsal: true, endpoints: dns });
    else expect(elsewhereOfUndo(config, () => [byHand], { env })).not.toHaveProperty("rehearsal");
  });

  it("is not known where an adapter written elsewhere does not tell it, or fails to", () => {
    const meta = { id: "own", title: "Own", settings: [] } as unknown as (typeof METAS)[string];
    expect(endpointOfHost(REAL, { ...entry, type: "own", meta }, { env: {} })).toBeUndefined();
    const askedAt = (): string => {
      throw new Error("broken");
    };
    expect(
      endpointOfHost(REAL, { ...entry, type: "own", meta: { ...meta, askedAt } }, { env: {} }),
    ).toBeUndefined();
  });
});
