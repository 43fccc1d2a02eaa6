import { describe, expect, it } from "vitest";
import type { DnsProvider } from "../../../src/dns/provider.ts";
import type { Swap } from "../../../src/dns/rrset.ts";
import type { EventBody } from "../../../src/events/event.ts";
import { OnboardError } from "../../../src/errors/onboard-error.ts";
import { applyPlan, type Writing } from "../../../src/onboard/publish/apply.ts";
import type { Run } from "../../../src/onboard/run.ts";
import { createFakes, D, rrset } from "../fakes.ts";

interface NumberedPlan {
  readonly number: number;
  readonly swaps: readonly Swap[];
}

const SWAP: Swap = { before: undefined, after: rrset("TXT", D, ["v=spf1 -all"]) };
const planOf = (number: number): NumberedPlan => ({ number, swaps: [SWAP] });
const raced = (facts: OnboardError["facts"] = {}) =>
  new OnboardError("RRSET_CHANGED", "Changed.", { hint: "Again.", facts });

/** Apply the first plan at a host that answers its writes like this, and tell everything in order. */
async function applyAt(
  answers: readonly (OnboardError | "writes")[],
  { changes = {}, ...writing }: Partial<Writing<NumberedPlan>> & { readonly changes?: Partial<Run> } = {},
) {
  const log: string[] = [];
  const fakes = createFakes();
  const run = fakes.run({
    emit: (body) => log.push(body.type === "race.lost" ? `lost ${body.attempt}` : body.type),
    exclusive: (key, task) => {
      log.push(`locked ${key}`);
      return task();
    },
    ...changes,
  });
  const waiting = [...answers];
  const apply: DnsProvider["apply"] = (_zone, swaps) => {
    const answer = waiting.shift() ?? "writes";
    return answer === "writes" ? Promise.resolve({ written: swaps.length }) : Promise.reject(answer);
  };
  const provider = { ...(await run.findProvider(D, await fakes.authority.delegation(D, {}), {})), apply };
  const [zone = expect.fail("no zone")] = fakes.zones;
  const outcome = await applyPlan<NumberedPlan>(
    run,
    { provider, zone },
    {
      plan: planOf(1),
      again: async ({ number }) => {
        log.push(`again after ${number}`);
        return planOf(number + 1);
      },
      sayWritten: ({ number }) => void log.push(`written ${number}`),
      ...writing,
    },
  ).then(
    ({ plan, receipt }) => ({ plan: plan.number, receipt }),
    (error: unknown) => ({ error }),
  );
  return { outcome, log };
}

