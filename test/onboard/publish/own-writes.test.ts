import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { sameValues, type RRset, type Swap } from "../../../src/dns/rrset.ts";
import { OwnWrites, swapsBetween } from "../../../src/onboard/publish/own-writes.ts";
import { D, DMARC_NAME, rrset } from "../fakes.ts";

const txt = (...values: readonly string[]): RRset => rrset("TXT", D, values);
const swapOf = (before: RRset | undefined, after: RRset | undefined): Swap => ({ before, after });
const noted = (...swaps: readonly Swap[]): OwnWrites => {
  const own = new OwnWrites();
  own.note(swaps);
  return own;
};

describe("what would stand there without our writes", () => {
  it.each([
    [
      "a value that we added is gone",
      swapOf(undefined, txt("ours")),
      [txt("theirs", "ours")],
      [txt("theirs")],
    ],
    ["an RRset that was ours alone is gone", swapOf(undefined, txt("ours")), [txt("ours")], []],
    [
      "a value that we replaced is back",
      swapOf(txt("old"), txt("new")),
      [txt("new", "theirs")],
      [txt("theirs", "old")],
    ],
    [
      "a value that we removed is back",
      swapOf(txt("old", "kept"), txt("kept")),
      [txt("kept")],
      [txt("kept", "old")],
    ],
    ["an RRset that we removed is back", swapOf(txt("old"), undefined), [], [txt("old")]],
    [
      "what somebody put in the place of ours stays alone",
      swapOf(txt("old"), txt("new")),
      [txt("theirs")],
      [txt("theirs")],
    ],
    [
      "what we did not touch stays",
      swapOf(undefined, txt("ours")),
      [rrset("TXT", DMARC_NAME, ["x"]), rrset("MX", D, ["1 a"])],
      [rrset("TXT", DMARC_NAME, ["x"]), rrset("MX", D, ["1 a"])],
    ],
  ])("%s", (_what, swap, stands, expected) => {
    expect(noted(swap).without(stands)).toEqual(expected);
  });

  it("is what stands there where we wrote nothing", () => {
    const own = new OwnWrites();
    const stands = [txt("theirs")];
    expect([own.isEmpty, own.without(stands)]).toEqual([true, stands]);
    expect(noted(swapOf(undefined, txt("ours"))).isEmpty).toBe(false);
  });

  it("keeps the TTL that stands there", () => {
    const stands = [{ ...txt("theirs", "ours"), ttl: 60 }];
    expect(noted(swapOf(undefined, txt("ours"))).without(stands)).toEqual([{ ...txt("theirs"), ttl: 60 }]);
  });

  it("is the same after any number of writes of ours as before the first", () => {
    const values = fc.uniqueArray(fc.constantFrom("a", "b", "c", "d"), { maxLength: 4 });
    fc.assert(
      fc.property(values, fc.array(values, { minLength: 1, maxLength: 4 }), (first, states) => {
        const own = new OwnWrites();
        let before = first;
        for (const next of states) {
          if (before.length + next.length > 0) own.note([swapOf(rrsetOf(before), rrsetOf(next))]);
          before = next;
        }
        const [found] = own.without([rrsetOf(before) ?? []].flat());
        expect(sameValues(found?.values ?? [], first)).toBe(true);
      }),
    );
  });
});

it("a swap leads from what stands to what shall, place by place, and leaves TTLs alone", () => {
  const stands = [
    { ...txt("theirs", "ours"), ttl: 60 },
    rrset("MX", D, ["1 a"]),
    rrset("CNAME", DMARC_NAME, ["x"]),
  ];
  const shall = [txt("merged"), rrset("MX", D, ["1 a"], 5), rrset("TXT", DMARC_NAME, ["y"])];
  expect(swapsBetween(stands, shall)).toEqual([
    { before: stands[0], after: { ...txt("merged"), ttl: 60 } },
    { before: stands[2], after: undefined },
    { before: undefined, after: shall[2] },
  ]);
});

function rrsetOf(values: readonly string[]): RRset | undefined {
  return values.length === 0 ? undefined : txt(...values);
}
