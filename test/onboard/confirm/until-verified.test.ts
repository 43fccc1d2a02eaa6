import { describe, expect, it } from "vitest";
import { parseDomainName, prefixed, type DomainName } from "../../../src/dns/domain-name.ts";
import { checkDomain } from "../../../src/onboard/check/check-domain.ts";
import { onboardDomain, planDomain } from "../../../src/onboard/onboard-domain.ts";
import type { Place } from "../../../src/dns/place.ts";
import type { Run } from "../../../src/onboard/run.ts";
import { DEFAULT_POLICY, type Requirement } from "../../../src/plan/requirement.ts";
import { underHash } from "../agreements.ts";
import { KEY } from "../fake-identities.ts";
import { dkimValue } from "../../support/rsa-key.ts";
import { undo } from "../run-undo.ts";
import { createFakes, D, eventsOf, KEY_NAME, rrset, type Fakes } from "../fakes.ts";

// The identities are our own fake, which keeps state.

const LATE_NAME = prefixed("qcloudsg1024._domainkey", D);
const LATE: Requirement = {
  purpose: "dkim",
  owner: LATE_NAME,
  type: "TXT",
  expected: dkimValue(1024),
};

/** SES asks for more each time that it looks: the first of `later` at its first look, and so on. */
function asksLater(fakes: Fakes, later: readonly Requirement[]): void {
  const { identities, trace } = fakes;
  const { asks } = identities;
  identities.asks = (domain) => [...asks(domain), ...later.slice(0, trace.of("ses.verify").length)];
}

/** What SES asks for beyond the usual is written with somebody's consent alone. */
const allowing = (...names: readonly DomainName[]): Pick<Run, "policy"> => ({
  policy: { ...DEFAULT_POLICY, allow: names.map((name): Place => `TXT:${name}`) },
});

