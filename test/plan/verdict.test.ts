import { describe, expect, it } from "vitest";
import { DEFAULT_POLICY } from "../../src/plan/requirement.ts";
import {
  added,
  cnameInTheWay,
  conflict,
  existingRRset,
  fine,
  isConsented,
  lockedInTheWay,
  replaced,
  replaceHint,
  valueRejected,
  withValues,
  type Case,
} from "../../src/plan/verdict.ts";
import { D, rrset, SPF } from "./support.ts";
import { told } from "../support/told.ts";

const STANDS = rrset("TXT", D, ["theirs"], 77);
const ALIAS = rrset("CNAME", D, ["a.example", "b.example"]);
const MARK = "what SES asks for, so perhaps of an earlier run";

function given(existing: Case["existing"], policy: Partial<Case["policy"]> = {}): Case {
  return { requirement: SPF, existing, policy: { ...DEFAULT_POLICY, ...policy }, surroundings: {} };
}

describe("a record set that is to stand", () => {
  it("keeps the TTL of the one that stands, and has the policy's where none does, each value once", () => {
    expect(withValues(given([]), STANDS, ["a", "b", "a"])).toEqual(rrset("TXT", D, ["a", "b"], 77));
    expect(withValues(given([], { ttl: 60 }), undefined, ["a"])).toEqual(rrset("TXT", D, ["a"], 60));
  });

  it("is found by its name and type", () => {
    expect(existingRRset(given([ALIAS, rrset("TXT", "example.com", ["x"]), STANDS]))).toEqual(STANDS);
    expect(existingRRset(given([ALIAS]))).toBeUndefined();
  });

  it("is new, or gets a value more", () => {
    const warnings = [{ warning: "spf-lookalike", owner: D, value: "x" }] as const;
    expect(added(given([]), ["ours"], warnings)).toEqual({
      kind: "change",
      action: "created",
      before: undefined,
      after: rrset("TXT", D, ["ours"], 300),
      warnings,
    });
    expect(added(given([STANDS]), ["ours", "theirs"])).toEqual({
      kind: "change",
      action: "merged",
      before: STANDS,
      after: rrset("TXT", D, ["theirs", "ours"], 77),
      warnings: [],
    });
  });

  it("takes the place of another, or stays as it is", () => {
    expect(replaced(given([STANDS]), STANDS, ["ours"])).toEqual({
      kind: "change",
      action: "replaced",
      before: STANDS,
      after: rrset("TXT", D, ["ours"], 77),
      warnings: [],
    });
    expect(fine("kept", STANDS)).toEqual({ kind: "fine", action: "kept", before: STANDS, warnings: [] });
  });
});

describe("a conflict", () => {
  it("holds what was asked for and everything that stands at the name", () => {
    expect(conflict(given([ALIAS, STANDS]), "RECORD_IN_THE_WAY", "cause", "hint")).toEqual({
      kind: "conflict",
      conflict: {
        code: "RECORD_IN_THE_WAY",
        message: "cause",
        hint: "hint",
        facts: {
          ...SPF,
          standing: [
            { type: "CNAME", values: ALIAS.values },
            { type: "TXT", values: ["theirs"] },
          ],
        },
      },
    });
  });

  it("of a value that can't be published quotes it, a long one from its beginning, and says where to look", () => {
    const long = { ...given([]), requirement: { ...SPF, expected: "x".repeat(5_000) } };
    expect(valueRejected(long, "no record")).toMatchObject({
      conflict: {
        code: "VALUE_REJECTED",
        message: expect.stringMatching(/TXT at mail\.example\.com .*"x{600}…" is no record\.$/),
        hint: expect.stringContaining("SES console"),
        facts: { expected: long.requirement.expected },
      },
    });
  });

  it("is lifted by a consent to replace that very place", () => {
    const consents = [`MX:${D}`, "TXT:example.com", `TXT:${D}`] as never[];
    expect(consents.map((place) => isConsented(given([], { replace: [place] })))).toEqual([
      false,
      false,
      true,
    ]);
    expect(told(replaceHint(given([])))).toMatch(`or allow it: \`ses-onboard run --replace TXT:${D}\`.`);
  });
});

describe("a set that the host keeps locked", () => {
  it.each([
    ["weighted", /^Put a plain TXT record set/],
    ["Email Routing", /leave Email Routing itself on/],
    // No word of a host is a property of every object.
    ["constructor", /^Put a plain TXT record set/],
  ])("is told in the host's word, with the way out: %s", (locked, hint) => {
    expect(told(lockedInTheWay(given([STANDS]), locked))).toMatchObject({
      conflict: {
        code: "RECORD_IN_THE_WAY",
        message: `The TXT records at ${D} would have to change, and the DNS host keeps them locked: ${locked}.`,
        hint: expect.stringMatching(hint),
      },
    });
  });
});

describe("a CNAME in the way", () => {
  it("is named with what it leads to", () => {
    expect(told(cnameInTheWay(given([ALIAS]), ALIAS))).toMatchObject({
      conflict: {
        code: "CNAME_IN_THE_WAY",
        message: `${D} is a CNAME to a.example, b.example, and no TXT record can stand beside a CNAME.`,
        hint: expect.stringContaining(`Remove the CNAME at ${D}`),
      },
    });
  });

  it("is named with what stands beside it, and which value of that may be of an earlier run", () => {
    const both = [ALIAS, rrset("TXT", D, ["theirs", SPF.expected])];
    expect(told(cnameInTheWay(given(both), ALIAS))).toMatchObject({
      conflict: {
        code: "CNAME_IN_THE_WAY",
        message: `At ${D} stand a CNAME to a.example, b.example and, beside it, TXT "theirs", "${SPF.expected}" (${MARK}); nothing can stand beside a CNAME.`,
        hint: expect.stringContaining("or the TXT record"),
      },
    });
  });

  it("is not taken for a neighbour of itself where SES asks for a CNAME", () => {
    const wanted = { ...given([ALIAS]), requirement: { ...SPF, type: "CNAME" } };
    expect(told(cnameInTheWay(wanted, ALIAS))).toMatchObject({
      conflict: { message: expect.stringContaining(`${D} is a CNAME to`) },
    });
  });
});
