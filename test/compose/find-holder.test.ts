import { describe, expect, it } from "vitest";
import type { Config, ProviderConfig } from "../../src/config/config.ts";
import { findHolderOf } from "../../src/compose/find-holder.ts";
import { parseDomainName } from "../../src/dns/domain-name.ts";
import type { DnsProvider, Zone } from "../../src/dns/provider.ts";
import { OnboardError } from "../../src/errors/onboard-error.ts";

const APEX = parseDomainName("example.com");
const NAMED: Named = { provider: "cloudflare", apex: APEX, id: "Z1" };
type Named = Parameters<typeof findHolderOf>[2];
const zone = (id: string): Zone => ({ apex: APEX, id, nameServers: undefined });
const entry = (name: string, type: string, module?: string): ProviderConfig => ({
  name,
  type,
  settings: {},
  missing: [],
  ...(module === undefined ? {} : { module }),
});
const located = (name: string, baseUrl?: string): ProviderConfig => ({
  ...entry(name, "cloudflare"),
  settings: baseUrl === undefined ? {} : { baseUrl },
});
/** Where SES and DNS are asked: where everybody does. */
const WORLD: object = {
  ses: { endpoint: "https://ses.tencentcloudapi.com" },
  dns: { roots: undefined, port: 53 },
};
const REHEARSED: Named = { ...NAMED, endpoint: { url: "http://127.0.0.1:4001", loopback: true } };
const down = new OnboardError("API_UNAVAILABLE", "It is down.", { hint: "Wait." });

/** Accounts by the config's name: how their adapter calls itself, and which zones they show. */
type Accounts = Readonly<Record<string, { readonly is: string; readonly zones: readonly string[] | Error }>>;

async function find(
  entries: readonly ProviderConfig[],
  accounts: Accounts,
  wanted = "auto",
  named = NAMED,
  world = WORLD,
) {
  const created: string[] = [];
  const create = ({ name }: ProviderConfig): Promise<DnsProvider> => {
    created.push(name);
    const { is, zones } = accounts[name] ?? { is: name, zones: [] };
    const zonesAt = () => (zones instanceof Error ? Promise.reject(zones) : Promise.resolve(zones.map(zone)));
    return Promise.resolve({ name: is, zonesAt } as unknown as DnsProvider);
  };
  const found = await findHolderOf({ providers: entries, ...world } as unknown as Config, wanted, named, {
    create,
    options: {},
    given: { env: {} },
  });
  return { id: found.zone.id, account: created.at(-1), created };
}

