import type { Identities } from "../../../src/plan/identity.ts";
import type { PublicResolvers } from "../../../src/dns/resolvers.ts";
import { describe, expect, it } from "vitest";
import { Interruption } from "../../../src/errors/interruption.ts";
import { OnboardError } from "../../../src/errors/onboard-error.ts";
import { answerOf } from "../../../src/onboard/confirm/confirm.ts";
import { onboardDomain } from "../../../src/onboard/onboard-domain.ts";
import { createFakes, D, rrset, eventsOf } from "../fakes.ts";

const GATE_MS = 200;
const NO_SOA = { kind: "nodata", soa: undefined } as const;

describe("SES is asked", () => {
  it("at once, and again after 30, 90, 210 and 510 seconds", async () => {
    const fakes = createFakes();
    fakes.identities.sees = () => [];
    const result = await fakes.play(onboardDomain);
    expect(fakes.trace.of("ses.verify").map(({ at }) => at - GATE_MS)).toEqual([
      0, 30_000, 90_000, 210_000, 510_000,
    ]);
    expect(eventsOf(fakes, "identity.refused").map(({ attempt, nextInMs }) => [attempt, nextInMs])).toEqual([
      [1, 30_000],
      [2, 60_000],
      [3, 120_000],
      [4, 300_000],
      [5, null],
    ]);
    expect(result).toMatchObject({ state: "pending", exit: 7, error: { code: "VERIFICATION_PENDING" } });
    expect(result.error?.facts["retryAfter"]).toBe(new Date(fakes.clock.now() + 60_000).toISOString());
    expect(fakes.clock.sleepers()).toBe(0);
  });

  it("in vain until its resolvers forget that there was nothing, and to run again is of no use before", async () => {
    const fakes = createFakes();
    fakes.authority.delegated = { soa: { serial: 1, negativeTtl: 7_200 } };
    fakes.identities.sees = () => [];
    const began = fakes.clock.now();
    const { error } = await fakes.play(onboardDomain);
    expect(error?.code).toBe("VERIFICATION_PENDING");
    expect(error?.facts["retryAfter"]).toBe(new Date(began + 7_200_000).toISOString());
  });

  it("until it sees the records, and not once more", async () => {
    const fakes = createFakes();
    fakes.identities.sees = () => (fakes.elapsed() >= 60_000 ? fakes.host.rrsets : []);
    expect(await fakes.play(onboardDomain)).toMatchObject({ state: "verified" });
    expect(fakes.trace.of("ses.verify")).toHaveLength(3);
    expect(fakes.elapsed()).toBe(90_000 + GATE_MS);
  });

  it("once only when there is no time to wait", async () => {
    const fakes = createFakes();
    fakes.identities.sees = () => [];
    expect(await fakes.play(onboardDomain, { waitMs: 0 })).toMatchObject({
      exit: 7,
      error: { code: "VERIFICATION_PENDING" },
    });
    expect(fakes.trace.of("ses.verify")).toHaveLength(1);
  });

  it.each([
    [GATE_MS + 30_000, "verified", 2],
    [GATE_MS + 29_999, "pending", 1],
  ])("again where the time budget has the whole pause left: %i ms, then %s", async (waitMs, state, looks) => {
    const fakes = createFakes();
    fakes.identities.sees = () => (fakes.elapsed() >= 10_000 ? fakes.host.rrsets : []);
    expect((await fakes.play(onboardDomain, { waitMs })).state).toBe(state);
    expect(fakes.trace.of("ses.verify")).toHaveLength(looks);
  });

  it("no more from an interrupt on, be it in a pause or in the question what it knows", async () => {
    const pausing = createFakes();
    pausing.identities.sees = () => [];
    pausing.clock.at(20_000, () => pausing.interrupt.abort(new Interruption(143)));
    expect(await pausing.play(onboardDomain)).toMatchObject({ state: "interrupted", exit: 143 });
    expect(pausing.elapsed()).toBe(20_000);
    const asking = createFakes();
    asking.identities.sees = () => [];
    const own = { ...asking.identities };
    const get: Identities["get"] = async (domain, options) => {
      // SES does not answer: only the signal ends the question.
      if (asking.elapsed() > 0) await asking.clock.sleep(60_000, options);
      return own.get(domain, options);
    };
    asking.clock.at(20_000, () => asking.interrupt.abort(new Interruption(143)));
    const result = await asking.play(onboardDomain, { identities: { ...own, get } });
    expect([result.state, result.exit, asking.elapsed()]).toEqual(["interrupted", 143, 20_000]);
  });

  it("and is waited for by sleeps that last: Node warns of one of less than nothing", async () => {
    const fakes = createFakes();
    fakes.identities.sees = () => (fakes.elapsed() >= 20_000 ? fakes.host.rrsets : []);
    const asked: number[] = [];
    const sleep: typeof fakes.clock.sleep = (ms, options) => {
      asked.push(ms);
      return fakes.clock.sleep(ms, options);
    };
    await fakes.play(onboardDomain, { clock: { ...fakes.clock, sleep } });
    expect(asked).toContain(15_000);
    expect(asked.filter((ms) => ms < 0)).toEqual([]);
  });

  it("meanwhile only for what it knows, which makes it look nothing up", async () => {
    const fakes = createFakes();
    fakes.identities.sees = () => [];
    const before = fakes.trace.of("ses.get").length;
    await fakes.play(onboardDomain);
    const [first = 0] = fakes.trace.of("ses.verify").map(({ at }) => at);
    const glances = fakes.trace
      .of("ses.get")
      .slice(before + 1)
      .map(({ at }) => at - first);
    expect(glances.slice(0, 6)).toEqual([15_000, 45_000, 60_000, 75_000, 105_000, 120_000]);
    expect(glances.length).toBe(1 + 3 + 7 + 19);
    expect(fakes.trace.of("ses.verify")).toHaveLength(5);
  });

  it("and a verification that turned true by itself needs no other look", async () => {
    const fakes = createFakes();
    fakes.identities.sees = () => [];
    const own = { ...fakes.identities };
    const turning: Identities["get"] = async (domain, options) => {
      const identity = await own.get(domain, options);
      return identity && { ...identity, verified: fakes.elapsed() > 40_000 };
    };
    const identities = { ...own, get: turning };
    expect(await fakes.play(onboardDomain, { identities })).toMatchObject({
      state: "verified",
      identity: { verified: true },
    });
    expect(fakes.trace.of("ses.verify")).toHaveLength(2);
    expect(fakes.elapsed()).toBe(45_000 + GATE_MS);
  });

  it("and goes on where asking for what it knows fails", async () => {
    const fakes = createFakes();
    fakes.identities.sees = () => (fakes.elapsed() >= 20_000 ? fakes.host.rrsets : []);
    const own = { ...fakes.identities };
    let asked = 0;
    const failing: Identities["get"] = async (domain, options) => {
      asked += 1;
      if (asked > 1) throw new OnboardError("API_UNAVAILABLE", "SES is down.", { hint: "Ask the test." });
      return own.get(domain, options);
    };
    const identities = { ...own, get: failing };
    expect(await fakes.play(onboardDomain, { identities })).toMatchObject({ state: "verified" });
    expect(asked).toBe(2);
  });

  it("and ends on a mistake of ours where it is asked for what it knows", async () => {
    const fakes = createFakes();
    fakes.identities.sees = () => [];
    const own = { ...fakes.identities };
    const get: Identities["get"] = async (domain, options) => {
      if (fakes.elapsed() > 0) throw new TypeError("undefined is not a function");
      return own.get(domain, options);
    };
    const result = await fakes.play(onboardDomain, { identities: { ...own, get } });
    expect(result).toMatchObject({ exit: 1, error: { code: "UNEXPECTED" } });
  });

  it("and names no time after which its cache forgets where the zone tells none", async () => {
    const fakes = createFakes();
    fakes.identities.sees = () => [];
    await fakes.play(onboardDomain, { waitMs: 1_000 });
    const [told] = eventsOf(fakes, "identity.refused");
    expect(told?.ses.map(({ finding, untilAt }) => [finding, untilAt === undefined])).toEqual(
      Array.from({ length: 4 }, () => ["cached-nothing", false]),
    );
    const untold = createFakes();
    untold.identities.sees = () => [];
    const [first] = untold.authority.servers;
    const heard = { at: first, observation: { ...NO_SOA, transport: "udp", roundTripMs: 1 } } as const;
    untold.authority.delegated = { soa: undefined, heard: [heard] };
    const observe = untold.authority.observe.bind(untold.authority);
    untold.authority.observe = async (at, question, options) =>
      question.type === "SOA"
        ? { ...NO_SOA, transport: "udp", roundTripMs: 1 }
        : observe(at, question, options);
    await untold.play(onboardDomain, { waitMs: 1_000 });
    const [other] = eventsOf(untold, "identity.refused");
    expect(other?.ses.map(({ finding, untilAt }) => [finding, untilAt])).toEqual(
      Array.from({ length: 4 }, () => ["cached-nothing", undefined]),
    );
  });

  it("and the result tells what it saw last", async () => {
    const fakes = createFakes();
    const { accepts } = fakes.identities;
    fakes.identities.sees = () => fakes.host.rrsets.filter(({ type }) => type === "MX");
    fakes.identities.accepts = (requirement, values) => accepts(requirement, values);
    const result = await fakes.play(onboardDomain);
    expect(result.records.map(({ purpose, ses }) => [purpose, ses?.status])).toEqual([
      ["mx", true],
      ["spf", false],
      ["dmarc", false],
      ["dkim", false],
    ]);
  });
});

