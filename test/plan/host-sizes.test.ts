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
    expect.objectContaining({
      code: "VALUE_REJECTED",
      facts: { owner: D, type: "TXT", characters: 257, most: 256 },
    }),
  );
});

it("judges how many values a set would have", () => {
  expect(judge([beside(9)], { sizes: { set: 10 } })).not.toThrow();
  expect(judge([beside(10)], { sizes: { set: 10 } })).toThrow(
    expect.objectContaining({
      code: "VALUE_REJECTED",
      message: expect.stringMatching(/10 values in one record set, and TXT at .* 11/),
      facts: { owner: D, type: "TXT", values: 11, most: 10 },
    }),
  );
});

it("judges nothing at a host that says nothing", () => {
  expect(judge([beside(5_000)], {})).not.toThrow();
});

it("counts a name with its final dot, and what is taken away as well as what comes", () => {
  const mx = (before: readonly string[], after: readonly string[]): Swap => ({
    before: rrset("MX", D, before),
    after: after.length === 0 ? undefined : rrset("MX", D, after),
  });
  expect(judge([mx([], ["10 a.test"])], { sizes: { value: 10 } })).not.toThrow();
  expect(judge([mx([], ["10 a.test"])], { sizes: { value: 9 } })).toThrow(
    /takes 9 characters in one MX value/,
  );
  expect(judge([mx(["10 a.test"], [])], { sizes: { characters: 10, set: 0, value: 0 } })).not.toThrow();
  expect(judge([mx(["10 a.test"], [])], { sizes: { characters: 9 } })).toThrow(/have 10: 10 of MX at/);
});

it("keeps room for the characters of each key that is open", () => {
  const small = beside(0);
  const characters = 5 + 2 * 770;
  expect(judge([small], { sizes: { characters } }, 2)).not.toThrow();
  expect(judge([small], { sizes: { characters: characters - 1 } }, 2)).toThrow(
    "would have 1,545: 5 of TXT at mail.example.com, and room for 2 DKIM keys.",
  );
});

it("refuses the one of several writes that is too large by itself", () => {
  const swaps = [beside(1), beside(9, DMARC_NAME)];
  expect(judge(swaps, { batch: "one-by-one", sizes: { values: 18 } })).toThrow(
    expect.objectContaining({ facts: { owner: DMARC_NAME, type: "TXT", unit: "values", sum: 19, most: 18 } }),
  );
  expect(judge(swaps, { batch: "one-by-one", sizes: { values: 19 } })).not.toThrow();
});

it("judges nothing where nothing is written, whatever room the keys need", () => {
  expect(judge([], { sizes: { values: 0, characters: 0 } }, 2)).not.toThrow();
});

it("says how much the host takes, how much it would be, and what to do", () => {
  const long = "y".repeat(2_000);
  expect(judge([change([], [long])], { sizes: { value: 1_000 } })).toThrow(
    expect.objectContaining({
      message: expect.stringMatching(/takes 1,000 characters .* for mail\.example\.com .*: "y{60}…"\.$/),
      hint: expect.stringContaining(`Shorten what stands at ${D}`),
    }),
  );
  const sixty = "z".repeat(60);
  expect(judge([change([], [sixty])], { sizes: { value: 10 } })).toThrow(`"${sixty}".`);
  for (const sizes of [{ set: 1 }, { values: 1 }])
    expect(judge([beside(2)], { sizes })).toThrow(
      expect.objectContaining({ hint: expect.stringContaining(`of TXT at ${D}`) }),
    );
  expect(judge([beside(2)], { sizes: { values: 1 } })).toThrow(/5 of TXT at mail\.example\.com\.$/);
});

it("counts a value that stays under a new TTL twice, as the host replaces it", () => {
  const sameTtl = { ...beside(5), before: rrset("TXT", D, texts(5)) };
  const gone: Swap = { before: rrset("TXT", D, texts(3)), after: undefined };
  expect(judge([sameTtl], { writes: "value", sizes: { values: 0 } })).toThrow(/1 of TXT/);
  expect(judge([gone], { writes: "value", sizes: { values: 2 } })).toThrow(/3 of TXT/);
});

it("counts what goes, what comes and what is new where a write names its values", () => {
  const exchange = change(["a", "b"], ["b", "c"]);
  expect(judge([exchange], { writes: "value", sizes: { values: 2 } })).not.toThrow();
  expect(judge([exchange], { writes: "value", sizes: { values: 1 } })).toThrow(/2 of TXT/);
  expect(judge([change([], ["a"])], { writes: "value", sizes: { values: 1 } })).not.toThrow();
});
