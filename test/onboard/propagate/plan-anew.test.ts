import { describe, expect, it } from "vitest";
import type { Observation } from "../../../src/dns/observation.ts";
import type { DnsProvider } from "../../../src/dns/provider.ts";
import { findRRset } from "../../../src/dns/rrset.ts";
import type { Goal } from "../../../src/onboard/propagate/goal.ts";
import { planAnewWhenOvertaken } from "../../../src/onboard/propagate/plan-anew.ts";
import type { Laggard } from "../../../src/onboard/propagate/quorum.ts";
import type { RecordPlan } from "../../../src/plan/record-plan.ts";
import { serverAt } from "../fake-authority.ts";
import { APEX, createFakes, D, NAME_SERVERS, rrset, type Fakes } from "../fakes.ts";
import { BASE, NODATA } from "./answers.ts";

// Beside the wait: whether somebody else has written since. Its place in a run: test/onboard/publish/overtaken.test.ts.

const BEFORE = rrset("TXT", D, ["verification=1"]);
const OURS = rrset("TXT", D, ["verification=1", "v=spf1 include:qcloudmail.com -all"]);
const THEIRS = rrset("TXT", D, ["verification=1", "v=spf1 mx -all"]);

const GOAL: Goal = {
  owner: D,
  type: "TXT",
  accepts: (now) => findRRset(now, D, "TXT")?.values.includes(OURS.values[1] ?? "") === true,
};
const PLAN: RecordPlan = {
  record: { purpose: "spf", owner: D, type: "TXT", expected: "v=spf1 include:qcloudmail.com -all" },
  action: "merged",
  before: BEFORE,
  after: OURS,
  warnings: [],
};

const serves = (given: typeof OURS): Observation => ({ ...BASE, kind: "answer", rrset: given });

/** While each of these is what an address says that lags, a minute at most. */
async function beside(fakes: Fakes, said: readonly Observation[], changes: Partial<DnsProvider> = {}) {
  const run = fakes.run();
  const delegation = await fakes.authority.delegation(D, {});
  const provider = { ...(await run.findProvider(D, delegation, { signal: run.signal })), ...changes };
  const zone = { apex: APEX, id: "Z1", nameServers: NAME_SERVERS };
  const laggards = said.map((observation, index): Laggard => {
    const at = serverAt(`ns${index + 1}.dns.test`, `192.0.2.${index + 1}`);
    return { at, servers: [at], dueAt: undefined, goal: GOAL, verdict: "old", observation };
  });
  const planned = { records: [PLAN], swaps: [] };
  const watch = { laggards: () => laggards };
  const until = new AbortController();
  const ended = planAnewWhenOvertaken(run, { provider, zone, planned, goals: [GOAL], watch }, until.signal);
  const end = () => until.abort("the gate is open");
  fakes.clock.at(60_000, end);
  return { ended, end };
}
const readAt = (fakes: Fakes) => fakes.trace.of("host.read").map(({ at }) => at);

describe("somebody else's later value", () => {
  it("that one server of several serves is found at the host, a second later, and planned anew", async () => {
    const fakes = createFakes([THEIRS]);
    const { ended } = await beside(fakes, [NODATA, serves(BEFORE), serves(THEIRS)]);
    await expect(fakes.clock.drive(ended)).rejects.toMatchObject({
      code: "RRSET_CHANGED",
      facts: { owner: D, type: "TXT", written: true },
    });
    expect(readAt(fakes)).toEqual([1_000]);
  });

  it("that the host does not hold is looked for again, with twice the pause each time", async () => {
    const fakes = createFakes();
    const reads: number[] = [];
    const { ended, end } = await beside(fakes, [serves(THEIRS)], {
      readRRsets: async () => {
        reads.push(fakes.elapsed());
        if (reads.length === 4) end();
        return [OURS];
      },
    });
    await fakes.clock.drive(ended);
    expect(reads).toEqual([1_000, 3_000, 7_000, 15_000]);
  });

  it("is looked for only where it is served: old values, and none, are no reason to ask the host", async () => {
    const fakes = createFakes([THEIRS]);
    const alias: Observation = { ...BASE, kind: "cname", target: D, ttl: 60, rrset: undefined };
    const { ended } = await beside(fakes, [NODATA, serves(BEFORE), serves(OURS), alias]);
    await fakes.clock.drive(ended);
    expect(readAt(fakes)).toEqual([]);
  });

  it("is a person's to find where a person writes: nobody looks", async () => {
    const fakes = createFakes([THEIRS]);
    const { ended } = await beside(fakes, [serves(THEIRS)], { byHand: true });
    await fakes.clock.drive(ended);
    expect([fakes.elapsed(), readAt(fakes)]).toEqual([0, []]);
  });
});

describe("a look at the host", () => {
  it("that is under way when the wait ends is given up, and is no failure", async () => {
    const fakes = createFakes([THEIRS]);
    const { ended, end } = await beside(fakes, [serves(THEIRS)], {
      readRRsets: async (_zone, _owners, { signal }) => {
        await fakes.clock.sleep(60_000, { signal });
        return [THEIRS];
      },
    });
    fakes.clock.at(5_000, end);
    await fakes.clock.drive(ended);
    expect([fakes.elapsed(), fakes.clock.sleepers()]).toEqual([5_000, 0]);
  });

  it("that shows a mistake of ours fails", async () => {
    const fakes = createFakes([THEIRS]);
    const { ended } = await beside(fakes, [serves(THEIRS)], {
      readRRsets: () => Promise.reject(new TypeError("a slip")),
    });
    await expect(fakes.clock.drive(ended)).rejects.toThrow("a slip");
  });
});
