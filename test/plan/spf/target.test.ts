import { expect, it } from "vitest";
import { faultOfTarget } from "../../../src/plan/spf/target.ts";

const LONGEST = [63, 63, 63, 61].map((length) => "a".repeat(length)).join(".");

it.each([`${"a".repeat(63)}.example`, LONGEST, `${LONGEST}.`, "_spf.example", "a.example."])(
  "%s can be a name",
  (name) => {
    expect(faultOfTarget(name)).toBeUndefined();
  },
);

it.each([`${LONGEST}a`, `${"a".repeat(64)}.example`, ".a.example", "a..example"])("%s can't", (name) => {
  expect(faultOfTarget(name)).toBeDefined();
});
