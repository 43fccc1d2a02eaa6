import { expect, it } from "vitest";
import type { Timed } from "../../support/delegations/onboarding.ts";
import { runBesideDead } from "../../support/delegations/scenarios.ts";

// The domains of one command share what asks their servers. In real time, compared within one run.

const TIMES_ALONE = 1.3;
/** What 31 more domains in this process cost two cores, whoever their servers are. */
const SLACK_MS = 500;

it("takes no longer for healthy domains because the servers of 31 others are dead", async () => {
  const { alone, healthy, dead } = await runBesideDead();
  expect(healthy.map(({ result }) => result.state)).toEqual(["verified", "verified"]);
  expect(new Set(dead.map(({ result }) => result.error?.code))).toEqual(new Set(["NOT_OBSERVABLE"]));
  expect(slowest(healthy)).toBeLessThan(TIMES_ALONE * slowest(alone) + SLACK_MS);
}, 60_000);

function slowest(all: readonly Timed[]): number {
  return Math.max(...all.map(({ wholeMs }) => wholeMs));
}
