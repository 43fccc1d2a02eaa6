import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { sameValues, type RRset } from "../../src/dns/rrset.ts";
import { clashesIn, netOf, planUndo, type LoggedWrite } from "../../src/plan/undo.ts";
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
  replace?: "in-place" | "gap",
): readonly [string, string | undefined] {
  const { swap, left } = planUndo(now, writes, replace);
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
      "that joined a set of which somebody took the rest away leaves nothing",
      OURS,
      wrote(OLD, BOTH),
      ["none", undefined],
    ],
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
      "that joined others, and that somebody extended, is taken out",
      set("old", "ours", "theirs"),
      wrote(OLD, BOTH),
      ["old+theirs", undefined],
    ],
    [
      "that replaced a value is exchanged for it, whatever stands beside it",
      set("ours", "theirs"),
      wrote(OLD, OURS),
      ["old+theirs", undefined],
    ],
    [
      "that replaced a value is exchanged for it where somebody took another away",
      set("ours"),
      wrote(set("old", "x"), set("ours", "x")),
      ["old", undefined],
    ],
    [
      "that only took a value away is left alone where another stands beside the rest",
      set("x", "theirs"),
      wrote(set("old", "x"), set("x")),
      ["theirs+x", "changed"],
    ],
    [
      "that took a set away where another stands now is left alone",
      THEIRS,
      wrote(OLD, NONE),
      ["theirs", "changed"],
    ],
    ["that somebody replaced is left alone", THEIRS, wrote(OLD, OURS), ["theirs", "changed"]],
    [
      "of which somebody took a part away is left alone",
      OURS,
      wrote(NONE, set("ours", "more")),
      ["ours", "changed"],
    ],
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

describe("an uncertain write at a host that removes before it adds", () => {
  const merge = wrote(set("old", "theirs"), set("merged", "theirs"), false);

  it.each([
    ["that ended in the gap is put back", set("theirs"), [merge], ["old+theirs", undefined]],
    [
      "that ended in the gap, before one that was done, is put back as well",
      set("new", "theirs"),
      [merge, wrote(set("theirs"), set("new", "theirs"))],
      ["old+theirs", undefined],
    ],
    [
      "beside what somebody has written since is left as it is",
      set("theirs", "more"),
      [merge],
      ["more+theirs", undefined],
    ],
    ["that was done is taken back", set("merged", "theirs"), [merge], ["old+theirs", undefined]],
    [
      "whose former value holds a mask is left alone",
      NONE,
      [wrote(set("token=***"), OURS, false)],
      ["none", "secret"],
    ],
    [
      "one of whose former values holds a mask is left alone",
      NONE,
      [wrote(set("token=***", "old"), OURS, false)],
      ["none", "secret"],
    ],
    ["that was the first there ends in no gap", THEIRS, [wrote(NONE, OURS, false)], ["theirs", undefined]],
    ["that was told as done is no gap", set("theirs"), [{ ...merge, certain: true }], ["theirs", "changed"]],
  ] as const)("%s", (_title, now, writes, expected) => {
    expect(outcome(now, writes, "gap")).toEqual(expected);
  });

  it("is nobody's gap where values are exchanged in place", () => {
    expect(outcome(set("theirs"), [merge])).toEqual(["theirs", undefined]);
  });
});

