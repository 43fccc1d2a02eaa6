import { describe, expect, it } from "vitest";
import { Interruption } from "../../../src/errors/interruption.ts";
import { isPending, onboardDomain, planDomain } from "../../../src/onboard/onboard-domain.ts";
import { DEFAULT_POLICY, type Policy } from "../../../src/plan/requirement.ts";
import { createWorld, D, DMARC_NAME, KEY_NAME, rrset, told } from "../world.ts";

/** A zone with a life of its own: everything that a careless tool would break. */
const LIVED_IN = [
  rrset("TXT", D, ["v=spf1 include:_spf.google.com -all", "google-site-verification=abc"]),
  rrset("MX", D, ["10 mx.mine.test"]),
  rrset("TXT", DMARC_NAME, ["v=DMARC1; p=reject"]),
];

function createLivedIn() {
  const world = createWorld(LIVED_IN);
  world.authority.elsewhere.set("TXT _spf.google.com", ["v=spf1 ip4:198.51.100.0/24 ~all"]);
  return world;
}

describe("plan", () => {
  it("creates and writes nothing, and asks nobody, not even for consent", async () => {
    const world = createLivedIn();
    const confirm = () => Promise.reject(new Error("asked"));
    const result = await world.play(planDomain, { confirm });
    expect(result).toMatchObject({
      state: "planned",
      exit: 0,
      identity: { created: false, verified: false },
    });
    expect(told(world, "plan.ready")).toMatchObject([{ creates: true, changes: 1 }]);
    expect(
      world.trace.calls.filter(({ port }) => /create|apply|observe|resolvers|verify/.test(port)),
    ).toEqual([]);
    expect(isPending(result)).toBe(true);
  });

  it("says exactly what run then does, and what stood there survives", async () => {
    const world = createLivedIn();
    const planned = await world.play(planDomain);
    const done = await world.play(onboardDomain);
    const known = done.records.filter(({ purpose }) => purpose !== "dkim");
    const bare = (records: typeof done.records) =>
      records.map((record) => ({ ...record, written: false, servers: null, ses: null }));
    expect(bare(known)).toEqual(bare(planned.records));
    expect(planned.planHash).toBe(done.planHash);
    expect(done.state).toBe("verified");
    expect(world.host.peek(D, "TXT")?.values).toEqual([
      "v=spf1 include:_spf.google.com include:qcloudmail.com -all",
      "google-site-verification=abc",
    ]);
    expect(world.host.peek(D, "MX")).toEqual(LIVED_IN[1]);
    expect(world.host.peek(DMARC_NAME, "TXT")).toEqual(LIVED_IN[2]);
  });

  it("looks up what an SPF record names where the record changes, and not once it stands", async () => {
    const world = createLivedIn();
    const lookups = () => world.trace.of("dns.lookup").map(({ about }) => about);
    await world.play(planDomain);
    expect(lookups()).toContain("TXT _spf.google.com");
    await world.play(onboardDomain);
    world.trace.calls.length = 0;
    await world.play(planDomain);
    expect(lookups()).not.toContain("TXT _spf.google.com");
  });

  it("has nothing to do once everything stands and is verified", async () => {
    const world = createLivedIn();
    await world.play(onboardDomain);
    const result = await world.play(planDomain);
    expect(isPending(result)).toBe(false);
    expect(result.records.map(({ action }) => action)).toEqual(["unchanged", "kept", "unchanged", "kept"]);
  });

  it("has something to do while the identity is not verified, though every record stands", async () => {
    const world = createLivedIn();
    world.identities.accepts = () => false;
    await world.play(onboardDomain, { waitMs: 0 });
    expect(isPending(await world.play(planDomain))).toBe(true);
  });
});

