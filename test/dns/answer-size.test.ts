import { describe, expect, it } from "vitest";
import { answerSize } from "../../src/dns/answer-size.ts";
import { warnOfTcp } from "../../src/plan/detect.ts";
import { D, rrset } from "../plan/support.ts";

/** What is left of an answer for the values: header, question with the name, one record's overhead, its length octet. */
const OVERHEAD = 12 + (D.length + 2) + 4 + 12 + 1;

describe("the size of an answer", () => {
  it("counts header, question, each record with its strings, and EDNS", () => {
    expect(answerSize(rrset("TXT", D, ["abc"]), false)).toBe(OVERHEAD + 3);
    expect(answerSize(rrset("TXT", D, ["abc"]), true)).toBe(OVERHEAD + 3 + 11);
    expect(answerSize(rrset("TXT", D, ["abc", ""]), false)).toBe(OVERHEAD + 3 + 13);
    // A string holds 255 octets, and a letter outside of ASCII is more than one.
    expect(answerSize(rrset("TXT", D, ["a".repeat(256)]), false)).toBe(OVERHEAD + 256 + 1);
    expect(answerSize(rrset("TXT", D, ["é"]), false)).toBe(OVERHEAD + 2);
  });
});

describe("a TXT set that grows", () => {
  const sized = (octets: number) => rrset("TXT", D, ["a".repeat(200), "b".repeat(octets - OVERHEAD - 213)]);

  it.each([
    [511, 512, []],
    [512, 513, [{ octets: 513, limit: 512 }]],
    [513, 535, []],
    [535, 513, []],
  ])("from %i to %i octets is told when it passes what fits into UDP", (before, after, told) => {
    const set = (octets: number) => {
      const rest = octets - OVERHEAD - 13 - 200 - 13;
      return rrset("TXT", D, ["a".repeat(200), "b".repeat(rest - 10), "c".repeat(10)]);
    };
    expect(answerSize(set(before), false)).toBe(before);
    expect(warnOfTcp(set(before), set(after))).toMatchObject(told);
    expect(warnOfTcp(set(before), set(after))).toHaveLength(told.length);
  });

  it("is told of the larger limit, with EDNS, where it passes both", () => {
    const large = rrset(
      "TXT",
      D,
      Array.from({ length: 6 }, (_, index) => `${index}`.padEnd(200, "x")),
    );
    expect(warnOfTcp(sized(400), large)).toEqual([
      {
        warning: "answer-over-udp",
        owner: D,
        type: "TXT",
        octets: answerSize(large, true),
        limit: 1_232,
      },
    ]);
  });

  it("is not told of other types, and not of a set that is new", () => {
    const large = rrset("TXT", D, ["x".repeat(1_400)]);
    expect(warnOfTcp(null, large)).toEqual([]);
    expect(warnOfTcp(large, null)).toEqual([]);
    expect(warnOfTcp(rrset("MX", D, []), { ...large, type: "MX" })).toEqual([]);
  });
});
