import { describe, expect, it } from "vitest";
import { SAMPLES } from "../../src/events/samples/samples.ts";
import { sesState, type SesFinding, type SesState, type SesView } from "../../src/events/record.ts";
import { seenIn, seenInAll } from "../../src/events/seen.ts";
import type { EventBody } from "../../src/events/event.ts";

/** Of a "no" after SES has looked: only where it sees what is published is it a refusal. */
const STATES: Readonly<Record<SesFinding, readonly [seesNothing: SesState, seesSomething: SesState]>> = {
  "cached-nothing": ["sees nothing", "sees another value"],
  "cached-old": ["sees nothing", "sees another value"],
  refused: ["refuses", "refuses"],
  "refused-mx": ["refuses", "refuses"],
  "refused-no-mx": ["sees nothing", "sees another value"],
  "refused-null-mx": ["refuses", "refuses"],
  "two-spf": ["sees nothing", "sees another value"],
  elsewhere: ["sees nothing", "sees another value"],
  unpublished: ["sees nothing", "sees another value"],
};
const FINDINGS = Object.entries(STATES) as readonly (readonly [SesFinding, readonly SesState[]])[];

const record = { purpose: "spf", owner: SAMPLES.domain, type: "TXT", expected: "v=spf1 -all" } as const;
const no = (currentValue: string, finding?: SesFinding): SesView => ({
  record,
  status: false,
  currentValue,
  ...(finding === undefined ? {} : { finding }),
});

describe("a record at SES", () => {
  it("is accepted by its status, whatever the value looks like and whoever looked when", () => {
    const views = ["", "any"].map((currentValue) => ({ ...no(currentValue), status: true }));
    for (const isAsked of [true, false])
      expect(views.map((view) => sesState(view, isAsked))).toEqual(["accepts", "accepts"]);
  });

  it("without a finding is not seen, or another value is", () => {
    expect(["", "any"].map((currentValue) => sesState(no(currentValue), true))).toEqual([
      "sees nothing",
      "sees another value",
    ]);
  });

  it.each(FINDINGS)("found %s is refused only where SES sees what is published", (finding, states) => {
    const views = ["", "any"].map((currentValue) => no(currentValue, finding));
    expect(views.map((view) => sesState(view, true))).toEqual(states);
    expect(views.map((view) => sesState(view, false))).toEqual(["not asked", "not asked"]);
  });
});

describe("what an event tells of a record at SES", () => {
  const ses = [no("any", "refused")];
  const statesIn = (event: EventBody) => seenIn(event)?.map(({ state }) => state);

  it("is nothing where SES was not asked to look", () => {
    expect(statesIn({ type: "identity.ready", created: true, verified: false, ses })).toEqual(["not asked"]);
    expect(statesIn({ type: "identity.verified", attempt: 0, ses })).toEqual(["not asked"]);
    expect(statesIn({ type: "identity.asked", attempt: 1 })).toBeUndefined();
  });

  it("is what it saw when it looked", () => {
    expect(statesIn({ type: "identity.refused", attempt: 1, ses, nextInMs: null })).toEqual(["refuses"]);
    expect(statesIn({ type: "identity.verified", attempt: 1, ses })).toEqual(["refuses"]);
  });

  it("counts as it was told last", () => {
    const ready: EventBody = { type: "identity.ready", created: true, verified: false, ses };
    const looked: EventBody = { type: "identity.refused", attempt: 1, ses: [no("")], nextInMs: null };
    expect(seenInAll([ready, looked])?.map(({ state }) => state)).toEqual(["sees nothing"]);
    expect(seenInAll([ready, { type: "identity.asked", attempt: 1 }])).toMatchObject([
      { state: "not asked" },
    ]);
    expect(seenInAll([])).toBeUndefined();
  });
});