describe("a value that SES sees and does not accept", () => {
  it("ends the run at once: waiting would change nothing", async () => {
    const fakes = createFakes();
    const { accepts } = fakes.identities;
    fakes.identities.accepts = (requirement, values) =>
      requirement.purpose !== "dkim" && accepts(requirement, values);
    const result = await fakes.play(onboardDomain);
    expect(result).toMatchObject({
      state: "failed",
      exit: 6,
      error: { code: "IDENTITY_UNVERIFIED", facts: { refused: [{ record: { purpose: "dkim" } }] } },
    });
    expect(fakes.elapsed()).toBe(GATE_MS);
    expect(eventsOf(fakes, "identity.refused")).toMatchObject([{ attempt: 1, nextInMs: null }]);
  });

  it("may be an MX that was kept, in SES's own spelling", async () => {
    const fakes = createFakes([rrset("MX", D, ["10 mx.mine.test"])]);
    const { identities } = fakes;
    identities.accepts = ({ purpose }) => purpose !== "mx";
    const verify: typeof identities.verify = async (domain, options) => {
      const identity = await identities.verify(domain, options);
      return {
        ...identity,
        records: identity.records.map((record) =>
          record.requirement.purpose === "mx" ? { ...record, currentValue: "mx.mine.test." } : record,
        ),
      };
    };
    expect(await fakes.play(onboardDomain, { identities: { ...identities, verify } })).toMatchObject({
      error: { code: "IDENTITY_UNVERIFIED" },
    });
    expect(fakes.elapsed()).toBe(GATE_MS);
  });

  it("may be no MX at all, where an address record receives the mail and was kept", async () => {
    const fakes = createFakes([rrset("A", D, ["192.0.2.25"])]);
    const result = await fakes.play(onboardDomain);
    expect(result).toMatchObject({
      exit: 6,
      error: {
        code: "IDENTITY_UNVERIFIED",
        facts: { refused: [{ record: { purpose: "mx" }, currentValue: "", finding: "refused-no-mx" }] },
      },
    });
    expect(result.error?.message).toMatch(/none is published/);
    expect(result.error?.message).not.toMatch(/sees the published value/);
    expect(result.records.find(({ purpose }) => purpose === "mx")).toMatchObject({
      action: "kept",
      after: null,
    });
    expect(fakes.elapsed()).toBe(GATE_MS);
  });

  it("is not an old value that its cache still holds", async () => {
    const fakes = createFakes([rrset("TXT", D, ["v=spf1 -all"])]);
    const before = fakes.host.rrsets;
    fakes.identities.sees = () => (fakes.elapsed() < 20_000 ? before : fakes.host.rrsets);
    const began = fakes.clock.now();
    expect(await fakes.play(onboardDomain)).toMatchObject({ state: "verified" });
    expect(fakes.elapsed()).toBe(30_000 + GATE_MS);
    const [told] = eventsOf(fakes, "identity.refused");
    expect(told?.ses.find(({ record }) => record.purpose === "spf")).toMatchObject({
      currentValue: "v=spf1 -all",
      finding: "cached-old",
      untilAt: began + 3_600_000,
    });
  });
});