describe("the holder of a zone", () => {
  const two = [entry("one", "cloudflare"), entry("two", "cloudflare"), entry("aws", "route53")];

  it("is the account that shows the zone of this id, among several of one kind; another kind is not even made", async () => {
    const accounts = {
      one: { is: "cloudflare", zones: ["Z0"] },
      two: { is: "cloudflare", zones: ["Z0", "Z1"] },
    };
    expect(await find(two, accounts)).toEqual({ id: "Z1", account: "two", created: ["one", "two"] });
  });

  it("is found although an account beside it can't be asked", async () => {
    expect(
      await find(two, { one: { is: "cloudflare", zones: down }, two: { is: "cloudflare", zones: ["Z1"] } }),
    ).toMatchObject({
      account: "two",
    });
  });

  it("may be an adapter written elsewhere, by the name that it gives itself", async () => {
    const entries = [entry("inhouse", "./inhouse.mjs", "/x/inhouse.mjs")];
    expect(await find(entries, { inhouse: { is: "cloudflare", zones: ["Z1"] } })).toMatchObject({
      account: "inhouse",
    });
    await expect(find(entries, { inhouse: { is: "inhouse", zones: ["Z1"] } })).rejects.toMatchObject({
      code: "CREDENTIALS_MISSING",
    });
  });

  it("is the one that the user names", async () => {
    const accounts = { one: { is: "cloudflare", zones: ["Z1"] }, two: { is: "cloudflare", zones: ["Z1"] } };
    expect(await find(two, accounts, "two")).toMatchObject({ account: "two" });
    await expect(find(two, accounts, "three")).rejects.toMatchObject({ code: "PROVIDER_UNKNOWN" });
  });

  it("is missed with the reason: no such zone, no credentials, or an account that could not be asked", async () => {
    await expect(
      find(two, { one: { is: "cloudflare", zones: [] }, two: { is: "cloudflare", zones: ["Z2"] } }),
    ).rejects.toMatchObject({
      code: "ZONE_NOT_FOUND",
    });
    await expect(find([entry("aws", "route53")], {})).rejects.toMatchObject({ code: "CREDENTIALS_MISSING" });
    await expect(
      find(two, { one: { is: "cloudflare", zones: down }, two: { is: "cloudflare", zones: [] } }),
    ).rejects.toBe(down);
  });

  it.each(["http://127.0.0.1:4002", undefined, "https://gateway.example.com"])(
    "is refused for the log of a rehearsal where the host would be asked at %s",
    async (baseUrl) => {
      const entries = [located("one", baseUrl)];
      const accounts = { one: { is: "cloudflare", zones: ["Z1"] } };
      for (const given of [entries, []])
        await expect(find(given, accounts, "auto", REHEARSED)).rejects.toMatchObject({
          code: "CONFIG_INVALID",
          facts: { endpoint: "http://127.0.0.1:4001" },
        });
    },
  );

  it("of a rehearsal's log is the very same sandbox", async () => {
    const entries = [located("real"), located("sandbox", "http://127.0.0.1:4001")];
    const accounts = {
      real: { is: "cloudflare", zones: ["Z1"] },
      sandbox: { is: "cloudflare", zones: ["Z1"] },
    };
    expect(await find(entries, accounts, "auto", REHEARSED)).toMatchObject({
      account: "sandbox",
      created: ["sandbox"],
    });
  });

  it("by hand is the DNS of that very sandbox, and of a real run's log the world's", async () => {
    const dns = (port: number) => ({ roots: ["127.0.53.1"], port });
    const played = (port: number) => ({ ses: { endpoint: "http://127.0.0.1:4001" }, dns: dns(port) });
    const accounts = { manual: { is: "manual", zones: ["Z1"] } };
    const logged: Named = { ...NAMED, provider: "manual" };
    const rehearsed: Named = { ...logged, endpoint: { url: "dns://127.0.53.1:5300", loopback: true } };
    expect(await find([], accounts, "auto", rehearsed, played(5300))).toMatchObject({ account: "manual" });
    expect(await find([], accounts, "auto", logged)).toMatchObject({ account: "manual" });
    for (const [named, world] of [
      [rehearsed, WORLD],
      [rehearsed, played(5301)],
      [logged, played(5300)],
    ] as const)
      await expect(find([], accounts, "auto", named, world)).rejects.toMatchObject({
        code: "CONFIG_INVALID",
      });
  });

  it("of a real run's log is no sandbox, and may have moved", async () => {
    const accounts = { one: { is: "cloudflare", zones: ["Z1"] } };
    await expect(find([located("one", "http://[::1]:4001")], accounts)).rejects.toMatchObject({
      code: "CONFIG_INVALID",
      facts: { endpoint: "http://[::1]:4001" },
    });
    const moved = [located("one", "https://gateway.example.com")];
    expect(await find(moved, accounts)).toMatchObject({ account: "one" });
  });

  it("of records that were entered by hand is nobody's account: the log alone tells it", async () => {
    const byHand: Named = { provider: "manual", apex: APEX, id: APEX };
    const accounts = { manual: { is: "manual", zones: [APEX] } };
    expect(await find(two, accounts, "auto", byHand)).toMatchObject({ id: APEX, created: ["manual"] });
    expect(await find([...two, entry("manual", "manual")], accounts, "manual", byHand)).toMatchObject({
      created: ["manual"],
    });
    await expect(find(two, accounts, "one", byHand)).rejects.toMatchObject({ code: "CONFIG_INVALID" });
    await expect(find(two, { manual: { is: "manual", zones: [] } }, "auto", byHand)).rejects.toMatchObject({
      code: "ZONE_NOT_FOUND",
    });
  });
});
