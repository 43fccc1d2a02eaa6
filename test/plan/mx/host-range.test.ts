import { expect, it } from "vitest";
import { OnboardError } from "../../../src/errors/onboard-error.ts";
import { requireHoldableMx } from "../../../src/plan/mx/host-range.ts";
import { D, rrset } from "../support.ts";

const NARROW = { min: 1, max: 50, null: false };
const swap = (before: readonly string[], after: readonly string[]) => ({
  before: before.length === 0 ? undefined : rrset("MX", D, before),
  after: rrset("MX", D, after),
});

it.each([
  ["a preference below what the host holds", swap([], ["0 mx.example.net"]), NARROW, "0 mx.example.net"],
  ["a preference above it", swap(["5 a.test"], ["5 a.test", "51 b.test"]), NARROW, "51 b.test"],
  ["a null MX where there can be none", swap([], ["0 ."]), { ...NARROW, min: 0 }, "0 ."],
])("refuses %s", (_what, change, range, value) => {
  expect(() => requireHoldableMx([change], range)).toThrow(
    expect.objectContaining({ code: "VALUE_REJECTED", facts: { owner: D, type: "MX", value, range } }),
  );
});

it.each([
  ["the ends of the range", swap([], ["1 a.test", "50 b.test"]), NARROW],
  ["a null MX where it can stand", swap([], ["0 ."]), { ...NARROW, null: true }],
  ["what stands there already", swap(["60 a.test"], ["60 a.test", "10 b.test"]), NARROW],
  ["everything, at a host that says nothing", swap([], ["65535 a.test"]), undefined],
])("takes %s", (_what, change, range) => {
  expect(() => requireHoldableMx([change], range)).not.toThrow();
});

it.each([
  [swap([], ["0 mx.example.net"]), /policy\.mxPriority.*mx: "keep" \}`\.$/],
  [swap(["50 a.test"], ["50 a.test", "60 b.test"]), /Lower the preferences.*mx: "keep" \}`\.$/],
  [swap(["50 a.test", "7 gone.test"], ["50 a.test", "60 b.test"]), /Lower the preferences/],
  [swap(["7 gone.test"], ["60 b.test"]), /policy\.mxPriority/],
])("names what would help: an MX beside others goes by theirs", (change, hint) => {
  expect(() => requireHoldableMx([change], NARROW)).toThrow(
    expect.objectContaining({ hint: expect.stringMatching(hint) }),
  );
});

it("says what the host holds, and of a null MX only where it holds none", () => {
  const refuse = (range: typeof NARROW) => () => requireHoldableMx([swap([], ["60 b.test"])], range);
  expect(refuse(NARROW)).toThrow(/from 1 to 50 and no null MX, so "60 b\.test"/);
  expect(refuse({ ...NARROW, null: true })).toThrow(/from 1 to 50, so "60 b\.test"/);
});

it("judges MX alone", () => {
  const txt = { before: undefined, after: rrset("TXT", D, ["0 is no preference"]) };
  expect(() =>
    requireHoldableMx([txt, { before: rrset("MX", D, ["0 ."]), after: undefined }], NARROW),
  ).not.toThrow();
  for (const first of [txt, swap([], ["5 a.test"])])
    expect(() => requireHoldableMx([first, swap([], ["0 mx.example.net"])], NARROW)).toThrow(OnboardError);
});