describe("public resolvers", () => {
  it("that stay silent cost half a second at most once SES has said its word", async () => {
    const fakes = createFakes();
    const ask: PublicResolvers["ask"] = (_question, { signal }) => [
      fakes.clock.sleep(9_000, { signal }).then(() => Promise.reject(new Error("nobody waits so long"))),
    ];
    expect(
      await fakes.play(onboardDomain, { resolvers: { ...fakes.authority.resolvers, ask } }),
    ).toMatchObject({ state: "verified" });
    expect(fakes.elapsed()).toBe(GATE_MS + 500);
    expect(fakes.clock.sleepers()).toBe(0);
  });

  it("that fail fail nothing", async () => {
    const fakes = createFakes();
    const ask = () => [Promise.reject(new Error("broken"))];
    expect(
      await fakes.play(onboardDomain, { resolvers: { ...fakes.authority.resolvers, ask } }),
    ).toMatchObject({ state: "verified" });
  });

  it("are reported for each record, and what they say decides nothing", async () => {
    const fakes = createFakes();
    await fakes.play(onboardDomain);
    expect(
      eventsOf(fakes, "resolver.observed").map(({ resolver, verdict, rrset }) => [
        resolver,
        verdict,
        rrset.type,
      ]),
    ).toEqual(["TXT", "MX", "TXT", "TXT"].map((type) => ["1.1.1.1", "serves", type]));
  });
});

describe("an answer of SES", () => {
  it("is told with its request id, which Tencent's support asks for", async () => {
    const fakes = createFakes();
    fakes.identities.sees = () => (fakes.elapsed() >= 20_000 ? fakes.host.rrsets : []);
    await fakes.play(onboardDomain);
    expect(eventsOf(fakes, "identity.refused").map(({ requestId }) => requestId)).toEqual(["fake"]);
    expect(eventsOf(fakes, "identity.verified").map(({ requestId }) => requestId)).toEqual(["fake"]);
  });

  it("is told without one where it had none", () => {
    expect(answerOf({ domain: D, verified: false, records: [], requestId: "" })).toEqual({});
  });
});
