import { describe, expect, it } from "vitest";
import { prefixed } from "../../../src/dns/domain-name.ts";
import { OnboardError } from "../../../src/errors/onboard-error.ts";
import { onboardDomain } from "../../../src/onboard/onboard-domain.ts";
import { createFakes, D, DMARC_NAME, KEY_NAME, rrset, eventsOf } from "../fakes.ts";
import { KEY } from "../fake-identities.ts";

const OTHER_KEY = KEY.replace("MIIB", "MIIC");

/** Somebody writes another TXT value at the name just before each of our next writes. */
function raceTimes(fakes: ReturnType<typeof createFakes>, times: number): void {
  for (let time = 1; time <= times; time += 1) {
    const values = Array.from({ length: time }, (_, index) => `verification=${index}`);
    fakes.host.intercept("write", () => fakes.host.seed(rrset("TXT", D, values)));
  }
}

describe("a lost race", () => {
  it("is planned anew, and the other writer's values survive", async () => {
    const fakes = createFakes();
    raceTimes(fakes, 1);
    const result = await fakes.play(onboardDomain);
    expect(result.state).toBe("verified");
    expect(fakes.host.peek(D, "TXT")?.values).toEqual([
      "verification=0",
      "v=spf1 include:qcloudmail.com ~all",
    ]);
    expect(result.records.find(({ purpose }) => purpose === "spf")).toMatchObject({
      action: "merged",
      before: { values: ["verification=0"] },
    });
  });

  it("is planned anew three times", async () => {
    const fakes = createFakes();
    raceTimes(fakes, 3);
    expect(await fakes.play(onboardDomain)).toMatchObject({ state: "verified" });
    expect(eventsOf(fakes, "race.lost").map(({ attempt }) => attempt)).toEqual([1, 2, 3]);
    expect(fakes.host.peek(D, "TXT")?.values).toHaveLength(4);
  });

  it("for the fourth time ends the run, with nothing of ours written", async () => {
    const fakes = createFakes();
    raceTimes(fakes, 4);
    expect(await fakes.play(onboardDomain)).toMatchObject({
      state: "failed",
      exit: 4,
      error: { code: "RRSET_CHANGED" },
    });
    expect(fakes.trace.of("host.apply")).toHaveLength(4);
    expect(fakes.host.peek(KEY_NAME, "TXT")).toBeUndefined();
    expect(fakes.host.peek(D, "TXT")?.values).toHaveLength(4);
  });

  it("against a policy of somebody's at _dmarc keeps that policy", async () => {
    const fakes = createFakes();
    fakes.host.intercept("write", () => fakes.host.seed(rrset("TXT", DMARC_NAME, ["v=DMARC1; p=reject"])));
    expect(await fakes.play(onboardDomain)).toMatchObject({ state: "verified" });
    expect(fakes.host.peek(DMARC_NAME, "TXT")?.values).toEqual(["v=DMARC1; p=reject"]);
  });
});

describe("what stands already", () => {
  it("is told as kept, and nothing is told as written", async () => {
    const fakes = createFakes([rrset("MX", D, ["10 mx.example.net"])]);
    await fakes.play(onboardDomain);
    const kept = () =>
      eventsOf(fakes, "rrset.kept").map(({ rrset: { owner, type }, action }) => [type, owner, action]);
    expect(kept()).toEqual([["MX", D, "kept"]]);
    fakes.events.length = 0;
    await fakes.play(onboardDomain);
    expect(kept()).toEqual([
      ["TXT", KEY_NAME, "unchanged"],
      ["MX", D, "kept"],
      ["TXT", D, "unchanged"],
      ["TXT", DMARC_NAME, "unchanged"],
    ]);
    expect(eventsOf(fakes, "rrset.written")).toEqual([]);
  });

  it("is read once: the write itself proves it", async () => {
    const fakes = createFakes();
    await fakes.play(onboardDomain);
    const ports = fakes.trace.calls.map(({ port }) => port);
    expect(ports.slice(0, ports.indexOf("host.apply")).filter((port) => port === "host.read")).toHaveLength(
      1,
    );
  });
});