describe("a plan", () => {
  it("is written while nobody else writes into the zone", async () => {
    expect(await applyAt(["writes"])).toEqual({
      outcome: { plan: 1, receipt: { written: 1 } },
      log: ["locked memory Z1"],
    });
  });

  it("tells of a race whether our write may stand there, where its answer was lost", async () => {
    const told: EventBody[] = [];
    const changes = { emit: (body: EventBody) => void told.push(body) };
    await applyAt([raced({ mayHaveArrived: true }), raced(), "writes"], { changes });
    expect(told).toEqual([
      { type: "race.lost", attempt: 1, mayHaveArrived: true },
      { type: "race.lost", attempt: 2 },
    ]);
  });

  const BESIDE = { owner: D, type: "TXT", ours: ["ours"], theirs: ["theirs"] };
  it.each<[string, OnboardError["facts"], boolean]>([
    ["all that it takes", BESIDE, true],
    ["two values of each", { ...BESIDE, ours: ["a", "b"], theirs: ["c", "d"] }, true],
    ["no place", { ...BESIDE, owner: undefined }, false],
    ["a place that is no name", { ...BESIDE, owner: "no name" }, false],
    ["a place that is no text", { ...BESIDE, owner: [D] }, false],
    ["no type", { ...BESIDE, type: undefined }, false],
    ["a type that is no text", { ...BESIDE, type: 16 }, false],
    ["nothing of ours", { ...BESIDE, ours: [] }, false],
    ["nothing of theirs", { ...BESIDE, theirs: [] }, false],
    ["values of ours that are no texts", { ...BESIDE, ours: ["a", 1] }, false],
    ["values of theirs that are no texts", { ...BESIDE, theirs: [1, "a"] }, false],
    ["no list of ours", { ...BESIDE, ours: "ours" }, false],
    ["no list of theirs", { ...BESIDE, theirs: undefined }, false],
    ["a doubt that is no yes", { mayHaveArrived: "yes" }, false],
  ])(
    "tells whose values stand beside whose only where the adapter says it whole: %s",
    async (_what, facts, isTold) => {
      const told: EventBody[] = [];
      const changes = { emit: (body: EventBody) => void told.push(body) };
      await applyAt([raced(facts), "writes"], { changes });
      const { ours, theirs } = facts;
      const beside = { rrset: { owner: D, type: "TXT" }, ours, theirs };
      expect(told).toEqual([{ type: "race.lost", attempt: 1, ...(isTold ? { beside } : {}) }]);
    },
  );

  it("waits for its turn in the zone no longer than the run goes on", async () => {
    const signals: unknown[] = [];
    const { signal } = new AbortController();
    const exclusive: Run["exclusive"] = (_key, task, options) => {
      signals.push(options?.signal);
      return task();
    };
    await applyAt(["writes"], { changes: { exclusive, signal } });
    expect(signals).toEqual([signal]);
  });

  it("without a swap asks the host nothing", async () => {
    expect(await applyAt([], { plan: { number: 1, swaps: [] } })).toEqual({
      outcome: { plan: 1, receipt: undefined },
      log: [],
    });
  });

  it("that loses a race is told so and made anew from the one before", async () => {
    expect(await applyAt([raced(), raced(), "writes"])).toEqual({
      outcome: { plan: 3, receipt: { written: 1 } },
      log: [
        "locked memory Z1",
        "lost 1",
        "again after 1",
        "locked memory Z1",
        "lost 2",
        "again after 2",
        "locked memory Z1",
      ],
    });
  });

  it("that finds everything in place after a lost race is not written", async () => {
    const again = () => Promise.resolve({ number: 2, swaps: [] });
    expect(await applyAt([raced()], { again })).toEqual({
      outcome: { plan: 2, receipt: undefined },
      log: ["locked memory Z1", "lost 1"],
    });
  });

  it("that was written before the race showed is told as written, and then the race as lost", async () => {
    const { log } = await applyAt([raced({ written: true }), "writes"]);
    expect(log).toEqual(["locked memory Z1", "written 1", "lost 1", "again after 1", "locked memory Z1"]);
  });

  it("that loses for the fourth time ends with the host's own error", async () => {
    const last = raced({ owner: D });
    const { outcome, log } = await applyAt([raced(), raced(), raced(), last]);
    expect(outcome).toEqual({ error: last });
    expect(log.filter((line) => line.startsWith("lost"))).toEqual(["lost 1", "lost 2", "lost 3"]);
  });

  it("that fails otherwise ends with that error and without another try", async () => {
    const failure = new OnboardError("RIGHTS_MISSING", "No.", { hint: "Ask.", facts: { written: true } });
    expect(await applyAt([failure])).toEqual({ outcome: { error: failure }, log: ["locked memory Z1"] });
  });
});

it("is written with the patience that the others in the zone's line have left it", async () => {
  const fakes = createFakes();
  const { clock } = fakes;
  const patience: (number | undefined)[] = [];
  const run = fakes.run({ waitMs: 10_000 });
  const apply: DnsProvider["apply"] = async (_zone, _swaps, { patienceMs }) => {
    patience.push(patienceMs);
    await clock.sleep(7_000);
    return { written: 1 };
  };
  const provider = { ...(await run.findProvider(D, await fakes.authority.delegation(D, {}), {})), apply };
  const [zone = expect.fail("no zone")] = fakes.zones;
  const writing = { plan: planOf(1), again: () => expect.fail("nobody wrote"), sayWritten: () => undefined };
  const all = [1, 2, 3].map(() => applyPlan<NumberedPlan>(run, { provider, zone }, writing));
  await clock.drive(Promise.all(all));
  expect(patience).toEqual([10_000, 3_000, 0]);
});
