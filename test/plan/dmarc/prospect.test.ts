import { describe, expect, it } from "vitest";
import { inheritedDmarc } from "../../../src/plan/dmarc/prospect.ts";
import { DEFAULT_POLICY, type Surroundings } from "../../../src/plan/requirement.ts";
import { DMARC } from "../support.ts";
import { above } from "./support.ts";

const inherited = (surroundings: Surroundings) =>
  inheritedDmarc({ requirement: DMARC, existing: [], policy: DEFAULT_POLICY, surroundings });

describe("what is published for want of a record at the name", () => {
  it("is told where it is more than SES asks for", () => {
    expect(inherited(above({ "example.com": ["v=DMARC1; p=reject; rua=mailto:a@b.example"] }))).toBe(
      "v=DMARC1; p=reject; rua=mailto:a@b.example",
    );
  });

  it("is not told where it is what SES asks for", () => {
    expect(inherited({})).toBeUndefined();
    expect(inherited(above({ "example.com": ["v=DMARC1; p=none"] }))).toBeUndefined();
  });
});
