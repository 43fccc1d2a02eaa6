import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { Config, ProviderConfig } from "../../src/config/config.ts";
import { findProviderFor } from "../../src/compose/find-provider.ts";
import { parseDomainName } from "../../src/dns/domain-name.ts";
import type { Delegation } from "../../src/dns/observation.ts";
import type { DnsProvider, Zone } from "../../src/dns/provider.ts";
import { OnboardError, toOnboardError } from "../../src/errors/onboard-error.ts";
import { wordHint } from "../../src/errors/hint.ts";
import { plainFor } from "../support/told.ts";
import { chooseZone } from "../../src/onboard/preflight/choose-zone.ts";
import { wordFor } from "../../src/report/words/commands/command-line.ts";
import { CHINESE } from "../../src/report/words/zh/chinese.ts";
import { METAS } from "../../providers/registry.ts";
import { loadConfig } from "../../src/config/load.ts";
import type { Flags } from "../../src/config/sources/options.ts";
import { folderWith, load } from "../config/scratch.ts";

const APEX = parseDomainName("example.com");
const CLOUDFLARE = ["ada.ns.cloudflare.com"];
const ROUTE53 = ["ns-1.awsdns-01.org"];
const VANITY = ["ns1.example.com"];
const ROOT = join(import.meta.dirname, "../..");

const BOTH = {
  CLOUDFLARE_API_TOKEN: "cf-token-1",
  AWS_ACCESS_KEY_ID: "AKIA1",
  AWS_SECRET_ACCESS_KEY: "secret-1",
};

function delegatedTo(parent: readonly string[], child: readonly string[] = parent): Delegation {
  const [parentNameServers, childNameServers] = [parent.map(parseDomainName), child.map(parseDomainName)];
  return { apex: APEX, parentNameServers, childNameServers, addresses: [], unresolved: [], soa: undefined };
}

/** Which zones each provider's account lists; a provider that is missing here must not be asked. */
type Accounts = Readonly<Record<string, readonly Pick<Zone, "nameServers">[] | "refused">>;

async function choose(
  config: Config,
  delegation: Delegation,
  accounts: Accounts = {},
  wanted = "auto",
): Promise<string> {
  const create = ({ name }: ProviderConfig): Promise<DnsProvider> => {
    const unused = () => Promise.reject(new Error("not part of the choice"));
    const zonesAt = (): Promise<readonly Zone[]> => {
      const zones = accounts[name];
      if (zones === "refused")
        return Promise.reject(new OnboardError("CREDENTIALS_REJECTED", "No.", { hint: "Ask the test." }));
      if (zones === undefined) return Promise.reject(new Error(`${name} must not be asked`));
      return Promise.resolve(zones.map((zone) => ({ apex: APEX, id: name, ...zone })));
    };
    const traits = { swap: "atomic", batch: "all-or-nothing", replace: "in-place", minTtl: 0 } as const;
    return Promise.resolve({ name, traits, zonesAt, readRRsets: unused, apply: unused });
  };
  return (await findProviderFor(config, wanted, delegation, { create, options: {} })).name;
}

/** With the built-in adapters as they are. */
function loadAll(env: Readonly<Record<string, string>>, flags: Flags = {}): Promise<Config> {
  const cwd = folderWith({});
  return loadConfig({ flags, env, cwd, home: cwd, metas: METAS });
}

const SES_KEYS = { TENCENTCLOUD_SECRET_ID: "AKIDses", TENCENTCLOUD_SECRET_KEY: "ses-key-1" };
const DNSPOD = ["f1g1ns1.dnspod.net", "f1g1ns2.dnspod.net"];

const failsWith = (code: string): unknown => expect.objectContaining({ code });

