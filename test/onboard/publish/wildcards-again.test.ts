import { describe, expect, it } from "vitest";
import { onboardDomain, planDomain } from "../../../src/onboard/onboard-domain.ts";
import { underHash } from "../agreements.ts";
import { createFakes, D, eventsOf, rrset, type Fakes } from "../fakes.ts";

const WILD = rrset("MX", "*.example.com", ["10 mx.example.com"], 1800);
const MOVED = rrset("MX", "*.example.com", ["10 mx2.example.com"], 1800);

/** Somebody changes the zone while SES creates the identity. */
function duringCreate(fakes: Fakes, change: () => void): void {
  const ensure = fakes.identities.ensure.bind(fakes.identities);
  fakes.identities.ensure = async (domain, options) => {
    change();
    return ensure(domain, options);
  };
}

it("says until when receivers may hold what a wildcard had answered, by its TTL", async () => {
  const fakes = createFakes([WILD]);
  const since = fakes.clock.now();
  const { records } = await fakes.play(onboardDomain);
  const mx = eventsOf(fakes, "rrset.written").find(({ rrset: { type } }) => type === "MX");
  expect(mx?.before).toBeNull();
  expect(mx?.formerUntilAt).toBeGreaterThanOrEqual(since + 1_800_000);
  expect(records.find(({ purpose }) => purpose === "mx")?.formerUntilAt).toBe(mx?.formerUntilAt);
  expect(records.find(({ purpose }) => purpose === "spf")).not.toHaveProperty("formerUntilAt");
});

describe("a wildcard that changes between the plan and the write", () => {
  it("is written out as it is then", async () => {
    const fakes = createFakes([WILD]);
    duringCreate(fakes, () => fakes.host.seed(MOVED));
    expect(await fakes.play(onboardDomain)).toMatchObject({ state: "verified" });
    expect(fakes.host.peek(D, "MX")).toMatchObject({ ttl: 1800, values: ["10 mx2.example.com"] });
    const planned = eventsOf(fakes, "rrset.planned").filter(({ record }) => record.purpose === "mx");
    expect(planned.map(({ after }) => after?.values)).toEqual([
      ["10 mx.example.com"],
      ["10 mx2.example.com"],
    ]);
  });

  it("is merged into as it is then, where it is an SPF record", async () => {
    const fakes = createFakes([rrset("TXT", "*.example.com", ["v=spf1 mx -all"])]);
    duringCreate(fakes, () => fakes.host.seed(rrset("TXT", "*.example.com", ["v=spf1 a -all"])));
    await fakes.play(onboardDomain);
    expect(fakes.host.peek(D, "TXT")?.values).toEqual(["v=spf1 a include:qcloudmail.com -all"]);
  });

  it("is another plan under a plan hash, before Create and after it", async () => {
    const fakes = createFakes([WILD]);
    const { planHash } = await fakes.play(planDomain);
    fakes.host.seed(MOVED);
    expect(await fakes.play(onboardDomain, underHash(planHash))).toMatchObject({
      error: { code: "PLAN_CHANGED" },
    });
    expect(fakes.trace.of("ses.create")).toEqual([]);

    fakes.host.seed(WILD);
    duringCreate(fakes, () => fakes.host.seed(MOVED));
    const late = await fakes.play(onboardDomain, underHash(planHash));
    expect(late.error).toMatchObject({ code: "PLAN_CHANGED" });
    expect(late.error?.message).toContain(`MX ${D}`);
    expect(fakes.trace.of("host.apply")).toEqual([]);
  });

  it("is another plan also where one of two things that it answers has changed, or one has come", async () => {
    const text = (terms: string) => rrset("TXT", "*.example.com", [`v=spf1 ${terms} -all`]);
    for (const before of [[WILD, text("mx")], [WILD]]) {
      const fakes = createFakes(before);
      const { planHash } = await fakes.play(planDomain);
      duringCreate(fakes, () => fakes.host.seed(text("a")));
      const { error } = await fakes.play(onboardDomain, underHash(planHash));
      expect(error).toMatchObject({
        code: "PLAN_CHANGED",
        message: expect.stringContaining(D),
      });
      expect(fakes.trace.of("host.apply")).toEqual([]);
    }
  });

  it("and is gone is nothing to write out", async () => {
    const fakes = createFakes([WILD]);
    duringCreate(fakes, () => fakes.host.seed({ ...WILD, values: [] }));
    await fakes.play(onboardDomain);
    expect(fakes.host.peek(D, "MX")?.values).toEqual(["10 mxbiz1.qq.com"]);
  });

  it("is read again after a lost race, and what it answered before stays in effect", async () => {
    const fakes = createFakes([WILD]);
    fakes.host.intercept("write", () => {
      fakes.host.seed(MOVED);
      // From here on the name exists: the wildcard has lost it to somebody else's record, and mail goes nowhere.
      fakes.host.seed(rrset("TXT", D, ["verification=1"]));
    });
    expect(await fakes.play(onboardDomain)).toMatchObject({ state: "verified" });
    expect(eventsOf(fakes, "race.lost")).toHaveLength(1);
    expect(fakes.host.peek(D, "MX")?.values).toEqual(["10 mx2.example.com"]);
  });

  it("is noticed, too, where it held nothing of mail's before, or did not stand there", async () => {
    for (const before of [[rrset("A", "*.example.com", ["192.0.2.80"])], []]) {
      const fakes = createFakes(before);
      const { planHash } = await fakes.play(planDomain);
      duringCreate(fakes, () => fakes.host.seed(WILD));
      const agreed = await fakes.play(onboardDomain, underHash(planHash));
      expect(agreed.error).toMatchObject({ code: "PLAN_CHANGED" });
      expect(fakes.trace.of("host.apply")).toEqual([]);
      expect(await fakes.play(onboardDomain)).toMatchObject({ state: "verified" });
      expect(fakes.host.peek(D, "MX")).toMatchObject({ ttl: 1800, values: ["10 mx.example.com"] });
    }
  });

  it("costs a reading only where there is one, and the name does not exist yet", async () => {
    const reads = async (existing: readonly ReturnType<typeof rrset>[]) => {
      const fakes = createFakes(existing);
      await fakes.play(onboardDomain);
      return fakes.trace.of("host.read").length;
    };
    const own = rrset("TXT", D, ["site=1"]);
    expect(await reads([WILD])).toBe((await reads([])) + 1);
    expect(await reads([WILD, own])).toBe(await reads([]));
  });
});
