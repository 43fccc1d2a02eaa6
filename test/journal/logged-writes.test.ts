import { describe, expect, it } from "vitest";
import type { EventBody } from "../../src/events/event.ts";
import { writesOf } from "../onboard/run-undo.ts";
import { APEX, D, KEY_NAME, NAME_SERVERS, rrset } from "../onboard/fakes.ts";
import { planUndo } from "../../src/plan/undo.ts";
import type { RecordPlan } from "../../src/plan/record-plan.ts";

const started = (command: "run" | "plan" | "check" | "undo", dryRun?: true): EventBody => ({
  type: "run.started",
  command,
  version: "0.0.0",
  site: "international",
  region: "ap-singapore",
  ...(dryRun === undefined ? {} : { dryRun }),
});
const zone = (id = "Z1"): EventBody => ({
  type: "zone.found",
  provider: "memory",
  apex: APEX,
  id,
  nameServers: NAME_SERVERS,
});
const READY: EventBody = { type: "identity.ready", created: true, verified: false, ses: [] };
const KEY = rrset("TXT", KEY_NAME, ["key"]);
const planned = (changes: Partial<RecordPlan> = {}): EventBody => ({
  type: "rrset.planned",
  record: { purpose: "dkim", owner: KEY_NAME, type: "TXT", expected: "key" },
  action: "created",
  before: null,
  after: KEY,
  warnings: [],
  ...changes,
});
const WRITTEN: EventBody = {
  type: "rrset.written",
  rrset: { owner: KEY_NAME, type: "TXT" },
  action: "created",
  before: null,
  after: KEY,
};
const ended = (
  state: "verified" | "failed" | "interrupted",
  error: { code: "API_UNAVAILABLE" | "UNEXPECTED" | "RIGHTS_MISSING"; facts?: object } | null = null,
): EventBody => ({
  type: "result",
  state,
  exit: 0,
  identity: null,
  zone: null,
  records: [],
  warnings: [],
  planHash: null,
  calls: { ses: 0, provider: 0, dns: 0 },
  timings: { totalMs: 0, propagationMs: 0 },
  error: error === null ? null : { message: "", hint: "", ...error, facts: { ...error.facts } },
});

/** `Z1 TXT name: certain, uncertain` for each place. */
function told(...events: readonly EventBody[]): readonly string[] {
  return writesOf(events).flatMap(({ zones }) =>
    zones.flatMap(({ zone: { id }, rrsetWrites }) =>
      rrsetWrites.map(
        ({ type, owner, purpose, writes }) =>
          `${id} ${type} ${owner} ${purpose}: ${writes.map(({ certain }) => (certain ? "certain" : "uncertain")).join(", ")}`,
      ),
    ),
  );
}

const PLACE = `Z1 TXT ${KEY_NAME} dkim`;

