import { describe, expect, it } from "vitest";
import type { Config, ProviderConfig } from "../../src/config/config.ts";
import { findHolderOf } from "../../src/compose/find-holder.ts";
import { parseDomainName } from "../../src/dns/domain-name.ts";
import type { DnsProvider, Zone } from "../../src/dns/provider.ts";
import { OnboardError } from "../../src/errors/onboard-error.ts";

const APEX = parseDomainName("example.com");
const NAMED = { provider: "cloudflare", apex: APEX, id: "Z1" };
const zone = (id: string): Zone => ({ apex: APEX, id, nameServers: undefined });
const entry = (name: string, type: string, module?: string): ProviderConfig => ({
  name,
  type,
  settings: {},
  missing: [],
  ...(module === undefined ? {} : { module }),
});
const down = new OnboardError("API_UNAVAILABLE", "It is down.", { hint: "Wait." });

/** Accounts by the config's name: how their adapter calls itself, and which zones they show. */
type Accounts = Readonly<Record<string, { readonly is: string; readonly zones: readonly string[] | Error }>>;

async function find(entries: readonly ProviderConfig[], accounts: Accounts, wanted = "auto") {
  const created: string[] = [];
  const create = ({ name }: ProviderConfig): Promise<DnsProvider> => {
    created.push(name);
    const { is, zones } = accounts[name] ?? { is: name, zones: [] };
    const zonesAt = () => (zones instanceof Error ? Promise.reject(zones) : Promise.resolve(zones.map(zone)));
    return Promise.resolve({ name: is, zonesAt } as unknown as DnsProvider);
  };
  const found = await findHolderOf({ providers: entries } as unknown as Config, wanted, NAMED, {
    create,
    options: {},
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
});
