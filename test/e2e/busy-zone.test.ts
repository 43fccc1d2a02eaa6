import { expect, it } from "vitest";
import { playRound } from "../support/busy-zone.ts";

// Route 53 is our own fake here; that a busy zone refuses with PriorRequestNotComplete is recorded, how long it is
// busy is not. One round in the suite; `npm run busy-zone` plays twenty.

const ROUNDS = Number(process.env["BUSY_ZONE_ROUNDS"] ?? 1);

it(
  "ten programs on one busy zone of Route 53 are all verified, and none sends while a Retry-After runs",
  async () => {
    for (let round = 1; round <= ROUNDS; round += 1) {
      const { ended, tooEarly, silences, busy, tookMs } = await playRound(10);
      const verified = ended.filter(({ exit, state }) => exit === 0 && state === "verified");
      if (ROUNDS > 1)
        console.log(
          `round ${round}: ${verified.length} of ${ended.length} verified in ${Math.round(tookMs / 1_000)} s, busy ${busy} times, ${silences} Retry-After, ${tooEarly.length} sent within`,
        );
      expect(ended).toEqual(Array.from({ length: 10 }, () => ({ exit: 0, state: "verified", error: "" })));
      expect(tooEarly).toEqual([]);
      expect(silences).toBe(10);
      expect(busy).toBeGreaterThan(0);
    }
  },
  ROUNDS * 90_000,
);
