import { expect, it } from "vitest";
import type { Swap } from "../../src/dns/rrset.ts";
import { requireHoldableSizes } from "../../src/plan/host-sizes.ts";
import { D, DMARC_NAME, rrset } from "./support.ts";

const WHOLE = { batch: "all-or-nothing", writes: "rrset" } as const;
const texts = (count: number, length = 8) =>
  Array.from({ length: count }, (_, index) => `${index}`.padStart(length, "x"));
const change = (before: readonly string[], after: readonly string[], owner: string = D): Swap => ({
  before: before.length === 0 ? undefined : rrset("TXT", owner, before),
  after: rrset("TXT", owner, after),
});
/** One value more beside so many. */
const beside = (count: number, owner: string = D) => change(texts(count), [...texts(count), "new"], owner);

const judge = (swaps: readonly Swap[], traits: object, openKeys?: number) => () =>
  requireHoldableSizes(swaps, { ...WHOLE, ...traits }, openKeys);

it.each([
  ["a set that is replaced, as it stands and as it shall be", [beside(5)], "values", 11],
  ["all sets of a batch", [beside(2), beside(2, DMARC_NAME)], "values", 10],
  ["characters in the quotes of a zone file", [beside(5)], "characters", 10 * 10 + 5],
])("counts %s", (_what, swaps, unit, sum) => {
  expect(judge(swaps, { sizes: { [unit]: sum } })).not.toThrow();
  expect(judge(swaps, { sizes: { [unit]: sum - 1 } })).toThrow(
    expect.objectContaining({
      code: "VALUE_REJECTED",
      facts: { owner: D, type: "TXT", unit, sum, most: sum - 1 },
    }),
  );
});

it("keeps room for the keys that SES has not named", () => {
  expect(judge([beside(5)], { sizes: { values: 12 } }, 1)).not.toThrow();
  expect(judge([beside(5)], { sizes: { values: 12 } }, 2)).toThrow(/room for 2 DKIM keys/);
});

it("names the set that most of it is of", () => {
  expect(judge([beside(1, DMARC_NAME), beside(9)], { sizes: { values: 20 } })).toThrow(
    expect.objectContaining({ facts: { owner: D, type: "TXT", unit: "values", sum: 22, most: 20 } }),
  );
});

it("counts what differs alone where a write names its values, but for a TTL that changes", () => {
  const longer = { ...beside(5), before: rrset("TXT", D, texts(5), 60) };
  expect(judge([beside(5)], { writes: "value", sizes: { values: 1 } })).not.toThrow();
  expect(judge([longer], { writes: "value", sizes: { values: 10 } })).toThrow(/11/);
});

it("judges each swap by itself where a host writes one by one", () => {
  const swaps = [beside(2), beside(2, DMARC_NAME)];
  expect(judge(swaps, { batch: "one-by-one", sizes: { values: 5 } }, 2)).not.toThrow();
});

it("judges a value that is new, and none that stands", () => {
  const [long = ""] = texts(1, 255);
  expect(judge([change([long], [long, "new"])], { sizes: { value: 100 } })).not.toThrow();
  expect(judge([change([], [long])], { sizes: { value: 257 } })).not.toThrow();
  expect(judge([change([], [long])], { sizes: { value: 256 } })).toThrow(
    expect.objectContaining({ facts: { owner: D, type: "TXT", characters: 257, most: 256 } }),
  );
});

it("judges how many values a set would have", () => {
  expect(judge([beside(9)], { sizes: { set: 10 } })).not.toThrow();
  expect(judge([beside(10)], { sizes: { set: 10 } })).toThrow(
    /10 values in one record set, and TXT at .* 11/,
  );
});

it("judges nothing at a host that says nothing", () => {
  expect(judge([beside(5_000)], {})).not.toThrow();
});