describe("under a plan hash", () => {
  const hashOf = async (world: ReturnType<typeof createWorld>, policy: Policy = DEFAULT_POLICY) =>
    (await world.play(planDomain, { policy })).planHash ?? "";

  it("what was agreed upon is done", async () => {
    const world = createLivedIn();
    const planHash = await hashOf(world);
    expect(await world.play(onboardDomain, { planHash })).toMatchObject({ state: "verified" });
  });

  it("changed ground ends the run before Create", async () => {
    const world = createLivedIn();
    const planHash = await hashOf(world);
    world.host.seed(rrset("TXT", D, ["v=spf1 -all"]));
    expect(await world.play(onboardDomain, { planHash })).toMatchObject({
      exit: 4,
      error: { code: "PLAN_CHANGED" },
    });
    expect(world.trace.of("ses.create")).toEqual([]);
  });

  it("a lost race is not planned anew", async () => {
    const world = createLivedIn();
    const planHash = await hashOf(world);
    world.host.intercept("write", () => world.host.seed(rrset("TXT", D, ["v=spf1 -all"])));
    expect(await world.play(onboardDomain, { planHash })).toMatchObject({
      exit: 4,
      error: { code: "PLAN_CHANGED" },
    });
    expect(world.trace.of("host.apply")).toHaveLength(1);
    expect(world.host.peek(KEY_NAME, "TXT")).toBeUndefined();
  });

  it("a record of which the plan knew nothing leaves the zone untouched", async () => {
    const world = createLivedIn();
    const planHash = await hashOf(world);
    const { asks } = world.identities;
    world.identities.asks = (domain) => [
      ...asks(domain),
      { purpose: "other", owner: domain, type: "A", expected: "192.0.2.1" },
    ];
    expect(await world.play(onboardDomain, { planHash })).toMatchObject({ error: { code: "PLAN_CHANGED" } });
    expect(world.host.history()).toHaveLength(1);
  });

  it.each([
    ["--mx replace", { mx: "replace" }, "MX", D, ["10 mxbiz1.qq.com"]],
    ["--mx add", { mx: "add" }, "MX", D, ["10 mx.mine.test", "20 mxbiz1.qq.com"]],
    ["--dmarc replace", { dmarc: "replace" }, "TXT", DMARC_NAME, ["v=DMARC1; p=none"]],
    ["--replace", { replace: [`TXT:${DMARC_NAME}`] }, "TXT", DMARC_NAME, ["v=DMARC1; p=none"]],
  ] as const)(
    "a replacement that was consented to is part of what was agreed upon: %s",
    async (_what, consent, type, owner, values) => {
      const world = createLivedIn();
      const policy = { ...DEFAULT_POLICY, ...consent };
      const planHash = await hashOf(world, policy);
      expect(await world.play(onboardDomain, { planHash, policy })).toMatchObject({ state: "verified" });
      expect(world.host.peek(owner, type)?.values).toEqual(values);
    },
  );

  it("SES's own record beside another is joined in, as the plan showed", async () => {
    const joined = "v=spf1 include:_spf.google.com -all";
    const world = createWorld([rrset("TXT", D, [joined, "v=spf1 include:qcloudmail.com ~all"])]);
    const planHash = await hashOf(world);
    expect(await world.play(onboardDomain, { planHash })).toMatchObject({ state: "verified" });
    expect(world.host.peek(D, "TXT")?.values).toEqual([
      "v=spf1 include:_spf.google.com include:qcloudmail.com -all",
    ]);
  });
});

describe("the person at the terminal", () => {
  it("is asked once, when everything is checked and nothing is created", async () => {
    const world = createLivedIn();
    const asked: number[] = [];
    await world.play(onboardDomain, {
      confirm() {
        asked.push(
          world.trace.of("host.read").length,
          world.trace.of("ses.create").length,
          told(world, "plan.ready").length,
        );
        return Promise.resolve(true);
      },
    });
    expect(asked).toEqual([1, 0, 1]);
  });

  it("says no, and nothing is created", async () => {
    const world = createLivedIn();
    const result = await world.play(onboardDomain, { confirm: () => Promise.resolve(false) });
    expect(result).toMatchObject({ state: "interrupted", exit: 130, error: null });
    expect(world.trace.of("ses.create")).toEqual([]);
  });

  it("is not asked where nothing is to be done", async () => {
    const world = createLivedIn();
    await world.play(onboardDomain);
    expect(
      await world.play(onboardDomain, { confirm: () => Promise.reject(new Error("asked")) }),
    ).toMatchObject({ state: "verified" });
  });

  it("may leave the question open when the run is interrupted", async () => {
    const world = createLivedIn();
    world.clock.at(1_000, () => world.interrupt.abort(new Interruption(143)));
    const result = await world.play(onboardDomain, { confirm: () => new Promise(() => undefined) });
    expect(result).toMatchObject({ state: "interrupted", exit: 143 });
  });
});
