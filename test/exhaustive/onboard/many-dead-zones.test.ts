import { expect, it } from "vitest";
import type { Timed } from "../../support/delegations/onboarding.ts";
import { runBesideDead } from "../../support/delegations/scenarios.ts";

// The domains of one command share what asks their servers. In real time, compared within one run; `npm run bench
// delegations` holds the promise of 1.3 times.

const TIMES_ALONE = 1.3;
/** What 31 more domains and their servers in this process cost a busy machine; they held others up for 15 s. */
const SLACK_MS = 2_000;

it("takes no longer for healthy domains because the servers of 31 others are dead", async () => {
  const { alone, beside } = await runBesideDead();
  expect(beside.map(({ result }) => result.state)).toEqual(["verified", "verified"]);
  expect(slowest(beside)).toBeLessThan(TIMES_ALONE * slowest(alone) + SLACK_MS);
});

function slowest(all: readonly Timed[]): number {
  return Math.max(...all.map(({ wholeMs }) => wholeMs));
}
