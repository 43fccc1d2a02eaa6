import { expect, it } from "vitest";
import { MOST_ADDRESSES, pointsOf } from "../../../../src/plan/spf/impact/points.ts";

it("judges so many addresses and no more, and beside them those that always are", () => {
  const networks = Array.from({ length: MOST_ADDRESSES }, (_, index) => {
    const first = BigInt(index) << 8n;
    return { term: "mx", network: { family: 4, first, last: first + 7n } as const };
  });
  const ses = { term: "include:ses.example", address: { family: 4, bits: 0xcb007100n } } as const;
  const { points, isCut } = pointsOf(networks, [ses]);
  expect([points.length, points.at(-1), isCut]).toEqual([MOST_ADDRESSES + 1, ses, true]);
});
