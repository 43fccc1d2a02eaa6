import { beforeAll, describe, expect, it } from "vitest";
import { runWithout, UNANSWERING_BY_CASE } from "../../support/delegations/scenarios.ts";
import type { Timed } from "../../support/delegations/onboarding.ts";

// In real time, each compared with an undisturbed run just before. `npm run bench delegations` prints the figures.

const { undisturbed: none, ...disturbed } = UNANSWERING_BY_CASE;
const LATER_AT_MOST_MS = 1_000;
const MOST_MESSAGES = 150;

describe("the gate of a zone with six servers of two families", () => {
  let undisturbed: Timed;
  beforeAll(async () => {
    undisturbed = await runWithout(none);
  });

  it("opens where each of them answers", () => {
    expect(undisturbed.result.state).toBe("verified");
    expect(undisturbed.messages).toBeLessThanOrEqual(MOST_MESSAGES);
  });

  it.each(Object.entries(disturbed))("opens as soon when %s", async (_case, unanswering) => {
    const runs = [await runWithout(unanswering), await runWithout(unanswering)];
    for (const { result, messages } of runs) {
      expect(result.state).toBe("verified");
      expect(messages).toBeLessThanOrEqual(MOST_MESSAGES);
    }
    // The quicker one: a busy machine makes each of them longer, and none shorter.
    const gateMs = Math.min(...runs.map((run) => run.gateMs));
    expect(gateMs - undisturbed.gateMs).toBeLessThan(LATER_AT_MOST_MS);
  });
});
