import { expect, it } from "vitest";
import { faultOfTarget } from "../../../src/plan/spf/target.ts";

const LONGEST = [63, 63, 63, 61].map((length) => "a".repeat(length)).join(".");

it.each([`${"a".repeat(63)}.example`, LONGEST, `${LONGEST}.`, "_spf.example", "a.example."])(
  "%s can be a name",
  (name) => {
    expect(faultOfTarget(name)).toBeUndefined();
  },
);

it.each([
  ["https://a.example", "it is a URL"],
  ["FTP://a.example", "it is a URL"],
  ["me@a.example", "it is a mail address"],
  ["a.example,b.example", "it is a list"],
  ["a.example;b.example", "it is a list"],
  ["a.example/x", '"/" can\'t stand in a name'],
  ["a b.example", '" " can\'t stand in a name'],
  [".a.example", "it has an empty label"],
  ["a..example", "it has an empty label"],
  ["a.example..", "it has an empty label"],
  [`${"a".repeat(64)}.example`, "a label of more than 63 characters"],
  [`${LONGEST}a`, "it has more than 253 characters"],
])("%s can't: %s", (name, because) => {
  expect(faultOfTarget(name)).toContain(because);
});

it("a scheme is told as such only in front", () => {
  expect(faultOfTarget("a.https://b.example")).toContain('":" can\'t stand');
});
