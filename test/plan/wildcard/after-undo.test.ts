import { describe, expect, it } from "vitest";
import { parseDomainName } from "../../../src/dns/domain-name.ts";
import type { RRset, Swap } from "../../../src/dns/rrset.ts";
import {
  backToInEffect,
  existsAfter,
  topToBeGone,
  withEarlierUndo,
} from "../../../src/plan/wildcard/after-undo.ts";
import { D, DMARC_NAME, rrset } from "../support.ts";

const WILDCARD = parseDomainName("*.example.com");
const THEIRS = "10 mx.example.com";
const OURS = "20 mxbiz1.qq.com";
const inEffect = { wildcard: WILDCARD, values: [THEIRS] };
const mx = (...values: readonly string[]): RRset => rrset("MX", D, values);
const write = (before: RRset | undefined, after: RRset | undefined) => ({ before, after, certain: true });

describe("an earlier undo that had to leave what the wildcard answered", () => {
  const added = [write(undefined, mx(THEIRS, OURS))];
  const replaced = [write(undefined, mx(OURS))];

  it("is known by what stands in the place of ours, and counts as a write", () => {
    expect(withEarlierUndo(mx(THEIRS), added, inEffect)).toEqual([
      ...added,
      write(mx(THEIRS, OURS), mx(THEIRS)),
    ]);
    expect(withEarlierUndo(mx(THEIRS, "5 mx.mine.test"), replaced, inEffect)).toEqual([
      ...replaced,
      write(mx(OURS), mx(THEIRS)),
    ]);
  });

  it("leaves beside it what stood there before any write", () => {
    const beside = [write(mx("5 mx.mine.test"), mx("5 mx.mine.test", OURS))];
    expect(withEarlierUndo(mx("5 mx.mine.test", THEIRS), beside, inEffect)).toEqual([
      ...beside,
      write(mx("5 mx.mine.test", OURS), mx("5 mx.mine.test", THEIRS)),
    ]);
  });

  it.each([
    ["nothing stands there", undefined, added, inEffect],
    ["all that we wrote stands there", mx(THEIRS, OURS), added, inEffect],
    ["not all that the wildcard answered does", mx("5 mx.mine.test"), added, inEffect],
    [
      "one of two that it answered does not",
      mx(THEIRS),
      added,
      { ...inEffect, values: [THEIRS, "20 mx2.example.com"] },
    ],
    ["no wildcard answered", mx(THEIRS), added, undefined],
    ["nothing was written", mx(THEIRS), [], inEffect],
    ["the last write took all away", mx(THEIRS), [write(mx(OURS), undefined)], inEffect],
  ])("is none where %s", (_what, now, writes, answered) => {
    expect(withEarlierUndo(now, writes, answered)).toBe(writes);
  });
});

describe("whether something makes the names exist once the swaps are made", () => {
  const removal: Swap = { before: mx(OURS), after: undefined };

  it("is answered by what stays at or below the topmost of them", () => {
    expect(existsAfter(D, [mx(OURS)], [removal])).toBe(false);
    expect(existsAfter(D, [mx(OURS), rrset("TXT", D, ["x"])], [removal])).toBe(true);
    expect(existsAfter(D, [mx(OURS), rrset("TXT", DMARC_NAME, ["x"])], [removal])).toBe(true);
    expect(existsAfter(D, [mx(OURS), rrset("TXT", "www.example.com", ["x"])], [removal])).toBe(false);
    expect(existsAfter(D, [], [])).toBe(false);
  });

  it("is answered by what a swap leaves there, not by what stood there before it", () => {
    const exchange: Swap = { before: mx(OURS), after: mx(THEIRS) };
    const both = [mx(OURS), rrset("TXT", D, ["x"])];
    expect(existsAfter(D, both, [removal, { before: both[1], after: undefined }])).toBe(false);
    expect(existsAfter(D, [mx(OURS)], [exchange])).toBe(true);
    expect(existsAfter(D, [rrset("TXT", "www.example.com", ["x"])], [exchange])).toBe(true);
  });
});

describe("the name that must be gone before the wildcard answers again", () => {
  it("is the topmost one below the wildcard's parent", () => {
    const eu = parseDomainName("mail.eu.example.com");
    const swap: Swap = { before: rrset("MX", eu, [THEIRS]), after: undefined };
    expect(topToBeGone(swap, inEffect)).toBe("eu.example.com");
    expect(topToBeGone({ before: mx(THEIRS), after: undefined }, inEffect)).toBe(D);
  });

  it("counts as soon as one of its values is taken away", () => {
    const two = { ...inEffect, values: [THEIRS, "20 mx2.example.com"] };
    expect(topToBeGone({ before: mx(...two.values), after: mx(THEIRS) }, two)).toBe(D);
  });

  it.each<[string, Swap | undefined, typeof inEffect | undefined]>([
    ["nothing is undone", undefined, inEffect],
    ["no wildcard answered", { before: mx(OURS), after: undefined }, undefined],
    ["what it answered stays", { before: mx(THEIRS, OURS), after: mx(THEIRS) }, inEffect],
    ["nothing stood there", { before: undefined, after: mx(OURS) }, inEffect],
  ])("is none where %s", (_what, swap, answered) => {
    expect(topToBeGone(swap, answered)).toBeUndefined();
  });
});

describe("the way back to what the wildcard had answered", () => {
  it("puts it in the place of ours, beside what others have added", () => {
    expect(backToInEffect({ before: mx(OURS), after: undefined }, inEffect)).toEqual({
      before: mx(OURS),
      after: mx(THEIRS),
    });
    const before = mx(OURS, "5 mx.mine.test");
    expect(backToInEffect({ before, after: mx("5 mx.mine.test") }, inEffect)).toEqual({
      before,
      after: mx("5 mx.mine.test", THEIRS),
    });
  });

  it("is no way where nothing stands there, or what it answered alone does", () => {
    expect(backToInEffect({ before: undefined, after: undefined }, inEffect)).toBeUndefined();
    expect(backToInEffect({ before: mx(THEIRS), after: undefined }, inEffect)).toBeUndefined();
  });

  it("takes ours away where two SPF records stood before, which it does not bring", () => {
    const [own, theirs] = ["v=spf1 a -all", "v=spf1 mx -all"];
    const before = rrset("TXT", D, [own, theirs, "ours"]);
    const back = backToInEffect(
      { before, after: rrset("TXT", D, [own]) },
      { wildcard: WILDCARD, values: [theirs] },
    );
    expect(back).toEqual({ before, after: rrset("TXT", D, [own, theirs]) });
  });

  it("brings no second SPF record beside one of somebody's", () => {
    const own = rrset("TXT", D, ["v=spf1 a -all", "ours"]);
    const spf = { wildcard: WILDCARD, values: ["v=spf1 mx -all"] };
    const after = rrset("TXT", D, ["v=spf1 a -all"]);
    expect(backToInEffect({ before: own, after }, spf)).toBeUndefined();
    const alone = rrset("TXT", D, ["v=spf1 mx -all", "ours"]);
    expect(backToInEffect({ before: alone, after: undefined }, spf)).toEqual({
      before: alone,
      after: rrset("TXT", D, ["v=spf1 mx -all"]),
    });
  });
});