describe("a DKIM name that is occupied", () => {
  it("ends the run with nothing written, though it is only found out by the write", async () => {
    const fakes = createFakes([rrset("TXT", KEY_NAME, [OTHER_KEY])]);
    const result = await fakes.play(onboardDomain);
    expect(result).toMatchObject({
      exit: 4,
      error: { code: "RECORD_IN_THE_WAY", facts: { owner: KEY_NAME } },
    });
    expect(result.identity).toMatchObject({ created: true, verified: false });
    expect(fakes.host.history()).toHaveLength(1);
  });

  it("by the same key in another spelling is met", async () => {
    const fakes = createFakes([
      rrset("TXT", KEY_NAME, [KEY.replace("v=DKIM1; k=rsa; p=", "v=DKIM1;k=rsa;p=")]),
    ]);
    fakes.identities.accepts = () => true;
    const result = await fakes.play(onboardDomain);
    expect(result.records.find(({ purpose }) => purpose === "dkim")?.action).toBe("unchanged");
    expect(result.state).toBe("verified");
  });
});

describe("what SES asks for", () => {
  it("outside the zone is refused and nothing is written", async () => {
    const fakes = createFakes();
    fakes.identities.asks = () => [
      {
        purpose: "other",
        owner: prefixed("x", D).replace(D, "elsewhere.test") as typeof D,
        type: "TXT",
        expected: "x",
      },
    ];
    const { exit, error } = await fakes.play(onboardDomain);
    expect([exit, error?.code]).toEqual([5, "API_SURPRISE"]);
    expect(error?.facts).toEqual({ owner: "x.elsewhere.test", zone: "example.com" });
    expect(error?.message).toBe(
      "SES asks for a record at x.elsewhere.test, which is not in the zone example.com.",
    );
    expect(error?.hint).toContain("nothing was written");
    expect(fakes.host.history()).toHaveLength(1);
  });

  it("in vain, a value that nobody could read, is refused and nothing is written", async () => {
    const fakes = createFakes();
    fakes.identities.asks = () => [
      { purpose: "dkim", owner: KEY_NAME, type: "TXT", expected: "v=DKIM1; p=" },
    ];
    expect(await fakes.play(onboardDomain)).toMatchObject({ exit: 4, error: { code: "VALUE_REJECTED" } });
    expect(fakes.host.history()).toHaveLength(1);
  });
});

it("two domains of one zone never write at once, and each write survives", async () => {
  const fakes = createFakes();
  fakes.trace.latencyMs = 10;
  const other = prefixed("news", D);
  const results = await fakes.clock.drive(
    Promise.all([onboardDomain(fakes.run()), onboardDomain(fakes.run({ domain: other }))]),
  );
  expect(results.map(({ state }) => state)).toEqual(["verified", "verified"]);
  const [first, second] = fakes.trace.of("host.apply");
  expect((second?.at ?? 0) - (first?.at ?? 0)).toBeGreaterThanOrEqual(10);
  expect(fakes.host.rrsets.filter(({ type }) => type === "MX")).toHaveLength(2);
});

describe("a host that finds somebody else's value beside ours only after the write", () => {
  it("has written, and that is told although the next plan has nothing to do", async () => {
    const fakes = createFakes();
    let lost = false;
    const findProvider = async () => {
      const provider = await fakes.run().findProvider(D, await fakes.authority.delegation(D, {}), {});
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
    const result = await fakes.play(onboardDomain, { findProvider });
    expect(result).toMatchObject({ state: "verified" });
    expect(eventsOf(fakes, "race.lost")).toHaveLength(1);
    expect(eventsOf(fakes, "rrset.written")).toHaveLength(4);
    expect(result.records.map(({ action, before, written }) => ({ action, before, written }))).toEqual(
      Array.from({ length: 4 }, () => ({ action: "created", before: null, written: true })),
    );
  });
});

it("without port 53 SES is asked a minute after a write, and at once where nothing was written", async () => {
  const fakes = createFakes();
  fakes.authority.port53 = "blocked";
  const firstLook = async (): Promise<number> => {
    fakes.trace.calls.length = 0;
    const began = fakes.elapsed();
    await fakes.play(onboardDomain);
    return (fakes.trace.of("ses.verify")[0]?.at ?? NaN) - began;
  };
  const written = await firstLook();
  fakes.identities.seed(D, false);
  expect([written, await firstLook()]).toEqual([60_000, 0]);
});