describe("the provider of a zone", () => {
  it.each([
    ["cloudflare", CLOUDFLARE],
    ["route53", ROUTE53],
  ])(
    "is recognised as %s by the zone's name servers, without asking any account",
    async (name, nameServers) => {
      expect(await choose(await load({ env: BOTH }), delegatedTo(nameServers))).toBe(name);
    },
  );

  it("is recognised by the name servers that an adapter written elsewhere tells", async () => {
    const meta = `{ id: "own", settings: [], nameServers: [/^ns\\d\\.own-dns\\.example$/g],
      traits: { swap: "atomic", batch: "all-or-nothing", replace: "in-place", minTtl: 0 } }`;
    const files = {
      "own.mjs": `export const meta = ${meta}; export const createProvider = () => undefined;`,
      "ses-onboard.yaml":
        "providers:\n  mine: { type: ./own.mjs }\n  cf: { type: cloudflare, apiToken: { env: TOKEN } }\n",
    };
    const config = await load({ files, env: { TOKEN: "cf-token-1" } });
    // Twice: the pattern remembers where it matched.
    for (const nameServer of ["ns1.own-dns.example", "ns2.own-dns.example"])
      expect(await choose(config, delegatedTo([nameServer]))).toBe("mine");
    expect(await choose(config, delegatedTo(CLOUDFLARE))).toBe("cf");
  });

  it("is recognised by what the zone says of itself where the parent names others", async () => {
    expect(await choose(await load({ env: BOTH }), delegatedTo(VANITY, ROUTE53))).toBe("route53");
  });

  it("is the only one with credentials, whatever the name servers are called", async () => {
    const config = await load({ env: { CLOUDFLARE_API_TOKEN: "cf-token-1" } });
    expect(await choose(config, delegatedTo(ROUTE53))).toBe("cloudflare");
  });

  it("is the named one, whatever the name servers are called", async () => {
    expect(await choose(await load({ env: BOTH }), delegatedTo(CLOUDFLARE), {}, "route53")).toBe("route53");
  });

  it("is found by the accounts' zones behind vanity name servers", async () => {
    const zone = { nameServers: VANITY.map(parseDomainName) };
    expect(
      await choose(await load({ env: BOTH }), delegatedTo(VANITY), { cloudflare: [], route53: [zone] }),
    ).toBe("route53");
  });

  it("is the one whose account lists the zone where nobody knows whom the world is sent to", async () => {
    const zone = { nameServers: ROUTE53.map(parseDomainName) };
    const accounts = { cloudflare: [], route53: [zone] };
    expect(await choose(await load({ env: BOTH }), delegatedTo([]), accounts)).toBe("route53");
  });

  it("is not one whose zone of that name lives on other name servers", async () => {
    const [live, stale] = [VANITY, ["ns1.old.test"]].map((names) => ({
      nameServers: names.map(parseDomainName),
    }));
    const accounts = { cloudflare: [stale ?? live], route53: [live] } as Accounts;
    expect(await choose(await load({ env: BOTH }), delegatedTo(VANITY), accounts)).toBe("route53");
  });

  it("among two accounts of one host is the one that holds the zone", async () => {
    const text = `providers:
  ours: { type: cloudflare, apiToken: { env: OURS } }
  theirs: { type: cloudflare, apiToken: { env: THEIRS } }
`;
    const config = await load({
      files: { "ses-onboard.yaml": text },
      env: { OURS: "token-ours", THEIRS: "token-theirs" },
    });
    const zone = { nameServers: CLOUDFLARE.map(parseDomainName) };
    expect(await choose(config, delegatedTo(CLOUDFLARE), { ours: [], theirs: [zone] })).toBe("theirs");
  });

  it("among two accounts of one host is looked for there alone, whatever other credentials there are", async () => {
    const text = `providers:
  ours: { type: cloudflare, apiToken: { env: OURS } }
  theirs: { type: cloudflare, apiToken: { env: THEIRS } }
  aws: { type: route53 }
`;
    const config = await load({
      files: { "ses-onboard.yaml": text },
      env: { ...BOTH, OURS: "token-ours", THEIRS: "token-theirs" },
    });
    const zone = { nameServers: CLOUDFLARE.map(parseDomainName) };
    const accounts = { ours: [zone], theirs: [], aws: "refused" } as const;
    expect(await choose(config, delegatedTo(CLOUDFLARE), accounts)).toBe("ours");
  });
});

