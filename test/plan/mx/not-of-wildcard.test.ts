import { expect, it } from "vitest";
import { notOfWildcard } from "../../../src/plan/mx/not-of-wildcard.ts";
import { D, rrset } from "../support.ts";

const SES = "mxbiz1.qq.com";
const WILD = rrset("MX", "*.example.com", ["10 mx.example.com", "20 mx2.example.com"], 1800);
const own = (values: readonly string[], ttl = 1800) => rrset("MX", D, values, ttl);

it("names both where the name, written out from a wildcard once, has other mail servers than it has now", () => {
  const told = { warning: "mx-not-of-wildcard", owner: D, wildcard: WILD.owner, its: WILD.values };
  expect(notOfWildcard(own(["5 old.example.com"]), WILD, SES)).toEqual([
    { ...told, own: ["5 old.example.com"] },
  ]);
  expect(notOfWildcard(own(["10 mx.example.com", `20 ${SES}`]), WILD, SES)).toEqual([
    { ...told, own: ["10 mx.example.com"] },
  ]);
});

it("does not count SES's own, on either side", () => {
  const wild = { ...WILD, values: [...WILD.values, `30 ${SES}`] };
  expect(notOfWildcard(own(WILD.values.toReversed()), wild, SES)).toEqual([]);
  expect(notOfWildcard(own([...WILD.values, `60 ${SES}`]), WILD, `10 ${SES}`)).toEqual([]);
});

it.each([
  ["the same mail servers, in another order", own(WILD.values.toReversed())],
  ["SES's alone", own([`10 ${SES}`])],
  ["a TTL of its own, so that it is no copy", own(["5 mx.mine.test"], 300)],
])("says nothing of %s", (_what, mx) => {
  expect(notOfWildcard(mx, WILD, SES)).toEqual([]);
});