describe("a record that SES names only when it looks", () => {
  it("is planned, published, awaited, and looked at no sooner than any other time", async () => {
    const fakes = createFakes();
    asksLater(fakes, [LATE]);
    const result = await fakes.play(onboardDomain);
    expect(result).toMatchObject({ state: "verified", exit: 0, error: null });
    const calls = fakes.trace.calls.map(({ port }) => port);
    const [firstLook, secondLook] = fakes.trace.of("ses.verify");
    const [, secondWrite] = fakes.trace.of("host.apply");
    expect(fakes.trace.of("ses.verify")).toHaveLength(2);
    expect((secondLook?.at ?? 0) - (firstLook?.at ?? 0)).toBe(30_000);
    expect((secondWrite?.at ?? 0) - (firstLook?.at ?? 0)).toBe(0);
    const written = calls.lastIndexOf("host.apply");
    expect(calls.slice(written).some((port) => port.startsWith("dns."))).toBe(true);
    expect(fakes.host.rrsets).toContainEqual(expect.objectContaining({ owner: LATE_NAME }));
    expect(eventsOf(fakes, "identity.refused")).toMatchObject([
      { attempt: 1, added: [LATE], nextInMs: 30_000 },
    ]);
    expect(eventsOf(fakes, "identity.asked").map(({ attempt }) => attempt)).toEqual([1, 2]);
    expect(eventsOf(fakes, "rrset.planned").filter(({ record }) => record.owner === LATE_NAME)).toMatchObject(
      [{ action: "created", before: null }],
    );
    expect(
      result.records.map(({ purpose, owner, action, written: w, ses }) => [
        purpose,
        owner,
        action,
        w,
        ses?.status,
      ]),
    ).toEqual(
      expect.arrayContaining([
        ["dkim", KEY_NAME, "created", true, true],
        ["dkim", LATE_NAME, "created", true, true],
      ]),
    );
    expect(result.records).toHaveLength(5);
  });

  it("is planned and awaited alone: the others stood the test before", async () => {
    const fakes = createFakes();
    asksLater(fakes, [LATE]);
    await fakes.play(onboardDomain);
    expect(eventsOf(fakes, "rrset.kept")).toEqual([]);
    const [firstLook, secondLook] = fakes.trace.of("ses.verify").map(({ at }) => at);
    const since = fakes.trace.calls.filter(
      ({ port, at }) => port.startsWith("dns.observe ") && at > (firstLook ?? 0) && at <= (secondLook ?? 0),
    );
    expect(new Set(since.map(({ about }) => about))).toEqual(new Set([`TXT ${LATE_NAME}`]));
  });

  it("is never told as one that SES sees and refuses", async () => {
    const fakes = createFakes();
    asksLater(fakes, [LATE]);
    await fakes.play(onboardDomain);
    const findings = eventsOf(fakes, "identity.refused").flatMap(({ ses }) =>
      ses.map(({ finding }) => finding),
    );
    expect(findings.filter((finding) => finding !== undefined)).toEqual(["unpublished"]);
  });

  it("joins what was written at its place before, and is found by a listing that is behind", async () => {
    const fakes = createFakes([rrset("TXT", D, ["site=1"])]);
    const other: Requirement = { purpose: "other", owner: D, type: "TXT", expected: "ses-site=2" };
    asksLater(fakes, [other]);
    const reads = () => fakes.trace.of("host.read").length;
    expect(await fakes.play(onboardDomain, allowing(D))).toMatchObject({ state: "verified" });
    expect(fakes.host.rrsets.find(({ owner, type }) => owner === D && type === "TXT")?.values).toEqual([
      "site=1",
      "v=spf1 include:qcloudmail.com ~all",
      "ses-site=2",
    ]);
    expect(eventsOf(fakes, "race.lost")).toEqual([]);
    expect(reads()).toBe(1);
  });

  it("joins what was written there two looks before, which is nobody else's write", async () => {
    const fakes = createFakes();
    asksLater(fakes, [LATE, { purpose: "other", owner: D, type: "TXT", expected: "ses-site=2" }]);
    expect(await fakes.play(onboardDomain, allowing(D))).toMatchObject({ state: "verified" });
    expect(fakes.host.peek(D, "TXT")?.values).toEqual(["v=spf1 include:qcloudmail.com ~all", "ses-site=2"]);
    expect(eventsOf(fakes, "race.lost")).toEqual([]);
  });

  it("is taken back by undo together with what was written at its place before", async () => {
    const fakes = createFakes([rrset("TXT", D, ["site=1"])]);
    const before = fakes.host.rrsets;
    asksLater(fakes, [{ purpose: "other", owner: D, type: "TXT", expected: "ses-site=2" }, LATE]);
    expect(await fakes.play(onboardDomain, allowing(D))).toMatchObject({ state: "verified" });
    expect(fakes.host.rrsets).not.toEqual(before);
    expect(await undo(fakes)).toMatchObject({ exit: 0 });
    expect(fakes.host.rrsets).toEqual(before);
  });

  it("needs the same consent as after Create under a plan's hash", async () => {
    const fakes = createFakes();
    const news: Requirement = {
      purpose: "other",
      owner: parseDomainName(`news.${D}`),
      type: "TXT",
      expected: "who agreed to this?",
    };
    const { planHash } = await fakes.play(planDomain);
    asksLater(fakes, [news]);
    const result = await fakes.play(onboardDomain, underHash(planHash));
    expect(result).toMatchObject({ exit: 4, error: { code: "PLAN_CHANGED" } });
    expect(fakes.trace.of("host.apply")).toHaveLength(1);
    expect(eventsOf(fakes, "rrset.planned").map(({ record }) => record)).toContainEqual(news);
  });

  it("may be named between two looks, too, and the next look comes when it would have come", async () => {
    const fakes = createFakes();
    const { identities, trace } = fakes;
    const own = { ...identities };
    const isLater = () => trace.of("ses.verify").length > 0 && fakes.elapsed() > 40_000;
    identities.asks = (domain) => [...own.asks(domain), ...(isLater() ? [LATE] : [])];
    identities.get = async (domain, options) => {
      const identity = await own.get(domain, options);
      const late = { requirement: LATE, currentValue: "", status: false };
      return identity && { ...identity, records: [...identity.records, ...(isLater() ? [late] : [])] };
    };
    identities.sees = () => (fakes.elapsed() > 60_000 ? fakes.host.rrsets : []);
    expect(await fakes.play(onboardDomain)).toMatchObject({ state: "verified" });
    const [first = 0, ...others] = trace.of("ses.verify").map(({ at }) => at);
    expect(others.map((at) => at - first)).toEqual([30_000, 90_000]);
    expect((trace.of("host.apply")[1]?.at ?? 0) - first).toBe(45_000);
    expect(
      eventsOf(fakes, "identity.refused").map(({ attempt, added, nextInMs }) => [attempt, added, nextInMs]),
    ).toEqual([
      [1, undefined, 30_000],
      [2, undefined, 60_000],
      [2, [LATE], 45_000],
    ]);
  });

  it("needs no other look where the identity is verified before that is due", async () => {
    const fakes = createFakes();
    asksLater(fakes, [LATE]);
    const { identities } = fakes;
    const get: typeof identities.get = async (domain, options) => {
      const identity = await identities.get(domain, options);
      return identity && { ...identity, verified: fakes.elapsed() > 10_000 };
    };
    const result = await fakes.play(onboardDomain, { identities: { ...identities, get } });
    expect(result).toMatchObject({ state: "verified", identity: { verified: true } });
    expect(fakes.trace.of("ses.verify")).toHaveLength(1);
    expect(fakes.host.rrsets).toContainEqual(expect.objectContaining({ owner: LATE_NAME }));
  });

  it("waits for a busy host no longer than the time budget has left", async () => {
    const fakes = createFakes();
    const later = prefixed("later._domainkey", D);
    asksLater(fakes, [LATE, { ...LATE, owner: later }]);
    const patience: (number | undefined)[] = [];
    const run = fakes.run();
    const findProvider: typeof run.findProvider = async (...given) => {
      const provider = await run.findProvider(...given);
      const apply: typeof provider.apply = (zone, swaps, options) => {
        patience.push(options.patienceMs);
        return provider.apply(zone, swaps, options);
      };
      return { ...provider, apply };
    };
    const verified = await fakes.play(onboardDomain, {
      ...allowing(LATE_NAME, later),
      findProvider,
      waitMs: 120_000,
    });
    expect(verified.state).toBe("verified");
    const looks = fakes.trace.of("ses.verify").map(({ at }) => at);
    const writes = fakes.trace.of("host.apply").map(({ at }) => at);
    const begun = writes[0] ?? 0;
    expect(patience).toEqual([120_000, ...writes.slice(1).map((at) => begun + 120_000 - at)]);
    expect(patience[2]).toBeLessThanOrEqual(90_000);
    expect(looks).toHaveLength(3);
  });

  it.each([
    [30_200, "verified", 2],
    [30_199, "pending", 1],
  ])(
    "is looked at where the time budget has the whole pause left: %i ms, then %s",
    async (waitMs, state, looks) => {
      const fakes = createFakes();
      asksLater(fakes, [LATE]);
      expect((await fakes.play(onboardDomain, { waitMs })).state).toBe(state);
      expect(fakes.trace.of("ses.verify")).toHaveLength(looks);
    },
  );

  it("is published without any time to wait, and SES is not asked again", async () => {
    const fakes = createFakes();
    asksLater(fakes, [LATE]);
    const result = await fakes.play(onboardDomain, { waitMs: 0 });
    expect(result).toMatchObject({
      exit: 7,
      error: { code: "VERIFICATION_PENDING", facts: { unmet: [LATE_NAME] } },
    });
    expect(fakes.trace.of("ses.verify")).toHaveLength(1);
    expect(fakes.trace.of("host.apply")).toHaveLength(2);
    expect(result.records.find(({ owner }) => owner === LATE_NAME)).toMatchObject({
      written: true,
      ses: { finding: "cached-nothing" },
    });
  });

  it("ends the run when SES names another one each time", async () => {
    const fakes = createFakes();
    const keys = [1, 2, 3, 4, 5].map((n) => ({ ...LATE, owner: prefixed(`late${n}._domainkey`, D) }));
    asksLater(fakes, keys);
    const result = await fakes.play(onboardDomain, {
      ...allowing(...keys.map(({ owner }) => owner)),
      waitMs: 3_600_000,
    });
    expect(result).toMatchObject({
      exit: 5,
      error: { code: "API_SURPRISE", facts: { api: "ses", domain: D, requestId: "fake" } },
    });
    expect(result.error?.message).toContain(`other records of ${D} each time that it looks; 3 additions`);
    expect(result.error?.hint).toContain("request id");
    expect(fakes.trace.of("host.apply")).toHaveLength(4);
    expect(fakes.trace.of("ses.verify")).toHaveLength(4);
  });

  it("under a selector that has another key already is told as two keys of one selector", async () => {
    const fakes = createFakes();
    asksLater(fakes, [{ ...LATE, owner: KEY_NAME }]);
    const result = await fakes.play(onboardDomain);
    expect(result).toMatchObject({
      exit: 4,
      error: { code: "RECORD_IN_THE_WAY", facts: { owner: KEY_NAME, expected: [KEY, LATE.expected] } },
    });
    expect(result.error?.message).toContain("two different DKIM keys under one selector");
    expect(fakes.trace.of("host.apply")).toHaveLength(1);
  });
});

