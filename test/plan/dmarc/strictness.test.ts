import { describe, expect, it } from "vitest";
import { meantStrictness, policyIn, spelledPolicyIn } from "../../../src/plan/dmarc/strictness.ts";

describe("how strict a text was meant that receivers don't read", () => {
  it.each([
    ['"v=DMARC1; p=reject"', 4, "reject"],
    ['v=DMARC1; p="quarantine"', 2, "quarantine"],
    ["p:reject; v=DMARC1", 4, "reject"],
    ['"v=DMARC1; sp=reject; p=none"', 0, "none"],
    ['"v=DMARC1"', 0, "none"],
    ["v=DMARC1; p=block", undefined, "none"],
  ])("is told by its p: %j", (text, strictness, policy) => {
    expect([meantStrictness(text), policyIn(text)]).toEqual([strictness, policy]);
  });

  it.each([
    ["v=DMARC1; p=Reject", "reject"],
    ['"v=DMARC1; p=Reject"', "reject"],
    ["v=DMARC1; p=block", "block"],
    ["DMARC1 reject", "none"],
    ["p = maybe", "maybe"],
    ["x p : 'quarantine'", "quarantine"],
    ["xp=reject", "none"],
  ])("is told in its own spelling where it is no policy: %j", (text, spelled) => {
    expect(spelledPolicyIn(text)).toBe(spelled);
  });

  it("is one step less on trial, where receivers do read it", () => {
    expect(meantStrictness("v=DMARC1; p=reject; t=y")).toBe(3);
  });
});
