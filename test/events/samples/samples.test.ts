import { describe, expect, it } from "vitest";
import { SAMPLES } from "../../../src/events/samples/samples.ts";
import { exitOf } from "../../../src/errors/codes.ts";
import { expiresInMs, judge } from "../../../src/onboard/propagate/goal.ts";
import { DEFAULT_POLICY } from "../../../src/plan/requirement.ts";
import { isMet } from "../../../src/plan/satisfy.ts";
import type { ServerVerdict } from "../../../src/events/verdict.ts";

// What the compiler can't hold of the examples: that they are of this world.

const SPF = {
  purpose: "spf",
  owner: SAMPLES.domain,
  type: "TXT",
  expected: "v=spf1 include:qcloudmail.com ~all",
} as const;
const goal = { ...SPF, accepts: (now: Parameters<typeof isMet>[1]) => isMet(SPF, now, DEFAULT_POLICY, {}) };

const events = Object.values(SAMPLES.events).flat();

describe("the examples", () => {
  it.each(Object.entries(SAMPLES.verdicts))(
    "of the verdict %s hold an answer that leads to it",
    (verdict, observed) => {
      for (const { observation } of observed) expect(judge(goal, observation)).toBe(verdict);
      expect(observed.map((event) => event.expiresInMs)).toEqual(
        observed.map(({ observation }) => expiresInMs(observation)),
      );
    },
  );

  it("leave a server out only for what is no answer about the record", () => {
    const answers: readonly ServerVerdict[] = ["serves", "old", "nodata", "nxdomain", "cname"];
    const excluded = SAMPLES.events["server.excluded"]
      .map(({ because }) => because)
      .filter((because) => because !== "private");
    expect([...excluded, ...answers].toSorted()).toEqual(Object.keys(SAMPLES.verdicts).toSorted());
  });

  it("survive JSON", () => {
    const told = events.map((event): unknown => JSON.parse(JSON.stringify(event)));
    expect(told).toEqual(events);
  });

  it("of results end with the status that their code promises", () => {
    const failed = Object.values(SAMPLES.results).filter(({ error }) => error !== null);
    expect(failed.map(({ exit }) => exit)).toEqual(
      failed.map(({ error }) => (error === null ? 0 : exitOf(error.code))),
    );
    expect(failed.length).toBeGreaterThan(2);
  });

  it("differ from each other", () => {
    expect(new Set(events.map((event) => JSON.stringify(event))).size).toBe(events.length);
  });
});
