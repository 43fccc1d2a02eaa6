import { describe, expect, it } from "vitest";
import type { DnsProvider } from "../../../src/dns/provider.ts";
import { onboardDomain, planDomain } from "../../../src/onboard/onboard-domain.ts";
import type { Run } from "../../../src/onboard/run.ts";
import { DEFAULT_POLICY } from "../../../src/plan/requirement.ts";
import { planIn } from "../agreements.ts";
import { APEX, createFakes, D, DMARC_NAME, eventsOf, KEY_NAME, rrset, type Fakes } from "../fakes.ts";
import { hostWith } from "../preflight/worlds.ts";

// The plan as a value: what was approved is compared with it, so all that decides about a run has to be in it.

const withTraits = async (fakes: Fakes, traits: Partial<DnsProvider["traits"]>) => {
  const { findProvider, signal } = fakes.run();
  const provider = await findProvider(D, await fakes.authority.delegation(D, { signal }), {});
  return hostWith(fakes, { traits: { ...provider.traits, ...traits } });
};

describe("a plan", () => {
  it("holds whose domain it is, where it is written, and by which settings", async () => {
    const fakes = createFakes();
    const { settings, creates, open } = await planIn(fakes);
    expect(settings).toStrictEqual({
      domain: D,
      site: "international",
      region: "ap-singapore",
      zone: { provider: "memory", apex: APEX, id: "Z1" },
      policy: DEFAULT_POLICY,
      dkimBits: 2048,
      tags: [],
    });
    expect([creates, open]).toEqual([true, { below: `_domainkey.${D}`, most: 2 }]);
  });

  it("holds the length of the key and the tags of an identity that it creates", async () => {
    const fakes = createFakes();
    const tags = [{ key: "team", value: "mail" }];
    const { settings } = await planIn(fakes, { tags, dkimBits: 1024 });
    expect([settings.tags, settings.dkimBits]).toEqual([tags, 1024]);
  });

  it("holds whose API it is where somebody runs the host himself", async () => {
    const fakes = createFakes();
    const endpoint = "https://dns.intern.test";
    expect((await planIn(fakes, hostWith(fakes, { endpoint }))).settings.zone).toEqual({
      provider: "memory",
      apex: APEX,
      id: "Z1",
      endpoint,
    });
  });

  it.each<[string, (fakes: Fakes) => Partial<Run>, boolean]>([
    ["SES is on this machine", () => ({ elsewhere: { rehearsal: true } }), true],
    [
      "the host's API is on this machine",
      (fakes) => hostWith(fakes, { askedAt: { of: "provider", url: "http://127.0.0.1", loopback: true } }),
      true,
    ],
    [
      "the host's API is somewhere else",
      (fakes) => hostWith(fakes, { askedAt: { of: "provider", url: "https://proxy.test" } }),
      false,
    ],
    ["only other endpoints are named", () => ({ elsewhere: { endpoints: [] } }), false],
  ])("says whether it is a rehearsal: %s", async (_what, changes, isRehearsed) => {
    const fakes = createFakes();
    const { zone } = (await planIn(fakes, changes(fakes))).settings;
    expect(zone.rehearsal).toBe(isRehearsed ? true : undefined);
  });

  it("of an identity that exists creates nothing, and leaves room for what SES may ask for later", async () => {
    const fakes = createFakes();
    fakes.identities.seed(D, false);
    expect(await planIn(fakes)).toMatchObject({ creates: false, open: { most: 1 } });
    await fakes.play(onboardDomain);
    expect(await planIn(fakes)).toMatchObject({ creates: false, open: { most: 0 }, swaps: [] });
  });

  it("is told with how much it changes", async () => {
    const fakes = createFakes([rrset("MX", D, ["10 mxbiz1.qq.com"])]);
    const { planHash } = await fakes.play(planDomain);
    expect(eventsOf(fakes, "plan.ready")).toEqual([
      { type: "plan.ready", planHash, creates: true, changes: 2 },
    ]);
  });

  it("warns of a key that reads only, and of no other", async () => {
    const fakes = createFakes();
    await fakes.play(planDomain);
    expect(eventsOf(fakes, "warning.raised")).toEqual([]);
    fakes.zones = fakes.zones.map((zone) => ({ ...zone, readOnlyKey: true }));
    await fakes.play(planDomain);
    expect(eventsOf(fakes, "warning.raised").map(({ warning }) => warning)).toEqual([
      { warning: "key-reads-only", owner: APEX, provider: "memory" },
    ]);
  });
});

describe("the TTL of what is planned", () => {
  const ttlOf = async (fakes: Fakes, changes: Partial<Run> = {}) => {
    const { swaps } = await planIn(fakes, changes);
    return [...new Set(swaps.map(({ after }) => after?.ttl))];
  };

  it("is the highest of what is wished, what the host takes, and what this zone takes", async () => {
    const fakes = createFakes();
    expect(await ttlOf(fakes)).toEqual([DEFAULT_POLICY.ttl]);
    expect(await ttlOf(fakes, await withTraits(fakes, { minTtl: 600 }))).toEqual([600]);
    fakes.zones = fakes.zones.map((zone) => ({ ...zone, minTtl: 900 }));
    expect(await ttlOf(fakes, await withTraits(fakes, { minTtl: 600 }))).toEqual([900]);
    expect(await ttlOf(fakes, { policy: { ...DEFAULT_POLICY, ttl: 3_600 } })).toEqual([3_600]);
  });
});

describe("an MX beside SES's that a wildcard above no longer has", () => {
  const warnings = async (...existing: readonly ReturnType<typeof rrset>[]) => {
    const fakes = createFakes(existing);
    await fakes.play(planDomain);
    const mx = eventsOf(fakes, "rrset.planned").find(({ record }) => record.purpose === "mx");
    return mx?.warnings.filter(({ warning }) => warning === "mx-not-of-wildcard");
  };
  const own = rrset("MX", D, ["10 mx.old.test", "20 mxbiz1.qq.com"]);
  const wild = (...values: readonly string[]) => rrset("MX", "*.example.com", values);

  it("is told with both", async () => {
    expect(await warnings(own, wild("10 mx.new.test"))).toEqual([
      {
        warning: "mx-not-of-wildcard",
        owner: D,
        wildcard: "*.example.com",
        own: ["10 mx.old.test"],
        its: ["10 mx.new.test"],
      },
    ]);
  });

  it("is none where the wildcard has it still, has no MX, or is not there", async () => {
    expect(await warnings(own, wild("10 mx.old.test"))).toEqual([]);
    expect(await warnings(own, rrset("TXT", "*.example.com", ["hello"]))).toEqual([]);
    expect(await warnings(own)).toEqual([]);
    expect(await warnings(wild("10 mx.new.test"))).toEqual([]);
  });
});

it("what is planned a second time and differs is told again, and nothing else is", async () => {
  const fakes = createFakes();
  fakes.host.intercept("write", () => fakes.host.seed(rrset("TXT", D, ["v=spf1 mx -all"])));
  await fakes.play(onboardDomain);
  const told = eventsOf(fakes, "rrset.planned").map(({ record, action }) => `${record.owner} ${action}`);
  expect(told.filter((one) => one.startsWith(`${D} `)).toSorted()).toEqual(
    [`${D} created`, `${D} created`, `${D} merged`].toSorted(),
  );
  expect(told.filter((one) => !one.startsWith(`${D} `))).toEqual([
    `${DMARC_NAME} created`,
    `${KEY_NAME} created`,
  ]);
});
