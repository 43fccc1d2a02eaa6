import { describe, expect, it } from "vitest";
import type { DnsProvider } from "../../../src/dns/provider.ts";
import { findRRset, type RRset } from "../../../src/dns/rrset.ts";
import { OnboardError } from "../../../src/errors/onboard-error.ts";
import { onboardDomain } from "../../../src/onboard/onboard-domain.ts";
import { findOvertaken, isForeign } from "../../../src/onboard/publish/overtaken.ts";
import type { RecordPlan } from "../../../src/plan/record-plan.ts";
import type { Run } from "../../../src/onboard/run.ts";
import { createFakes, D, DMARC_NAME, eventsOf, rrset, type Fakes } from "../fakes.ts";
import { expectUndoneTo } from "./undone.ts";

// Somebody writes after our write was read back and found alone: he goes by a listing that does not show it yet.

const THEIR_SPF = rrset("TXT", D, ["v=spf1 mx -all"]);
const THEIR_DMARC = rrset("TXT", DMARC_NAME, ["v=DMARC1; p=reject"]);

/** Each time that the name servers are asked, one of these is written beside what stands, or in its place. */
function laterWrites(
  fakes: Fakes,
  theirs: readonly RRset[],
  how: "beside" | "instead" = "beside",
): Partial<Run> {
  const left = [...theirs];
  return {
    emit: (event) => {
      fakes.events.push(event);
      const next = event.type === "propagation.started" ? left.shift() : undefined;
      if (next === undefined) return;
      const stands = how === "beside" ? findRRset(fakes.host.rrsets, next.owner, next.type)?.values : [];
      fakes.host.seed({ ...next, values: [...(stands ?? []), ...next.values] });
    },
  };
}

const lost = (fakes: Fakes) => eventsOf(fakes, "race.lost").map(({ attempt }) => attempt);

describe("what somebody writes after our look is found at the name servers, and planned anew", () => {
  it.each([
    ["a second SPF record", THEIR_SPF, ["v=spf1 mx include:qcloudmail.com -all"], "merged"],
    ["a second DMARC record", THEIR_DMARC, ["v=DMARC1; p=reject"], "kept"],
  ])("%s", async (_what, theirs, expected, action) => {
    const fakes = createFakes();
    const result = await fakes.play(onboardDomain, laterWrites(fakes, [theirs]));
    expect(result).toMatchObject({ state: "verified", error: null });
    expect(fakes.host.peek(theirs.owner, theirs.type)?.values).toEqual(expected);
    const record = result.records.find(({ owner, type }) => owner === theirs.owner && type === theirs.type);
    expect(record).toMatchObject({ action, before: { values: theirs.values }, after: { values: expected } });
    expect(lost(fakes)).toEqual([1]);
    // The gate opens after that, and only then SES is asked.
    expect(fakes.events.findLastIndex(({ type }) => type === "rrset.written")).toBeLessThan(
      fakes.events.findIndex(({ type }) => type === "propagation.done"),
    );
    await expectUndoneTo(fakes, [theirs]);
  });

  it("an SPF record in place of ours", async () => {
    const fakes = createFakes();
    const result = await fakes.play(onboardDomain, laterWrites(fakes, [THEIR_SPF], "instead"));
    expect(result.state).toBe("verified");
    expect(fakes.host.peek(D, "TXT")?.values).toEqual(["v=spf1 mx include:qcloudmail.com -all"]);
  });

  it("not before a listing that lags shows it", async () => {
    const fakes = createFakes();
    const reads: number[] = [];
    const lagging = async (): Promise<DnsProvider> => {
      const provider = await fakes.run().findProvider(D, await fakes.authority.delegation(D, {}), {});
      const readRRsets: DnsProvider["readRRsets"] = (...args) => {
        reads.push(fakes.elapsed());
        return provider.readRRsets(...args);
      };
      return { ...provider, readRRsets, traits: { ...provider.traits, readLagMs: 30_000 } };
    };
    await fakes.play(onboardDomain, { ...laterWrites(fakes, [THEIR_SPF]), findProvider: lagging });
    expect(reads.filter((at) => at > 0).every((at) => at >= 30_000)).toBe(true);
    expect(lost(fakes)).toEqual([1]);
  });
});

describe("a value is somebody else's", () => {
  const of = (
    owner: typeof D,
    before: readonly string[] | null,
    after: readonly string[] | null,
  ): RecordPlan => ({
    record: { purpose: "other", owner, type: "TXT", expected: "x" },
    action: "merged",
    before: before && rrset("TXT", owner, before),
    after: after && rrset("TXT", owner, after),
    warnings: [],
  });
  const records = [
    of(D, ["old"], ["new"]),
    of(D, null, ["more"]),
    of(D, ["gone"], null),
    of(DMARC_NAME, null, ["other"]),
  ];

  it.each([
    ["old", false],
    ["new", false],
    ["more", false],
    ["gone", false],
    ["other", true],
    ["theirs", true],
  ])("where it stood there neither before the plan nor after it: %s", (value, foreign) => {
    expect(isForeign({ records, swaps: [] }, rrset("TXT", D, ["new", value]))).toBe(foreign);
  });
});

