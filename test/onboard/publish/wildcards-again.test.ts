import { describe, expect, it } from "vitest";
import { onboardDomain, planDomain } from "../../../src/onboard/onboard-domain.ts";
import { preflight } from "../../../src/onboard/preflight/preflight.ts";
import { readWildcardsAgain } from "../../../src/onboard/publish/wildcards-again.ts";
import { underHash } from "../agreements.ts";
import { createFakes, D, DMARC_NAME, eventsOf, rrset, type Fakes } from "../fakes.ts";

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

  it("is noticed without an agreement, too, where another one was in use at its name", async () => {
    const fakes = createFakes([rrset("A", "*.example.com", ["192.0.2.80"])]);
    duringCreate(fakes, () => fakes.host.seed(WILD));
    await fakes.play(onboardDomain);
    expect(fakes.host.peek(D, "MX")).toMatchObject({ ttl: 1800, values: ["10 mx.example.com"] });
  });

  it("is read again also right below a name that has records of its own", async () => {
    const policy = (value: string) => rrset("TXT", `*.${D}`, [`v=DMARC1; p=${value}`]);
    const fakes = createFakes([policy("quarantine"), rrset("MX", D, ["10 mx.example.net"])]);
    duringCreate(fakes, () => fakes.host.seed(policy("reject")));
    expect(await fakes.play(onboardDomain)).toMatchObject({ state: "verified" });
    expect(fakes.host.peek(DMARC_NAME, "TXT")?.values).toEqual(["v=DMARC1; p=reject"]);
  });

  it("asks DNS again for which name it answers, and only where it has changed", async () => {
    const policy = rrset("TXT", "*.example.com", ["v=DMARC1; p=reject"]);
    const above = rrset("TXT", "_dmarc.example.com", ["v=DMARC1; p=none"]);
    const questions = async (change: (fakes: Fakes) => void) => {
      const fakes = createFakes([WILD, policy, above]);
      duringCreate(fakes, () => change(fakes));
      await fakes.play(onboardDomain);
      const asked = fakes.trace.of("dns.lookup").map(({ about }) => about);
      return asked.filter((about) => /^[A-Z]+ [0-9a-f]{16}\./.test(about)).length;
    };
    expect(await questions(() => {})).toBe(1);
    expect(await questions((fakes) => fakes.host.seed(MOVED))).toBe(2);
  });

  it("changes nothing else that is known", async () => {
    const own = rrset("TXT", "_dmarc.example.com", ["v=DMARC1; p=none"]);
    const fakes = createFakes([WILD, own]);
    const known = await fakes.clock.drive(preflight(fakes.run()));
    fakes.host.seed(MOVED);
    const moved = await fakes.clock.drive(readWildcardsAgain(fakes.run(), known));
    expect(moved.rrsets).toEqual([own, MOVED]);
    expect(moved.surroundings.synthesised?.map(({ values }) => values)).toContainEqual(MOVED.values);
    fakes.host.seed({ ...WILD, values: [] });
    const gone = await fakes.clock.drive(readWildcardsAgain(fakes.run(), known));
    expect(gone.rrsets).toEqual([own]);
    expect(Object.keys(gone.surroundings)).not.toContain("synthesised");
  });

  it("costs a reading only where there is one, and the name does not exist yet", async () => {
    const reads = async (existing: readonly ReturnType<typeof rrset>[]) => {
      const fakes = createFakes(existing);
      expect((await fakes.play(onboardDomain)).state).toBe("verified");
      return fakes.trace.of("host.read").length;
    };
    const own = rrset("MX", D, ["10 mx.example.net"]);
    expect(await reads([WILD])).toBe((await reads([])) + 1);
    expect(await reads([WILD, own])).toBe(await reads([]));
    // An alias is never written out.
    expect(await reads([rrset("CNAME", `*.${D}`, ["vendor.example.net"]), own])).toBe(await reads([]));
  });
});
