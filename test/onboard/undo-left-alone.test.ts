import { describe, expect, it } from "vitest";
import type { RRset } from "../../src/dns/rrset.ts";
import type { RRsetWrites } from "../../src/journal/logged-writes.ts";
import type { RRsetUndo } from "../../src/onboard/undo-below-wildcards.ts";
import { leftAlone, warningsOf } from "../../src/onboard/undo-left-alone.ts";
import { D, DMARC_NAME, rrset } from "./fakes.ts";

const BEFORE = rrset("TXT", D, ["old", "kept"]);
const AFTER = rrset("TXT", D, ["new", "kept"]);
const BETWEEN = rrset("TXT", D, ["between", "kept"]);
const LAST = rrset("TXT", D, ["newer", "kept"]);
const THEIRS = rrset("TXT", D, ["theirs"]);
const RECORD = { purpose: "spf", owner: D, type: "TXT", expected: "v=spf1 -all" } as const;

const WRITTEN: RRsetWrites = {
  ...RECORD,
  writes: [
    { before: BEFORE, after: AFTER, certain: true },
    { before: AFTER, after: BETWEEN, certain: true },
    { before: BETWEEN, after: LAST, certain: true },
  ],
};
const CREATED: RRsetWrites = {
  ...RECORD,
  purpose: "dmarc",
  owner: DMARC_NAME,
  writes: [{ before: undefined, after: rrset("TXT", DMARC_NAME, ["ours"]), certain: true }],
};
const undoOf = (written: RRsetWrites, left: RRsetUndo["left"], now: RRset | undefined): RRsetUndo => ({
  written,
  left,
  now,
  swap: undefined,
});

describe("an undo that leaves something alone", () => {
  it("ends with each place, what stands there, what was written last, and what stood there first", () => {
    const error = leftAlone(D, [undoOf(WRITTEN, "changed", THEIRS), undoOf(CREATED, "secret", undefined)]);
    expect(error).toMatchObject({
      code: "RRSET_CHANGED",
      facts: {
        domain: D,
        left: [
          { owner: D, type: "TXT", because: "changed", found: THEIRS, wrote: LAST, before: BEFORE },
          { owner: DMARC_NAME, type: "TXT", because: "secret", found: null, before: null },
        ],
      },
    });
    expect(error.message).toMatch(new RegExp(`^Left alone, .*: TXT ${D}, TXT ${DMARC_NAME}\\.$`));
  });

  it("says in its hint what to correct: what came and went by the log, and what stands there", () => {
    const { hint } = leftAlone(D, [undoOf(WRITTEN, "changed", THEIRS), undoOf(CREATED, "secret", undefined)]);
    expect(hint).toBe(
      [
        "Correct it by hand (docs/runbook.md#take-it-back).",
        `TXT ${D} holds "theirs"; the log tells that "newer" was put in the place of "old".`,
        `TXT ${DMARC_NAME} holds nothing, and a secret was cut out of the log (***); the log tells that "ours" was put in the place of nothing.`,
      ].join(" "),
    );
  });

  it.each([
    [{ ...THEIRS, locked: "weighted" }, "keeps locked (weighted)"],
    [THEIRS, "keeps locked (it does not say why)"],
  ])("says by what the host keeps it locked: %j", (now, words) => {
    expect(leftAlone(D, [undoOf(WRITTEN, "locked", now)]).hint).toContain(`which the DNS host ${words};`);
  });

  it("joins several values to one list", () => {
    const now = rrset("TXT", D, ["a", "b"]);
    expect(leftAlone(D, [undoOf(WRITTEN, "changed", now)]).hint).toContain('holds "a" and "b";');
  });

  it("tells what a wildcard does not answer again apart from that, with the way out of each", () => {
    const error = leftAlone(D, [undoOf(CREATED, "exists", undefined), undoOf(WRITTEN, "changed", THEIRS)]);
    expect(error.message).toBe(
      `Left alone, since it can't be told for certain what shall stand there: TXT ${D}. Left as a wildcard had answered it, since that does not answer there again: TXT ${DMARC_NAME}.`,
    );
    expect(error.hint).toMatch(/^Correct it by hand .* Remove at the DNS host .*undo again/);
    const alone = leftAlone(D, [undoOf(CREATED, "exists", undefined)]);
    expect(alone.message).toMatch(/^Left as a wildcard/);
    expect(alone.hint).not.toContain("by hand");
  });

  it("does not promise that another undo helps where nobody knows whether something stands there", () => {
    expect(leftAlone(D, [undoOf(CREATED, "unknown", undefined)]).hint).toMatch(/^Remove it at the DNS host/);
    const both = [undoOf(CREATED, "unknown", undefined), undoOf(WRITTEN, "exists", undefined)];
    expect(leftAlone(D, both).hint).toContain("undo again");
  });
});

describe("the warning of a place", () => {
  it("is none where nothing is left", () => {
    expect(warningsOf(WRITTEN, RECORD, undefined)).toEqual([]);
  });

  it.each(["changed", "secret", "locked"] as const)("says why it is not put back: %s", (because) => {
    expect(warningsOf(WRITTEN, RECORD, because)).toEqual([
      { warning: "not-put-back", record: RECORD, because },
    ]);
  });

  it.each(["exists", "unknown"] as const)(
    "says what the wildcard had answered, and why not again: %s",
    (because) => {
      const inEffect = { wildcard: "*.example.com" as typeof D, values: ["v=spf1 mx -all"] };
      const told = {
        warning: "wildcard-not-back",
        owner: D,
        type: "TXT",
        wildcard: "*.example.com",
        values: inEffect.values,
        top: D,
        because,
      };
      expect(warningsOf({ ...WRITTEN, inEffect }, RECORD, because)).toEqual([told]);
    },
  );
});
