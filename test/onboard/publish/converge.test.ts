import { describe, expect, it } from "vitest";
import { prefixed } from "../../../src/dns/domain-name.ts";
import { OnboardError } from "../../../src/errors/onboard-error.ts";
import { onboardDomain } from "../../../src/onboard/onboard-domain.ts";
import { createWorld, D, DMARC_NAME, KEY_NAME, rrset, told } from "../world.ts";
import { KEY } from "../fake-identities.ts";

const OTHER_KEY = KEY.replace("MIIB", "MIIC");

/** Somebody writes another TXT value at the name just before each of our next writes. */
function raceTimes(world: ReturnType<typeof createWorld>, times: number): void {
  for (let time = 1; time <= times; time += 1) {
    const values = Array.from({ length: time }, (_, index) => `verification=${index}`);
    world.host.intercept("write", () => world.host.seed(rrset("TXT", D, values)));
  }
}

describe("a lost race", () => {
  it("is planned anew, and the other writer's values survive", async () => {
    const world = createWorld();
    raceTimes(world, 1);
    const result = await world.play(onboardDomain);
    expect(result.state).toBe("verified");
    expect(world.host.peek(D, "TXT")?.values).toEqual([
      "verification=0",
      "v=spf1 include:qcloudmail.com ~all",
    ]);
    expect(result.records.find(({ purpose }) => purpose === "spf")).toMatchObject({
      action: "merged",
      before: { values: ["verification=0"] },
    });
  });

  it("is planned anew three times", async () => {
    const world = createWorld();
    raceTimes(world, 3);
    expect(await world.play(onboardDomain)).toMatchObject({ state: "verified" });
    expect(told(world, "race.lost").map(({ attempt }) => attempt)).toEqual([1, 2, 3]);
    expect(world.host.peek(D, "TXT")?.values).toHaveLength(4);
  });

  it("for the fourth time ends the run, with nothing of ours written", async () => {
    const world = createWorld();
    raceTimes(world, 4);
    expect(await world.play(onboardDomain)).toMatchObject({
      state: "failed",
      exit: 4,
      error: { code: "RRSET_CHANGED" },
    });
    expect(world.trace.of("host.apply")).toHaveLength(4);
    expect(world.host.peek(KEY_NAME, "TXT")).toBeUndefined();
    expect(world.host.peek(D, "TXT")?.values).toHaveLength(4);
  });

  it("against a policy of somebody's at _dmarc keeps that policy", async () => {
    const world = createWorld();
    world.host.intercept("write", () => world.host.seed(rrset("TXT", DMARC_NAME, ["v=DMARC1; p=reject"])));
    expect(await world.play(onboardDomain)).toMatchObject({ state: "verified" });
    expect(world.host.peek(DMARC_NAME, "TXT")?.values).toEqual(["v=DMARC1; p=reject"]);
  });
});

describe("a DKIM name that is occupied", () => {
  it("ends the run with nothing written, though it is only found out by the write", async () => {
    const world = createWorld([rrset("TXT", KEY_NAME, [OTHER_KEY])]);
    const result = await world.play(onboardDomain);
    expect(result).toMatchObject({
      exit: 4,
      error: { code: "RECORD_IN_THE_WAY", facts: { owner: KEY_NAME } },
    });
    expect(result.identity).toMatchObject({ created: true, verified: false });
    expect(world.host.history()).toHaveLength(1);
  });

  it("by the same key in another spelling is met", async () => {
    const world = createWorld([
      rrset("TXT", KEY_NAME, [KEY.replace("v=DKIM1; k=rsa; p=", "v=DKIM1;k=rsa;p=")]),
    ]);
    world.identities.accepts = () => true;
    const result = await world.play(onboardDomain);
    expect(result.records.find(({ purpose }) => purpose === "dkim")?.action).toBe("unchanged");
    expect(result.state).toBe("verified");
  });
});

describe("what SES asks for", () => {
  it("outside the zone is refused and nothing is written", async () => {
    const world = createWorld();
    world.identities.asks = () => [
      {
        purpose: "other",
        owner: prefixed("x", D).replace(D, "elsewhere.test") as typeof D,
        type: "TXT",
        expected: "x",
      },
    ];
    expect(await world.play(onboardDomain)).toMatchObject({ exit: 5, error: { code: "API_SURPRISE" } });
    expect(world.host.history()).toHaveLength(1);
  });

  it("in vain, a value that nobody could read, is refused and nothing is written", async () => {
    const world = createWorld();
    world.identities.asks = () => [
      { purpose: "dkim", owner: KEY_NAME, type: "TXT", expected: "v=DKIM1; p=" },
    ];
    expect(await world.play(onboardDomain)).toMatchObject({ exit: 4, error: { code: "VALUE_REJECTED" } });
    expect(world.host.history()).toHaveLength(1);
  });
});

it("two domains of one zone never write at once, and each write survives", async () => {
  const world = createWorld();
  world.trace.latencyMs = 10;
  const other = prefixed("news", D);
  const results = await world.clock.drive(
    Promise.all([onboardDomain(world.run()), onboardDomain(world.run({ domain: other }))]),
  );
  expect(results.map(({ state }) => state)).toEqual(["verified", "verified"]);
  const [first, second] = world.trace.of("host.apply");
  expect((second?.at ?? 0) - (first?.at ?? 0)).toBeGreaterThanOrEqual(10);
  expect(world.host.rrsets.filter(({ type }) => type === "MX")).toHaveLength(2);
});

describe("a host that finds somebody else's value beside ours only after the write", () => {
  it("has written, and that is told although the next plan has nothing to do", async () => {
    const world = createWorld();
    let lost = false;
    const findProvider = async () => {
      const provider = await world.run().findProvider(D, await world.authority.delegation(D, {}), {});
      const apply: typeof provider.apply = async (zone, swaps, options) => {
        const receipt = await provider.apply(zone, swaps, options);
        if (lost) return receipt;
        lost = true;
        throw new OnboardError("RRSET_CHANGED", "another value stands beside ours", {
          hint: "Run again.",
          facts: { written: true },
        });
      };
      return { ...provider, apply };
    };
    const result = await world.play(onboardDomain, { findProvider });
    expect(result).toMatchObject({ state: "verified" });
    expect(told(world, "race.lost")).toHaveLength(1);
    expect(told(world, "rrset.written")).toHaveLength(4);
    expect(result.records.map(({ action, before, written }) => ({ action, before, written }))).toEqual(
      Array.from({ length: 4 }, () => ({ action: "created", before: null, written: true })),
    );
  });
});
