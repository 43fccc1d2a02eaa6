import { expect, it } from "vitest";
import { parseDomainName } from "../../../src/dns/domain-name.ts";
import { isOpenKey } from "../../../src/plan/consent/open-key.ts";
import { heldBy } from "../../../src/plan/consent/plan.ts";
import { D, KEY, KEY_NAME, rrset } from "../support.ts";

const OPEN = { below: parseDomainName(`_domainkey.${D}`) };
const isOpen = (...values: readonly string[]) =>
  isOpenKey({ before: undefined, after: rrset("TXT", KEY_NAME, values) }, OPEN);

it("a swap that takes a record away brings no key", () => {
  const before = rrset("TXT", KEY_NAME, [KEY]);
  expect(isOpenKey({ before, after: undefined }, OPEN)).toBe(false);
  expect(isOpenKey({ before: undefined, after: undefined }, OPEN)).toBe(false);
});

it("a record of another type is no key, whatever it says", () => {
  const after = rrset("CNAME", KEY_NAME, [KEY]);
  expect(isOpenKey({ before: undefined, after }, OPEN)).toBe(false);
});

it("a key is open up to a length that no key of SES comes near", () => {
  const long = (length: number) =>
    `${KEY}; h=sha256:${"x".repeat(length - KEY.length - ";_h=sha256:".length)}`;
  expect([long(1_000).length, isOpen(long(1_000)), isOpen(long(1_001))]).toEqual([1_000, true, false]);
});

it("a text that is no list of tags is no key", () => {
  expect([isOpen(KEY), isOpen("no tags"), isOpen("")]).toEqual([true, false, false]);
});

it("a plan holds what its records keep or bring and what its swaps write, and nothing where they have nothing", () => {
  const [kept, written] = [rrset("MX", D, ["5 a.test"]), rrset("TXT", D, ["x"])];
  const record = { purpose: "mx", owner: D, type: "MX", expected: "a.test" } as const;
  const records = [kept, null].map((after) => ({ record, action: "kept" as const, before: after, after }));
  const swaps = [
    { before: undefined, after: written },
    { before: written, after: undefined },
  ];
  expect(heldBy({ records, swaps })).toEqual([kept, written]);
});