describe("the look for what somebody has changed", () => {
  const wanted = (accepts: (now: readonly RRset[]) => boolean) => [{ owner: D, type: "TXT", accepts }];
  const look = async (
    fakes: Fakes,
    accepts: (now: readonly RRset[]) => boolean,
    changes: Partial<DnsProvider> = {},
  ) => {
    const provider = await fakes.run().findProvider(D, await fakes.authority.delegation(D, {}), {});
    const [zone] = fakes.zones;
    if (zone === undefined) throw new TypeError("no zone");
    return fakes.clock.drive(
      findOvertaken(fakes.run(), { provider: { ...provider, ...changes }, zone }, wanted(accepts)),
    );
  };
  const failing = (failure: Error) => ({ readRRsets: () => Promise.reject(failure) });
  const down = new OnboardError("API_UNAVAILABLE", "Down.", { hint: "Wait." });

  it("goes by what stands at the record's own name", async () => {
    const fakes = createFakes([rrset("TXT", D, ["site=1"]), rrset("TXT", DMARC_NAME, ["v=DMARC1; p=none"])]);
    const seen: (readonly RRset[])[] = [];
    const accepts = (now: readonly RRset[]) => seen.push(now) > 0;
    const provider = await fakes.run().findProvider(D, await fakes.authority.delegation(D, {}), {});
    // A host may list more than it was asked for.
    const readRRsets: DnsProvider["readRRsets"] = (zone, _owners, options) =>
      provider.readRRsets(zone, [D, DMARC_NAME], options);
    expect(await look(fakes, accepts, { readRRsets })).toBeUndefined();
    expect(seen).toEqual([[rrset("TXT", D, ["site=1"])]]);
  });

  it("says which record was changed after it had been written", async () => {
    const found = await look(createFakes(), () => false);
    expect(found).toMatchObject({
      code: "RRSET_CHANGED",
      message: `Somebody else has changed the TXT records at ${D} after this run had written them.`,
      hint: "It reads and plans anew: run the same call again.",
      facts: { owner: D, type: "TXT", written: true },
    });
  });

  it("finds nothing out where the host can't be asked, and hides no mistake of ours", async () => {
    expect(await look(createFakes(), () => false, failing(down))).toBeUndefined();
    await expect(look(createFakes(), () => false, failing(new TypeError("a bug")))).rejects.toThrow("a bug");
  });

  it("ends with an interrupt, in its pause and in a question that fails by it", async () => {
    const pausing = createFakes();
    pausing.clock.at(200, () => pausing.interrupt.abort(new Error("stopped")));
    const { traits } = await pausing.run().findProvider(D, await pausing.authority.delegation(D, {}), {});
    await expect(look(pausing, () => true, { traits: { ...traits, readLagMs: 30_000 } })).rejects.toThrow(
      "stopped",
    );
    expect(pausing.elapsed()).toBe(200);
    const asking = createFakes();
    const readRRsets = () => {
      asking.interrupt.abort(new Error("stopped"));
      return Promise.reject(down);
    };
    await expect(look(asking, () => true, { readRRsets })).rejects.toThrow("stopped");
  });
});

describe("it is not planned anew", () => {
  it("for a text that harms nobody", async () => {
    const fakes = createFakes();
    const result = await fakes.play(onboardDomain, laterWrites(fakes, [rrset("TXT", D, ["verification=1"])]));
    expect([result.state, lost(fakes)]).toEqual(["verified", []]);
  });

  it("where a server serves something strange, and the host holds what was written", async () => {
    const fakes = createFakes([rrset("TXT", D, ["verification=1"])]);
    const [server] = fakes.authority.servers;
    const authority = { ...fakes.authority };
    fakes.authority.observe = async (at, question, options) => {
      const seen = await authority.observe(at, question, options);
      const isStrange = at.address === server.address && question.owner === D && question.type === "TXT";
      return isStrange ? { ...seen, kind: "answer", rrset: rrset("TXT", D, ["v=spf1 -all"]) } : seen;
    };
    const result = await fakes.play(onboardDomain);
    expect([result.error?.code, lost(fakes)]).toEqual(["NOT_PROPAGATED", []]);
  });

  it("where the host can't be asked: the wait goes on, and ends as ever", async () => {
    const fakes = createFakes();
    let isDown = false;
    const unreachable = async (): Promise<DnsProvider> => {
      const provider = await fakes.run().findProvider(D, await fakes.authority.delegation(D, {}), {});
      const readRRsets: DnsProvider["readRRsets"] = (...args) =>
        isDown
          ? Promise.reject(new OnboardError("API_UNAVAILABLE", "Down.", { hint: "Wait." }))
          : provider.readRRsets(...args);
      return { ...provider, readRRsets };
    };
    const { emit = () => {} } = laterWrites(fakes, [THEIR_SPF]);
    const result = await fakes.play(onboardDomain, {
      findProvider: unreachable,
      emit: (event) => {
        isDown ||= event.type === "propagation.started";
        emit(event);
      },
    });
    expect([result.error?.code, lost(fakes)]).toEqual(["NOT_PROPAGATED", []]);
  });

  it("a fourth time", async () => {
    const fakes = createFakes();
    const theirs = ["mx", "a", "ip4:192.0.2.1", "ip4:192.0.2.2"].map((term) =>
      rrset("TXT", D, [`v=spf1 ${term} -all`]),
    );
    const result = await fakes.play(onboardDomain, laterWrites(fakes, theirs, "instead"));
    expect([result.error?.code, lost(fakes)]).toEqual(["RRSET_CHANGED", [1, 2, 3]]);
  });
});
