import { expect, it } from "vitest";
import { parseDomainName } from "../../src/dns/domain-name.ts";
import { DEFAULT_POLICY, recordText, sameRecord } from "../../src/plan/requirement.ts";
import { D, MX, SPF } from "./support.ts";

it("two records of an identity are one where purpose, place and value agree", () => {
  expect(sameRecord(SPF, { ...SPF })).toBe(true);
  const others = [
    { ...SPF, purpose: "other" as const },
    { ...SPF, owner: parseDomainName("www.example.com") },
    { ...SPF, type: "MX" },
    { ...SPF, expected: "v=spf1 -all" },
  ];
  expect(others.map((other) => sameRecord(SPF, other))).toEqual(others.map(() => false));
  expect(new Set([SPF, MX, ...others].map(recordText)).size).toBe(6);
});

it("by default nothing that stands is replaced", () => {
  expect(DEFAULT_POLICY).toEqual({
    ttl: 300,
    mx: "keep",
    mxPriority: 10,
    dmarc: "keep",
    replace: [],
    allow: [],
  });
  expect(recordText(MX)).toContain(D);
});
