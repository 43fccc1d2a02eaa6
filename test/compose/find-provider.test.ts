import { describe, expect, it } from "vitest";
import type { Config, ProviderConfig } from "../../src/config/config.ts";
import { findProviderFor } from "../../src/compose/find-provider.ts";
import { parseDomainName } from "../../src/dns/domain-name.ts";
import type { Delegation } from "../../src/dns/observation.ts";
import type { DnsProvider, Zone } from "../../src/dns/provider.ts";
import { OnboardError, toOnboardError } from "../../src/errors/onboard-error.ts";
import { METAS } from "../../providers/registry.ts";
import { loadConfig } from "../../src/config/load.ts";
import type { Flags } from "../../src/config/sources/options.ts";
import { folderWith, load } from "../config/scratch.ts";

const APEX = parseDomainName("example.com");
const CLOUDFLARE = ["ada.ns.cloudflare.com"];
const ROUTE53 = ["ns-1.awsdns-01.org"];
const VANITY = ["ns1.example.com"];

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

  it("CREDENTIALS_MISSING, ZONE_NOT_FOUND: name the way without credentials, which nobody is led to by itself", async () => {
    const none = choose(await load({}), delegatedTo(VANITY));
    const elsewhere = choose(await load({ env: BOTH }), delegatedTo(VANITY), { cloudflare: [], route53: [] });
    for (const choice of [none, elsewhere]) {
      const { hint } = toOnboardError(await choice.catch((error: unknown) => error)).toReport();
      expect(hint).toContain("--provider manual");
    }
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
