import { describe, expect, it } from "vitest";
import { sesState, type SesFinding, type SesState } from "../../src/events/record.ts";

/** What each finding makes of a "no", whose words alone may not tell a refusal from being late. */
const STATES: Readonly<Record<SesFinding, readonly [seesNothing: SesState, seesSomething: SesState]>> = {
  "cached-nothing": ["sees nothing", "sees another value"],
  "cached-old": ["sees nothing", "sees another value"],
  refused: ["refuses", "refuses"],
  "refused-mx": ["refuses", "refuses"],
  "refused-no-mx": ["refuses", "refuses"],
  "refused-null-mx": ["refuses", "refuses"],
  "two-spf": ["refuses", "refuses"],
  elsewhere: ["sees nothing", "sees another value"],
  unpublished: ["sees nothing", "sees another value"],
};
const FINDINGS = Object.entries(STATES) as readonly (readonly [SesFinding, readonly SesState[]])[];

describe("a record at SES", () => {
  it("was not asked for where no answer speaks of it", () => {
    expect(sesState(null)).toBe("not asked");
  });

  it("is accepted by its status, whatever the value looks like", () => {
    expect(["", "any"].map((currentValue) => sesState({ status: true, currentValue }))).toEqual([
      "accepts",
      "accepts",
    ]);
  });

  it("without a finding is not seen, or another value is", () => {
    expect(["", "any"].map((currentValue) => sesState({ status: false, currentValue }))).toEqual([
      "sees nothing",
      "sees another value",
    ]);
  });

  it.each(FINDINGS)("found %s is refused only where waiting would not help", (finding, states) => {
    const seen = ["", "any"].map((currentValue) => sesState({ status: false, currentValue, finding }));
    expect(seen).toEqual(states);
  });
});