describe("no choice", () => {
  const zone = { nameServers: undefined };

  it("PROVIDER_AMBIGUOUS: two could hold the zone, and both are named", async () => {
    const choice = choose(await load({ env: BOTH }), delegatedTo(VANITY), {
      cloudflare: [zone],
      route53: [zone],
    });
    await expect(choice).rejects.toEqual(failsWith("PROVIDER_AMBIGUOUS"));
    await expect(choice).rejects.toMatchObject({ facts: { candidates: ["cloudflare", "route53"] } });
  });

  it("ZONE_NOT_FOUND: none of them holds it", async () => {
    const choice = choose(await load({ env: BOTH }), delegatedTo(VANITY), { cloudflare: [], route53: [] });
    await expect(choice).rejects.toEqual(failsWith("ZONE_NOT_FOUND"));
  });

  it("an account that can't be asked could be the one: its refusal is told, though another holds a zone", async () => {
    const choice = choose(await load({ env: BOTH }), delegatedTo(VANITY), {
      cloudflare: "refused",
      route53: [zone],
    });
    await expect(choice).rejects.toEqual(failsWith("CREDENTIALS_REJECTED"));
  });

  it("CREDENTIALS_MISSING: names the host that the name servers belong to", async () => {
    const choice = choose(await load({}), delegatedTo(CLOUDFLARE));
    await expect(choice).rejects.toMatchObject({
      code: "CREDENTIALS_MISSING",
      facts: { provider: "cloudflare" },
    });
    await expect(choose(await load({}), delegatedTo(VANITY))).rejects.toMatchObject({
      facts: { provider: null },
    });
  });

  it.each([
    [CLOUDFLARE, ["Cloudflare", "CLOUDFLARE_API_TOKEN", "docs/providers.md#cloudflare"]],
    [
      ROUTE53,
      [
        "Amazon Route 53",
        "AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY for",
        "docs/providers.md#amazon-route-53",
      ],
    ],
    [DNSPOD, ["DNSPod", "DNSPOD_SECRET_ID and DNSPOD_SECRET_KEY for", "docs/dnspod.md"]],
    [
      ["dns1.hichina.com"],
      [
        "Alibaba Cloud DNS",
        "ALIBABA_CLOUD_ACCESS_KEY_ID and ALIBABA_CLOUD_ACCESS_KEY_SECRET for",
        "docs/alidns.md",
      ],
    ],
    [["ns01.domaincontrol.com"], ["docs/manual.md"]],
  ])("CREDENTIALS_MISSING at %s: names host, variables, page, and the way by hand", async (servers, told) => {
    const run = wordFor({ command: "run", operands: ["mail.example.com"] }, "mail.example.com");
    const error = await choose(await loadAll({}), delegatedTo(servers)).catch((thrown: unknown) => thrown);
    const { code, message, hint, commands, local } = toOnboardError(error).toReport(run, CHINESE);
    expect(code).toBe("CREDENTIALS_MISSING");
    for (const fact of told) expect(`${message} ${hint}`).toContain(fact);
    expect(commands).toContain("ses-onboard run --provider manual mail.example.com");
    expect([local?.commands, /\p{Script=Han}/u.test(local?.hint ?? "")]).toEqual([commands, true]);
    const [, page = "", anchor] = /\((docs\/[^)#]*)#?([^)]*)\)/.exec(hint) ?? [];
    if (page === "") return;
    const titles = readFileSync(join(ROOT, page), "utf8").match(/^#+ .*$/gm) ?? [];
    expect(titles.map((title) => title.replace(/^#+ /, "").toLowerCase().replaceAll(" ", "-"))).toContain(
      anchor === "" ? titles[0]?.replace(/^#+ /, "").toLowerCase().replaceAll(" ", "-") : anchor,
    );
  });

  it.each([
    ["another host's", ROUTE53, /^Set AWS_ACCESS_KEY_ID and .*Amazon Route 53.*--provider manual/],
    ["nobody's here", ["ns01.domaincontrol.com"], /^Have the records entered by hand.*--provider manual/],
    ["its own", CLOUDFLARE, /^Give credentials of the account at Cloudflare .*--provider manual/],
  ])("of one account is told by the host that it may not reach: %s", async (_whose, servers, way) => {
    const config = await load({ env: { CLOUDFLARE_API_TOKEN: "cf-token-1" } });
    const found = await findProviderFor(config, "auto", delegatedTo(servers), {
      create: () => Promise.resolve({ name: "cloudflare" } as DnsProvider),
      options: {},
    });
    const fail = () => chooseZone(found, delegatedTo(servers), []);
    expect(fail).toThrow(failsWith("ZONE_NOT_FOUND"));
    expect(wordHint(found.ifNotHere ?? "", plainFor("mail.example.com")).hint).toMatch(way);
    expect(fail).toThrow(expect.objectContaining({ hint: wordHint(found.ifNotHere ?? "").hint }));
  });

  it("ZONE_NOT_FOUND: names the host that none of the credentials is for", async () => {
    const config = await loadAll({ CLOUDFLARE_API_TOKEN: "cf-token-1", ALICLOUD_ACCESS_KEY: "LTAI1" });
    const accounts = { cloudflare: [], alidns: [] };
    const error = await choose(config, delegatedTo(ROUTE53), accounts).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({
      code: "ZONE_NOT_FOUND",
      message: expect.stringContaining("(Amazon Route 53), and none"),
      hint: expect.stringMatching(/^Set AWS_ACCESS_KEY_ID and .*provider: "manual"/),
    });
  });

  it("PROVIDER_UNKNOWN: nobody is called that", async () => {
    await expect(choose(await load({ env: BOTH }), delegatedTo(VANITY), {}, "cloudfare")).rejects.toEqual(
      failsWith("PROVIDER_UNKNOWN"),
    );
  });
});

describe("the DNS host of the vendor that SES is asked with", () => {
  it("is a candidate by the keys of SES where the zone lives on its name servers", async () => {
    expect(await choose(await loadAll(SES_KEYS), delegatedTo(DNSPOD))).toBe("dnspod");
    expect(await choose(await loadAll({ ...SES_KEYS, ...BOTH }), delegatedTo(DNSPOD))).toBe("dnspod");
  });

  it("is not asked by them elsewhere, and is in nobody's way", async () => {
    await expect(choose(await loadAll(SES_KEYS), delegatedTo(VANITY))).rejects.toThrow(
      failsWith("CREDENTIALS_MISSING"),
    );
    const config = await loadAll({ ...SES_KEYS, CLOUDFLARE_API_TOKEN: "cf-token-1" });
    expect(await choose(config, delegatedTo(VANITY))).toBe("cloudflare");
  });

  it("is no candidate without any key", async () => {
    await expect(choose(await loadAll({}), delegatedTo(DNSPOD))).rejects.toThrow(
      failsWith("CREDENTIALS_MISSING"),
    );
  });

  it.each([
    ["a key of its own", { DNSPOD_SECRET_ID: "AKIDown", DNSPOD_SECRET_KEY: "own-key-1" }, {}],
    ["an endpoint of its own", { DNSPOD_ENDPOINT: "http://127.0.0.1:4000" }, {}],
    ["its name", {}, { provider: "dnspod" }],
  ])("is one everywhere by %s", async (_what, env, flags) => {
    const config = await loadAll({ ...SES_KEYS, ...env }, flags);
    expect(await choose(config, delegatedTo(VANITY), {}, config.provider)).toBe("dnspod");
  });
});

it("a host that is named and lacks its key is told with the way by hand", async () => {
  const config = await loadAll({}, { provider: "cloudflare" });
  const error = await choose(config, delegatedTo(CLOUDFLARE), {}, "cloudflare").catch(toOnboardError);
  expect(error).toMatchObject({
    code: "CREDENTIALS_MISSING",
    facts: { missing: ["CLOUDFLARE_API_TOKEN"] },
    hint: expect.stringMatching(/^Set CLOUDFLARE_API_TOKEN\. .*by hand: .*provider: "manual"/),
  });
});
