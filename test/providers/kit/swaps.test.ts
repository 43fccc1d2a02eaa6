import { describe, expect, it } from "vitest";
import {
  compareSwap,
  openSwaps,
  refuseLocked,
  refuseOutside,
  rrsetChanged,
} from "../../../providers/kit/swaps.ts";
import { parseDomainName } from "../../../src/dns/domain-name.ts";
import type { RRset, Swap } from "../../../src/dns/rrset.ts";
import { isOnboardError, type OnboardError } from "../../../src/errors/onboard-error.ts";

const apex = parseDomainName("example.test");
const mail = parseDomainName("mail.example.test");
const other = parseDomainName("other.example.test");

function txt(...values: readonly string[]): RRset {
  return { owner: mail, type: "TXT", ttl: 300, values };
}

const alias: RRset = { owner: mail, type: "CNAME", ttl: 300, values: ["target.example.net"] };

describe("a swap beside what stands there", () => {
  const swap: Swap = { before: txt("old"), after: txt("new") };

  it.each([
    ["met", "its goal stands there, in whatever order", txt("new")],
    ["ready", "what it expects stands there", txt("old")],
    ["stale", "something else stands there", txt("theirs")],
    ["stale", "nothing stands there", undefined],
    ["stale", "only part of what it expects stands there", txt("old", "theirs")],
    ["stale", "what it expects has another TTL", { ...txt("old"), ttl: 60 }],
    ["stale", "its goal has another TTL", { ...txt("new"), ttl: 60 }],
  ] as const)("is %s when %s", (state, _when, now) => {
    expect(compareSwap(swap, now)).toBe(state);
  });

  it("that creates is ready where nothing stands, and one that removes is met there", () => {
    expect(compareSwap({ before: undefined, after: txt("new") }, undefined)).toBe("ready");
    expect(compareSwap({ before: txt("old"), after: undefined }, undefined)).toBe("met");
  });
});

describe("the open swaps", () => {
  it("are those whose goal does not stand there yet, in their order", () => {
    const met: Swap = { before: txt("old"), after: txt("new") };
    const ready: Swap = { before: undefined, after: { ...txt("a"), owner: other } };
    const last: Swap = { before: undefined, after: { ...txt("b"), owner: apex } };
    expect(openSwaps([last, met, ready], [txt("new")])).toEqual([last, ready]);
    expect(openSwaps([], [txt("new")])).toEqual([]);
  });

  it("are refused as a whole when one is stale, with what was expected, wanted and found", () => {
    const fresh: Swap = { before: undefined, after: { ...txt("a"), owner: other } };
    const stale: Swap = { before: txt("old"), after: txt("new") };
    expect(refusalOf([fresh, stale], [txt("theirs")])).toMatchObject({
      code: "RRSET_CHANGED",
      facts: {
        owner: mail,
        type: "TXT",
        expected: txt("old"),
        wanted: txt("new"),
        found: txt("theirs"),
        written: false,
      },
    });
  });

  it("follow the host's own comparison where it brings one", () => {
    const swap: Swap = { before: txt("old"), after: txt("new") };
    expect(openSwaps([swap], [txt("theirs")], () => "met")).toEqual([]);
    expect(openSwaps([swap], [txt("theirs")], () => "ready")).toEqual([swap]);
  });
});