describe("what a run wrote", () => {
  it("is certain when the log says so, and is what it was planned for", () => {
    expect(told(started("run"), zone(), READY, planned(), WRITTEN, ended("verified"))).toEqual([
      `${PLACE}: certain`,
    ]);
  });

  it.each([
    ["the log ends", []],
    ["it was interrupted", [ended("interrupted")]],
    ["the answer was lost", [ended("failed", { code: "API_UNAVAILABLE", facts: { mayHaveArrived: true } })]],
    [
      "somebody's value was found beside ours after the write",
      [ended("failed", { code: "API_UNAVAILABLE", facts: { written: true } })],
    ],
    ["a bug ended it", [ended("failed", { code: "UNEXPECTED" })]],
    ["the next run begins", [started("check"), ended("verified")]],
  ])("is uncertain when it was planned and %s", (_title, rest) => {
    expect(told(started("run"), zone(), READY, planned(), ...rest)).toEqual([`${PLACE}: uncertain`]);
  });

  it.each([
    ["a plan", [started("plan"), zone(), READY, planned()]],
    ["a check", [started("check"), zone(), READY, planned()]],
    ["a dry run of an undo", [started("undo", true), zone(), planned()]],
    ["a run that was killed before the identity was there", [started("run"), zone(), planned()]],
    [
      "a run that was refused",
      [started("run"), zone(), READY, planned(), ended("failed", { code: "RIGHTS_MISSING" })],
    ],
    [
      "a run that left everything as it was",
      [started("run"), zone(), READY, planned({ action: "kept", after: null })],
    ],
    [
      "a change that a second look found done",
      [started("run"), zone(), READY, planned(), planned({ action: "unchanged", before: KEY })],
    ],
  ])("is nothing for %s", (_title, events) => {
    expect(told(...events)).toEqual([]);
  });

  it("is told run by run, in order", () => {
    expect(
      told(
        started("run"),
        zone(),
        READY,
        planned(),
        started("run"),
        zone(),
        READY,
        planned(),
        WRITTEN,
        ended("verified"),
      ),
    ).toEqual([`${PLACE}: uncertain, certain`]);
  });

  it("after a race is what was planned last", () => {
    const merged = rrset("TXT", KEY_NAME, ["key", "other"]);
    const [place] =
      writesOf([
        started("run"),
        zone(),
        READY,
        planned(),
        { type: "race.lost", attempt: 1 },
        planned({ action: "merged", after: merged }),
      ])[0]?.zones[0]?.rrsetWrites ?? [];
    expect(place?.writes).toEqual([{ before: undefined, after: merged, certain: false }]);
  });

  it("whose answer was lost in a race stays, also where the next plan finds it done", () => {
    expect(
      told(
        started("run"),
        zone(),
        READY,
        planned(),
        { type: "race.lost", attempt: 1, mayHaveArrived: true },
        planned({ action: "unchanged", before: KEY }),
        ended("verified"),
      ),
    ).toEqual([`${PLACE}: uncertain`]);
  });

  it("that a run took back, and that no listing had shown, comes before its taking back", () => {
    const nothingSeen: EventBody = { ...WRITTEN, before: null, after: null };
    const back = planned({ action: "removed", before: KEY, after: null });
    const taken: EventBody = { ...WRITTEN, action: "removed", before: KEY, after: null };
    const error = { code: "API_UNAVAILABLE", facts: { mayHaveArrived: true } } as const;
    const opening = [started("run"), zone(), READY, planned()] as const;
    for (const seen of [[], [nothingSeen]]) {
      expect(told(...opening, ...seen, { type: "race.lost", attempt: 1 }, back, taken)).toEqual([
        `${PLACE}: uncertain, certain`,
      ]);
      expect(told(...opening, ...seen, back, ended("failed", error))).toEqual([
        `${PLACE}: uncertain, uncertain`,
      ]);
    }
    for (const log of [
      [...opening, back, taken],
      [...opening, back, ended("failed", error)],
    ]) {
      const writes = writesOf(log)[0]?.zones[0]?.rrsetWrites[0]?.writes ?? [];
      expect(planUndo(undefined, writes)).toEqual({ swap: undefined, left: undefined });
    }
    const open = writesOf([...opening, back, ended("failed", error)])[0]?.zones[0]?.rrsetWrites[0]?.writes;
    expect(planUndo(KEY, open ?? []).swap).toEqual({ before: KEY, after: undefined });
  });

  it("that changed nothing which a listing showed is still open", () => {
    const same: EventBody = { ...WRITTEN, action: "merged", before: KEY, after: KEY };
    const merged = planned({ action: "merged", before: KEY, after: rrset("TXT", KEY_NAME, ["key", "more"]) });
    expect(told(started("run"), zone(), READY, merged, same)).toEqual([`${PLACE}: uncertain`]);
  });

  it("is kept apart by zone", () => {
    expect(
      told(
        started("run"),
        zone("Z1"),
        READY,
        planned(),
        WRITTEN,
        started("run"),
        zone("Z2"),
        READY,
        planned(),
        WRITTEN,
      ),
    ).toEqual([`Z1 TXT ${KEY_NAME} dkim: certain`, `Z2 TXT ${KEY_NAME} dkim: certain`]);
  });

  it("without a zone is refused", () => {
    expect(() => told(started("run"), READY, planned(), WRITTEN)).toThrow(
      expect.objectContaining({ code: "CONFIG_INVALID" }),
    );
  });

  it("by an undo counts as well, also when it was killed", () => {
    const back: EventBody = planned({ action: "removed", before: KEY, after: null });
    expect(told(started("undo"), zone(), back)).toEqual([`${PLACE}: uncertain`]);
  });

  it("belongs to the domain that it was written for", () => {
    expect(writesOf([started("run"), zone()], D)).toEqual([
      { domain: D, site: "international", region: "ap-singapore", zones: [] },
    ]);
  });
});
