import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { sameValues, type RRset } from "../../src/dns/rrset.ts";
import { planUndo, type LoggedWrite } from "../../src/plan/undo.ts";
import { D, rrset } from "./support.ts";

const set = (...values: readonly string[]): RRset | undefined =>
  values.length === 0 ? undefined : rrset("TXT", D, values);
const wrote = (before: RRset | undefined, after: RRset | undefined, certain = true): LoggedWrite => ({
  before,
  after,
  certain,
});
const [NONE, OLD, OURS, BOTH, THEIRS] = [
  undefined,
  set("old"),
  set("ours"),
  set("old", "ours"),
  set("theirs"),
];

/** What would stand there then, and whether anything is left. */
function outcome(
  now: RRset | undefined,
  writes: readonly LoggedWrite[],
): readonly [string, string | undefined] {
  const { swap, left } = planUndo(now, writes);
  if (swap !== undefined) expect(swap.before).toEqual(now);
  return [(swap === undefined ? now : swap.after)?.values.toSorted().join("+") ?? "none", left];
}

describe("one write", () => {
  it.each([
    ["that created a set is taken away", OURS, wrote(NONE, OURS), ["none", undefined]],
    ["that replaced a set is put back", OURS, wrote(OLD, OURS), ["old", undefined]],
    ["that joined a set leaves the rest", BOTH, wrote(OLD, BOTH), ["old", undefined]],
    ["that took a set away is put back", NONE, wrote(OLD, NONE), ["old", undefined]],
    ["is found in another order of values", set("ours", "old"), wrote(OLD, BOTH), ["old", undefined]],
    ["that is taken back already needs nothing", OLD, wrote(OLD, BOTH), ["old", undefined]],
    ["that somebody removed needs nothing", NONE, wrote(NONE, OURS), ["none", undefined]],
    [
      "that was the first there, and that somebody extended, is taken out",
      set("ours", "theirs"),
      wrote(NONE, OURS),
      ["theirs", undefined],
    ],
    [
      "that was the first there, and of which somebody took a part away, is left alone",
      set("ours", "theirs"),
      wrote(NONE, set("ours", "more")),
      ["ours+theirs", "changed"],
    ],
    [
      "that joined others, and that somebody extended, is left alone",
      set("old", "ours", "theirs"),
      wrote(OLD, BOTH),
      ["old+ours+theirs", "changed"],
    ],
    [
      "that took a set away where another stands now is left alone",
      THEIRS,
      wrote(OLD, NONE),
      ["theirs", "changed"],
    ],
    ["that somebody replaced is left alone", THEIRS, wrote(OLD, OURS), ["theirs", "changed"]],
    [
      "that somebody took away is left alone where something stood before",
      NONE,
      wrote(OLD, OURS),
      ["none", "changed"],
    ],
  ] as const)("%s", (_title, now, write, expected) => {
    expect(outcome(now, [write])).toEqual(expected);
  });

  it("whose former value holds a mask is left alone: the log does not tell what stood there", () => {
    expect(outcome(OURS, [wrote(set("token=***"), OURS)])).toEqual(["ours", "secret"]);
  });
});

describe("an uncertain write", () => {
  it.each([
    ["that happened is taken back", OURS, wrote(NONE, OURS, false), ["none", undefined]],
    ["that did not happen needs nothing", OLD, wrote(OLD, BOTH, false), ["old", undefined]],
    ["of which nothing shows did not happen", THEIRS, wrote(NONE, OURS, false), ["theirs", undefined]],
    [
      "that shows whole beside somebody else's value is taken out",
      set("ours", "theirs"),
      wrote(NONE, OURS, false),
      ["theirs", undefined],
    ],
    [
      "of which a part shows is left alone",
      set("ours", "theirs"),
      wrote(NONE, set("ours", "more"), false),
      ["ours+theirs", "changed"],
    ],
  ] as const)("%s", (_title, now, write, expected) => {
    expect(outcome(now, [write])).toEqual(expected);
  });
});