describe("a CNAME stands alone", () => {
  const beside: Swap = { before: undefined, after: txt("new") };
  const intoAlias: Swap = { before: undefined, after: alias };

  it("so nothing is written beside one, which is named", () => {
    expect(refusalOf([beside], [alias])).toMatchObject({
      code: "CNAME_IN_THE_WAY",
      facts: { owner: mail, wanted: txt("new"), inTheWay: [alias] },
    });
  });

  it("and what stands beside one already is not written, and so not refused", () => {
    expect(openSwaps([beside], [alias, txt("new")])).toEqual([]);
  });

  it("so none is written beside other records, all of which are named", () => {
    const mx: RRset = { owner: mail, type: "MX", ttl: 300, values: ["10 mx.example.net"] };
    expect(refusalOf([intoAlias], [txt("a"), mx])).toMatchObject({
      code: "RECORD_IN_THE_WAY",
      facts: { owner: mail, wanted: alias, inTheWay: [txt("a"), mx] },
    });
  });

  it("so two swaps that would put it beside another record are refused", () => {
    expect(refusalOf([beside, intoAlias], [])).toMatchObject({ code: "CNAME_IN_THE_WAY" });
    expect(refusalOf([intoAlias, beside], [])).toMatchObject({ code: "RECORD_IN_THE_WAY" });
  });

  it("so a swap of the same type at another name hides nothing", () => {
    const elsewhere: Swap = { before: undefined, after: { ...txt("a"), owner: other } };
    expect(refusalOf([intoAlias, elsewhere], [txt("old")])).toMatchObject({
      code: "RECORD_IN_THE_WAY",
      facts: { inTheWay: [txt("old")] },
    });
  });

  it.each([
    ["before the record that takes its place", [{ before: alias, after: undefined }, beside]],
    ["after it", [beside, { before: alias, after: undefined }]],
  ])("but makes room when it is removed in the same batch, listed %s", (_order, swaps) => {
    expect(openSwaps(swaps, [alias])).toEqual(swaps);
  });

  it("and takes the place of records that leave, or have left before a repetition", () => {
    const swaps: readonly Swap[] = [{ before: txt("old"), after: undefined }, intoAlias];
    expect(openSwaps(swaps, [txt("old")])).toEqual(swaps);
    expect(openSwaps(swaps, [])).toEqual([intoAlias]);
  });

  it("and may change its target, or stand at another name", () => {
    const moved: Swap = { before: alias, after: { ...alias, values: ["elsewhere.example.net"] } };
    expect(openSwaps([moved], [alias])).toEqual([moved]);
    expect(openSwaps([beside], [{ ...alias, owner: other }])).toEqual([beside]);
  });

  it("and does not keep others from being removed where a host let both stand", () => {
    const removed: Swap = { before: txt("old"), after: undefined };
    expect(openSwaps([removed], [alias, txt("old")])).toEqual([removed]);
  });
});

describe("a locked RRset", () => {
  const locked: RRset = { ...txt("old"), locked: "Email Routing" };
  const over: Swap = { before: locked, after: txt("new") };
  const beside: Swap = { before: undefined, after: { ...txt("new"), owner: other } };

  it("is not written over, and the host's word for it is told", () => {
    expect(thrownBy(() => refuseLocked([beside, over], [locked]))).toMatchObject({
      code: "RECORD_IN_THE_WAY",
      facts: { owner: mail, type: "TXT", locked: "Email Routing" },
    });
  });

  it("keeps nobody from writing beside it", () => {
    expect(() => refuseLocked([beside], [locked])).not.toThrow();
    expect(() => refuseLocked([over], [txt("old")])).not.toThrow();
  });
});

describe("a changed RRset", () => {
  it("tells whether our own write is in what was found, and that nothing stands there", () => {
    const swap: Swap = { before: txt("old"), after: undefined };
    expect(rrsetChanged(swap, txt("a", "b"), { written: true }).facts).toMatchObject({
      owner: mail,
      expected: txt("old"),
      wanted: null,
      found: txt("a", "b"),
      written: true,
    });
    expect(rrsetChanged({ before: undefined, after: txt("new") }, undefined)).toMatchObject({
      code: "RRSET_CHANGED",
      facts: { expected: null, found: null, written: false },
    });
  });
});

describe("a swap outside of the zone", () => {
  it("is refused by labels, not by characters", () => {
    const at = (name: string): Swap => ({
      before: undefined,
      after: { ...txt("a"), owner: parseDomainName(name) },
    });
    expect(() => refuseOutside(apex, [at("mail.example.test"), at("example.test")])).not.toThrow();
    expect(() => refuseOutside(apex, [at("mail.example.test"), at("notexample.test")])).toThrow(RangeError);
  });
});

function refusalOf(swaps: readonly Swap[], rrsets: readonly RRset[]): OnboardError {
  return thrownBy(() => {
    throw new Error(`these were open: ${JSON.stringify(openSwaps(swaps, rrsets))}`);
  });
}

function thrownBy(work: () => void): OnboardError {
  try {
    work();
  } catch (error) {
    if (isOnboardError(error)) return error;
    throw error;
  }
  throw new Error("nothing was thrown");
}