describe("several writes", () => {
  it("are taken back to before the first", () => {
    expect(outcome(BOTH, [wrote(NONE, OLD), wrote(OLD, BOTH)])).toEqual(["none", undefined]);
  });

  it("are taken out although somebody else wrote in between", () => {
    const between = set("old", "ours", "theirs");
    const now = set("old", "ours", "theirs", "more");
    expect(outcome(now, [wrote(OLD, BOTH), wrote(between, now)])).toEqual(["old+theirs", undefined]);
  });

  it("stop before two policies where one stands, if one of the two is ours", () => {
    const [q, n, r, m] = ["quarantine", "none", "reject", "none; sp=none"].map((p) => `v=DMARC1; p=${p}`);
    const first = wrote(set(q ?? ""), set(n ?? ""));
    const second = wrote(set(n ?? "", r ?? ""), set(m ?? ""));
    expect(outcome(set(m ?? ""), [first, second])).toEqual([m, "changed"]);
    // Both stood there before anything of ours did.
    expect(outcome(set(m ?? ""), [second])).toEqual([`${n}+${r}`, undefined]);
    const undo = wrote(second.after, second.before);
    expect(outcome(set(m ?? ""), [second, undo, second])).toEqual([`${n}+${r}`, undefined]);
  });

  it("end where somebody else took ours away in between, and that is told", () => {
    const [between, now] = [set("new"), set("new", "more")];
    expect(outcome(now, [wrote(OLD, OURS), wrote(between, now)])).toEqual(["new", "changed"]);
  });

  it("one of which was an undo need nothing beside what somebody wrote since", () => {
    const undone = [wrote(NONE, OURS), wrote(OURS, NONE)];
    expect(planUndo(THEIRS, undone)).toEqual({ swap: undefined, left: undefined });
    expect(planUndo(THEIRS, [wrote(NONE, OLD), wrote(OLD, OURS), wrote(OURS, NONE)])).toEqual({
      swap: undefined,
      left: undefined,
    });
    expect(planUndo(set("old", "theirs"), [wrote(OLD, OURS), wrote(OURS, OLD)])).toEqual({
      swap: undefined,
      left: undefined,
    });
  });

  it("of which the last was an undo that never happened are taken back all the same", () => {
    expect(outcome(OURS, [wrote(NONE, OURS), wrote(OURS, NONE, false)])).toEqual(["none", undefined]);
    expect(outcome(set("ours", "theirs"), [wrote(OLD, OURS), wrote(OURS, OLD, false)])).toEqual([
      "old+theirs",
      undefined,
    ]);
  });

  it("that were taken back need no second undo by the same log", () => {
    expect(planUndo(NONE, [wrote(NONE, OLD), wrote(OLD, OURS)])).toEqual({
      swap: undefined,
      left: undefined,
    });
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

  it("one of which was an undo leave alone what somebody put back since", () => {
    expect(outcome(OURS, [wrote(NONE, OURS), wrote(OURS, NONE)])).toEqual(["ours", undefined]);
  });

  it("of which the last was an undo that never happened bring back what the first took away", () => {
    expect(outcome(NONE, [wrote(OLD, NONE), wrote(NONE, OLD, false)])).toEqual(["old", undefined]);
  });

  it("none of which is certain are taken out where what they brought stands", () => {
    const more = set("ours", "more");
    expect(outcome(OURS, [wrote(NONE, OURS, false), wrote(OURS, NONE, false)])).toEqual(["none", undefined]);
    expect(
      outcome(OURS, [wrote(NONE, OURS, false), wrote(OURS, more, false), wrote(more, NONE, false)]),
    ).toEqual(["none", undefined]);
  });

  it("none of which is certain leave what stood there before the first", () => {
    const [now, writes] = [set("ours", "theirs"), [wrote(OURS, NONE, false), wrote(NONE, OURS, false)]];
    expect(outcome(now, writes)).toEqual(["ours+theirs", undefined]);
  });

  it("of which somebody took the last back are taken back to before the first", () => {
    expect(outcome(OLD, [wrote(NONE, OLD), wrote(OLD, BOTH)])).toEqual(["none", undefined]);
    const spf = "v=spf1 include:qcloudmail.com ~all";
    expect(outcome(set("old", "y"), [wrote(NONE, OLD), wrote(OLD, set("old", spf))])).toEqual([
      "y",
      undefined,
    ]);
  });

  it("that were all taken back need nothing beside a value that one of them knew", () => {
    expect(outcome(OLD, [wrote(OLD, BOTH), wrote(OURS, set("ours", "more"))])).toEqual(["old", undefined]);
  });

  it("take out what the first brought and the second only took away", () => {
    const [x, both] = [set("x"), set("old", "x")];
    expect(outcome(set("x", "theirs"), [wrote(NONE, both), wrote(both, x)])).toEqual(["theirs", undefined]);
    expect(outcome(NONE, [wrote(x, both, false), wrote(both, x)])).toEqual(["none", undefined]);
  });

  it("end where what the second only took away had been put in the place of another", () => {
    const writes = [wrote(set("a", "x"), set("b", "x")), wrote(set("b", "x"), set("x"))];
    expect(outcome(set("x", "theirs"), writes)).toEqual(["theirs+x", "changed"]);
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

  it("that a write alone changed is put back with what was replaced", () => {
    const writes = [wrote(at(60, ["old"]), at(60, ["ours"])), wrote(at(60, ["ours"]), at(300, ["ours"]))];
    expect(planUndo(at(300, ["ours"]), writes).swap?.after).toEqual(at(60, ["old"]));
  });

  it("that somebody has set stays where a write that was to add a value never happened", () => {
    const writes = [
      wrote(at(60, ["old"]), at(30, ["old", "more"]), false),
      wrote(at(300, ["old"]), at(300, ["old", "ours"])),
    ];
    for (const replace of ["gap", "in-place"] as const)
      expect(planUndo(at(300, ["old", "ours"]), writes, replace).swap?.after).toEqual(at(300, ["old"]));
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

describe("records as they stand in zones", () => {
  const [OLD_SPF, OUR_SPF] = ["v=spf1 a -all", "v=spf1 a include:qcloudmail.com -all"];
  const mx = (...values: readonly string[]): RRset | undefined =>
    values.length === 0 ? undefined : rrset("MX", D, values);
  const SES_MX = "10 mxbiz1.qq.com";

  it.each([
    [
      "a merged SPF record becomes the former one, beside a value of meanwhile",
      set(OUR_SPF, "x", "y"),
      wrote(set(OLD_SPF, "x"), set(OUR_SPF, "x")),
      [OLD_SPF, "x", "y"],
      undefined,
    ],
    [
      "an SPF record that somebody went on with is left alone: no term is cut out of it",
      set("v=spf1 a mx include:qcloudmail.com -all"),
      wrote(set(OLD_SPF), set(OUR_SPF)),
      ["v=spf1 a mx include:qcloudmail.com -all"],
      "changed",
    ],
    [
      "the former SPF record is not put beside another of meanwhile",
      set(OUR_SPF, "v=spf1 ip4:192.0.2.1 -all"),
      wrote(set(OLD_SPF), set(OUR_SPF)),
      [OUR_SPF, "v=spf1 ip4:192.0.2.1 -all"],
      "changed",
    ],
    [
      "a first SPF record is taken from beside another of meanwhile",
      set(OUR_SPF, "v=spf1 ip4:192.0.2.1 -all"),
      wrote(NONE, set(OUR_SPF)),
      ["v=spf1 ip4:192.0.2.1 -all"],
      undefined,
    ],
    [
      "a record that somebody made of ours, or in its place, is told",
      set("v=spf1 mx include:qcloudmail.com -all"),
      wrote(NONE, set(OUR_SPF)),
      ["v=spf1 mx include:qcloudmail.com -all"],
      "changed",
    ],
    [
      "a former SPF record that somebody put back needs nothing beside other values",
      set(OLD_SPF, "y"),
      wrote(set(OLD_SPF), set(OUR_SPF)),
      [OLD_SPF, "y"],
      undefined,
    ],
    [
      "a record in other letters that somebody put in the place of ours is told",
      set("V=SPF1 mx -all"),
      wrote(NONE, set(OUR_SPF)),
      ["V=SPF1 mx -all"],
      "changed",
    ],
    [
      "a DMARC record with blanks that somebody put in the place of ours is told",
      set(" v = DMARC1; p=reject"),
      wrote(NONE, set("v=DMARC1; p=none")),
      [" v = DMARC1; p=reject"],
      "changed",
    ],
    [
      "a record of ours that somebody took away needs nothing beside one of another version",
      set("v=verify1 x", "v=s", "ref=v=spf1"),
      wrote(NONE, set(OUR_SPF)),
      ["v=verify1 x", "v=s", "ref=v=spf1"],
      undefined,
    ],
    [
      "an MX of ours that somebody took away needs nothing beside those of other hosts",
      mx("10 a.example.net", "5 new.example.net"),
      wrote(mx("10 a.example.net"), mx("10 a.example.net", SES_MX)),
      ["10 a.example.net", "5 new.example.net"],
      undefined,
    ],
    [
      "two SPF records of others hinder nothing that is about something else",
      set("ours", OLD_SPF, "v=spf1 mx -all"),
      wrote(OLD, OURS),
      ["old", OLD_SPF, "v=spf1 mx -all"],
      undefined,
    ],
    [
      "an MX of ours is taken from beside others, be one of them null",
      mx(SES_MX, "0 .", "5 b.example.net"),
      wrote(NONE, mx(SES_MX)),
      ["0 .", "5 b.example.net"],
      undefined,
    ],
    [
      "a record of ours that somebody took away needs nothing beside other values",
      set("y"),
      wrote(NONE, set(OUR_SPF)),
      ["y"],
      undefined,
    ],
    [
      "an MX of which somebody changed the preference is told",
      mx("10 a.example.net", "5 mxbiz1.qq.com"),
      wrote(mx("10 a.example.net"), mx("10 a.example.net", "20 mxbiz1.qq.com")),
      ["10 a.example.net", "5 mxbiz1.qq.com"],
      "changed",
    ],
    [
      "two SPF records that were made one are two again, as they stood",
      set(OUR_SPF),
      wrote(set(OLD_SPF, "v=spf1 include:qcloudmail.com ~all"), set(OUR_SPF)),
      [OLD_SPF, "v=spf1 include:qcloudmail.com ~all"],
      undefined,
    ],
    [
      "two SPF records that were made one stay one beside a value of meanwhile",
      set(OUR_SPF, "y"),
      wrote(set(OLD_SPF, "v=spf1 include:qcloudmail.com ~all"), set(OUR_SPF)),
      [OUR_SPF, "y"],
      "changed",
    ],
    [
      "the former DMARC record is not put beside another of meanwhile",
      set("v=DMARC1; p=none", "v=DMARC1; p=reject"),
      wrote(set("v=DMARC1; p=quarantine"), set("v=DMARC1; p=none")),
      ["v=DMARC1; p=none", "v=DMARC1; p=reject"],
      "changed",
    ],
    [
      "a replaced MX becomes all the former ones",
      mx(SES_MX, "5 new.example.net"),
      wrote(mx("10 a.example.net", "20 b.example.net"), mx(SES_MX)),
      ["10 a.example.net", "20 b.example.net", "5 new.example.net"],
      undefined,
    ],
    [
      "an added MX is taken out",
      mx("10 a.example.net", "20 mxbiz1.qq.com", "30 new.example.net"),
      wrote(mx("10 a.example.net"), mx("10 a.example.net", "20 mxbiz1.qq.com")),
      ["10 a.example.net", "30 new.example.net"],
      undefined,
    ],
    [
      "an MX that was written out where a wildcard had answered is taken out",
      mx("10 mx.example.test", "20 mxbiz1.qq.com"),
      wrote(NONE, mx("10 mx.example.test", "20 mxbiz1.qq.com")),
      [],
      undefined,
    ],
    [
      "a null MX is not put back beside an MX of meanwhile",
      mx(SES_MX, "5 new.example.net"),
      wrote(mx("0 ."), mx(SES_MX)),
      [SES_MX, "5 new.example.net"],
      "changed",
    ],
    [
      "an MX is not put back beside a null MX of meanwhile",
      mx(SES_MX, "0 ."),
      wrote(mx("10 a.example.net"), mx(SES_MX)),
      [SES_MX, "0 ."],
      "changed",
    ],
    [
      "a value that a secret was cut out of hinders nothing while it stays",
      set(OUR_SPF, "token=geheim"),
      wrote(set(OLD_SPF, "token=***"), set(OUR_SPF, "token=***")),
      [OLD_SPF, "token=geheim"],
      undefined,
    ],
  ] as const)("%s", (_title, now, write, expected, why) => {
    const { swap, left } = planUndo(now, [write]);
    const after = swap === undefined ? now : swap.after;
    expect(after?.values.toSorted() ?? []).toEqual(expected.toSorted());
    expect(left).toBe(why);
  });
});

/**
 * Histories of one place: our writes and edits of somebody else's in any order. Our grade of model: sets of values,
 * of which three are SPF records.
 */
describe("after any history of ours and others' writes", () => {
  const VALUES = ["v=spf1 a -all", "v=spf1 b -all", "v=spf1 c -all", "x", "y"] as const;
  const state = fc.subarray([...VALUES]);
  const step = fc.record({ isOurs: fc.boolean(), values: state, certain: fc.boolean() });
  const history = fc.array(step, { maxLength: 5 });

  interface History {
    readonly now: RRset | undefined;
    readonly writes: readonly LoggedWrite[];
  }

  function replay(
    start: readonly string[],
    steps: typeof history extends fc.Arbitrary<infer T> ? T : never,
  ): History {
    let now = set(...start);
    const writes: LoggedWrite[] = [];
    for (const { isOurs, values, certain } of steps) {
      const after = set(...values);
      if (isOurs) writes.push(wrote(now, after, certain));
      now = after;
    }
    return { now, writes };
  }

  const undone = ({ now, writes }: History): RRset | undefined => {
    const { swap } = planUndo(now, writes);
    return swap === undefined ? now : swap.after;
  };
  const spfIn = (given: RRset | undefined) =>
    given?.values.filter((value) => value.startsWith("v=spf1")) ?? [];
  const any = fc.tuple(state, history).map(([start, steps]) => replay(start, steps));
  const runs = { numRuns: 3_000 };

  it("a value that no run brought is never lost", () => {
    fc.assert(
      fc.property(any, (given) => {
        const brought = new Set(given.writes.flatMap(({ after }) => after?.values ?? []));
        const left = undone(given)?.values ?? [];
        expect(
          given.now?.values.filter((value) => !brought.has(value) && !left.includes(value)) ?? [],
        ).toEqual([]);
      }),
      runs,
    );
  });

  it("no second SPF record is put beside one that stands there", () => {
    fc.assert(
      fc.property(any, (given) => {
        const [now, after] = [spfIn(given.now), spfIn(undone(given))];
        const comes = after.filter((value) => !now.includes(value));
        const former = given.writes.some(({ before }) =>
          after.every((value) => before?.values.includes(value)),
        );
        if (comes.length > 0) expect(after.length === 1 || former).toBe(true);
      }),
      runs,
    );
  });
});

/**
 * Histories as they happen: a run merges its term into the SPF record or publishes one, an undo goes by the log so
 * far, others change what they like. The last write may be one of which the log does not tell the end.
 */
describe("after runs, undos and others' edits", () => {
  const merged = (spf: string): string => spf.replace(/ ?-all$/, " include:qcloudmail.com -all");
  const THEIR = ["v=spf1 a -all", "v=spf1 b -all", "x", "y"] as const;
  const actor = fc.oneof(
    fc.constant("run" as const),
    fc.constant("undo" as const),
    fc.record({ value: fc.constantFrom(...THEIR, ...THEIR.map(merged)), stands: fc.boolean() }),
  );

  interface Zone {
    readonly now: RRset | undefined;
    readonly writes: readonly LoggedWrite[];
  }

  function onboarded(now: RRset | undefined): RRset | undefined {
    const values = now?.values ?? [];
    const [spf, ...others] = values.filter((value) => value.startsWith("v=spf1"));
    if (others.length > 0 || spf?.includes("qcloudmail") === true) return now;
    return set(...values.filter((value) => value !== spf), merged(spf ?? "v=spf1 -all"));
  }

  function step({ now, writes }: Zone, who: typeof actor extends fc.Arbitrary<infer T> ? T : never): Zone {
    if (typeof who !== "string") {
      const rest = now?.values.filter((value) => value !== who.value) ?? [];
      return { now: set(...rest, ...(who.stands ? [who.value] : [])), writes };
    }
    const after = who === "run" ? onboarded(now) : afterUndo({ now, writes });
    return sameValues(after?.values ?? [], now?.values ?? [])
      ? { now, writes }
      : { now: after, writes: [...writes, wrote(now, after)] };
  }

  function afterUndo({ now, writes }: Zone): RRset | undefined {
    const { swap } = planUndo(now, writes);
    return swap === undefined ? now : swap.after;
  }

  const zones = fc
    .tuple(fc.subarray([...THEIR]), fc.array(actor, { maxLength: 7 }), fc.boolean())
    .map(([start, actors, isKilled]) => {
      const { now, writes } = actors.reduce<Zone>(step, { now: set(...start), writes: [] });
      return {
        now,
        writes: writes.map((write, index) =>
          isKilled && index === writes.length - 1 ? { ...write, certain: false } : write,
        ),
      };
    });

  it("a second undo by the same log, or by one that holds the first, writes nothing", () => {
    fc.assert(
      fc.property(zones, (given) => {
        const first = planUndo(given.now, given.writes);
        const after = afterUndo(given);
        const again = planUndo(after, given.writes);
        expect(again.swap).toBeUndefined();
        const theirs = after?.values.some((value) => value.startsWith("v=spf1")) === true;
        // An SPF record that the log does not know may be what somebody made of ours.
        if (first.left === undefined && !theirs) expect(again.left).toBeUndefined();
        if (first.swap === undefined) return;
        const both = [...given.writes, wrote(first.swap.before, first.swap.after)];
        expect(planUndo(after, both).swap).toBeUndefined();
      }),
      { numRuns: 3_000 },
    );
  });

  it("an undo that was planned and never happened changes nothing of the next", () => {
    fc.assert(
      fc.property(zones, (given) => {
        const writes = given.writes.map((write) => ({ ...write, certain: true }));
        const { swap, left } = planUndo(given.now, writes);
        if (swap === undefined) return;
        const again = planUndo(given.now, [...writes, wrote(swap.before, swap.after, false)]);
        expect(again.swap?.after?.values.toSorted()).toEqual(swap.after?.values.toSorted());
        const logged = writes.flatMap(({ before, after }) => [before, after]);
        const isLogged = (value: string): boolean =>
          logged.some((one) => one?.values.includes(value) === true);
        const theirs = given.now?.values.some((one) => one.startsWith("v=spf1") && !isLogged(one));
        // An SPF record that no write knows may be what somebody made of ours; the plan that was logged knows it.
        if (theirs !== true) expect(again.left).toEqual(left);
      }),
      { numRuns: 3_000 },
    );
  });

  it("a run that nobody went on with is taken back whole", () => {
    fc.assert(
      fc.property(fc.subarray([...THEIR]), fc.subarray(["y", "z"]), (start, since) => {
        const before = set(...start);
        const after = onboarded(before);
        const now = set(...new Set([...(after?.values ?? []), ...since]));
        const wanted = [...new Set([...start, ...since])];
        const { swap, left } = planUndo(now, [wrote(before, after)]);
        expect(left).toBeUndefined();
        expect(((swap === undefined ? now : swap.after)?.values ?? []).toSorted()).toEqual(wanted.toSorted());
      }),
    );
  });
});

it("leaves alone what the host keeps locked now, and needs nothing of it where all is as before", () => {
  const now = { ...rrset("TXT", D, ["ours"]), locked: "weighted" };
  expect(planUndo(now, [wrote(OLD, OURS)])).toEqual({ swap: undefined, left: "locked" });
  expect(planUndo(now, [wrote(OURS, OLD)])).toEqual({ swap: undefined, left: undefined });
  expect(planUndo(now, [wrote(NONE, THEIRS, false)])).toEqual({ swap: undefined, left: undefined });
});

it.each([
  ["two aliases, of which one comes", rrset("CNAME", D, ["a.test", "b.test"]), ["b.test"], true],
  ["two aliases that stood there", rrset("CNAME", D, ["a.test", "b.test"]), [], false],
  ["one alias", rrset("CNAME", D, ["a.test"]), ["a.test"], false],
  ["a null MX beside another", rrset("MX", D, ["0 .", "5 a.test"]), ["5 a.test"], true],
  ["a null MX alone", rrset("MX", D, ["0 ."]), ["0 ."], false],
  ["two addresses", rrset("A", D, ["192.0.2.1", "192.0.2.2"]), ["192.0.2.2"], false],
] as const)("receivers can do with %s, or not", (_what, all, comes, clashes) => {
  expect(clashesIn(all, comes)).toBe(clashes);
});

it("what several writes come to leaves out what came and went, and what went and came back", () => {
  expect(netOf([wrote(NONE, OURS), wrote(OURS, THEIRS)])).toEqual({ brought: ["theirs"], removed: [] });
  expect(netOf([wrote(OLD, NONE), wrote(NONE, BOTH)])).toEqual({ brought: ["ours"], removed: [] });
});

it("tells first that somebody has changed what the host keeps locked now, too", () => {
  const now = { ...rrset("TXT", D, ["new", "more"]), locked: "weighted" };
  expect(planUndo(now, [wrote(OLD, OURS), wrote(set("new"), now)])).toEqual({
    swap: undefined,
    left: "changed",
  });
});