describe("several writes", () => {
  it("are taken back to before the first", () => {
    expect(outcome(BOTH, [wrote(NONE, OLD), wrote(OLD, BOTH)])).toEqual(["none", undefined]);
  });

  it("end where somebody else wrote in between, and that is told", () => {
    const between = set("old", "ours", "theirs");
    const now = set("old", "ours", "theirs", "more");
    expect(outcome(now, [wrote(OLD, BOTH), wrote(between, now)])).toEqual(["old+ours+theirs", "changed"]);
  });

  it("the first of which found nothing there leave what somebody else wrote in between", () => {
    const now = set("ours", "theirs", "more");
    expect(outcome(now, [wrote(NONE, OURS), wrote(set("ours", "theirs"), now)])).toEqual([
      "theirs",
      undefined,
    ]);
  });

  it("taken out of somebody else's set need no second undo by the same log", () => {
    const writes = [wrote(NONE, OURS), wrote(set("ours", "theirs"), THEIRS)];
    expect(planUndo(THEIRS, writes)).toEqual({ swap: undefined, left: undefined });
    expect(planUndo(THEIRS, [wrote(NONE, OURS, false)])).toEqual({ swap: undefined, left: undefined });
  });

  it("one of which was an undo come to the same as without both", () => {
    expect(outcome(NONE, [wrote(NONE, OURS), wrote(OURS, NONE)])).toEqual(["none", undefined]);
    expect(outcome(OURS, [wrote(NONE, OURS), wrote(OURS, NONE), wrote(NONE, OURS)])).toEqual([
      "none",
      undefined,
    ]);
  });

  it("are not stopped by one that never happened", () => {
    expect(outcome(BOTH, [wrote(NONE, OURS, false), wrote(OLD, BOTH)])).toEqual(["old", undefined]);
  });
});

describe("the TTL", () => {
  const at = (ttl: number, values: readonly string[]) => rrset("TXT", D, values, ttl);

  it("does not hide a write: a host may have clamped it", () => {
    expect(planUndo(at(60, ["ours"]), [wrote(NONE, at(30, ["ours"]))]).swap).toEqual({
      before: at(60, ["ours"]),
      after: undefined,
    });
  });

  it("that the write changed is put back", () => {
    expect(planUndo(at(300, ["ours"]), [wrote(at(3600, ["old"]), at(300, ["ours"]))]).swap?.after?.ttl).toBe(
      3600,
    );
  });

  it("that somebody set since on a set that the write only extended is theirs and stays", () => {
    expect(
      planUndo(at(60, ["old", "ours"]), [wrote(at(3600, ["old"]), at(3600, ["old", "ours"]))]).swap?.after,
    ).toEqual(at(60, ["old"]));
  });
});

describe("for whatever stands there and whatever was written", () => {
  const values = fc.uniqueArray(fc.constantFrom("a", "b", "c", "d"), { maxLength: 3 });
  const side = values.map((list) => set(...list));
  const chain = fc
    .array(side, { minLength: 2, maxLength: 5 })
    .map((states) => states.slice(1).map((after, index) => wrote(states[index], after)));

  it("nobody else's value is lost, and none appears that no write had replaced", () => {
    fc.assert(
      fc.property(side, fc.array(fc.tuple(side, side, fc.boolean()), { maxLength: 4 }), (now, given) => {
        const writes = given.map(([before, after, certain]) => wrote(before, after, certain));
        const { swap } = planUndo(now, writes);
        const after = swap === undefined ? now : swap.after;
        const brought = new Set(writes.flatMap((write) => write.after?.values ?? []));
        const replaced = new Set(writes.flatMap((write) => write.before?.values ?? []));
        expect(
          now?.values.filter((value) => !brought.has(value) && after?.values.includes(value) !== true) ?? [],
        ).toEqual([]);
        expect(
          after?.values.filter((value) => now?.values.includes(value) !== true && !replaced.has(value)) ?? [],
        ).toEqual([]);
      }),
    );
  });

  it("an unbroken chain goes back to its beginning, and a second undo has nothing to do", () => {
    fc.assert(
      fc.property(chain, (writes) => {
        const [first, last] = [writes[0], writes.at(-1)];
        const { swap, left } = planUndo(last?.after, writes);
        const after = swap === undefined ? last?.after : swap.after;
        expect(left).toBeUndefined();
        expect(sameValues(after?.values ?? [], first?.before?.values ?? [])).toBe(true);
      }),
    );
  });

  it("what is taken back stays taken back", () => {
    fc.assert(
      fc.property(side, side, (before, after) => {
        const { swap } = planUndo(after, [wrote(before, after)]);
        expect(planUndo(swap === undefined ? after : swap.after, [wrote(before, after)])).toEqual({
          swap: undefined,
          left: undefined,
        });
      }),
    );
  });
});

it("leaves alone what the host keeps locked now, and needs nothing of it where all is as before", () => {
  const now = { ...rrset("TXT", D, ["ours"]), locked: "weighted" };
  expect(planUndo(now, [wrote(OLD, OURS)])).toEqual({ swap: undefined, left: "locked" });
  expect(planUndo(now, [wrote(OURS, OLD)])).toEqual({ swap: undefined, left: undefined });
});