describe("an identity that SES asks no record for", () => {
  it("is told as just that, publishes nothing, asks no server, and is pending", async () => {
    const fakes = createFakes();
    fakes.identities.asks = () => [];
    const own = { ...fakes.identities };
    // A look at nothing proves nothing.
    const unproved = { verified: false };
    fakes.identities.verify = async (...asked) => ({ ...(await own.verify(...asked)), ...unproved });
    fakes.identities.get = async (...asked) => {
      const identity = await own.get(...asked);
      return identity && { ...identity, ...unproved };
    };
    const result = await fakes.play(onboardDomain);
    expect(result).toMatchObject({
      state: "pending",
      exit: 7,
      records: [],
      error: { code: "VERIFICATION_PENDING" },
    });
    expect(result.error?.message).toMatch(/asks for no record.*nothing was published/);
    expect(fakes.trace.of("host.apply")).toEqual([]);
    expect(eventsOf(fakes, "propagation.started")).toEqual([]);
    expect(fakes.host.rrsets).toEqual([]);
  });

  it("is no reason for check to say that no name server answers", async () => {
    for (const [verified, state, code] of [
      [true, "verified", undefined],
      [false, "pending", "VERIFICATION_PENDING"],
    ] as const) {
      const fakes = createFakes();
      fakes.identities.asks = () => [];
      fakes.identities.seed(D, verified);
      const result = await fakes.play(checkDomain);
      expect([result.state, result.error?.code]).toEqual([state, code]);
      expect(result.error?.message ?? "asks for no record").toContain("asks for no record");
    }
  });

  it("is not kept waiting blindly where all that it asks for needs no record", async () => {
    const fakes = createFakes([rrset("A", D, ["192.0.2.25"])]);
    fakes.identities.asks = () => [{ purpose: "mx", owner: D, type: "MX", expected: "mxbiz1.qq.com" }];
    fakes.identities.accepts = () => true;
    expect(await fakes.play(onboardDomain)).toMatchObject({ state: "verified" });
    expect(fakes.elapsed()).toBe(0);
  });

  it("is verified when SES says so", async () => {
    const fakes = createFakes();
    fakes.identities.asks = () => [];
    expect(await fakes.play(onboardDomain)).toMatchObject({ state: "verified", exit: 0, records: [] });
  });
});
