import { expect, it } from "vitest";
import {
  differingTags,
  findDkimKey,
  isKeyName,
  keysNameOf,
  sameDkimKey,
} from "../../../src/plan/dkim/dkim.ts";
import { D, KEY_NAME } from "../support.ts";

it.each([
  ["the order of flags", "v=DKIM1; t=s:y; p=AAAA", "v=DKIM1; t=y:s; p=AAAA", []],
  ["flags that nobody knows", "v=DKIM1; t=x; p=AAAA", "v=DKIM1; p=AAAA", []],
  ["letter case of an algorithm", "k=RSA; p=AAAA", "p=AAAA", []],
  ["padding", "p=AAA=", "p=AAA", []],
  ["two signs of padding", "p=AA==", "p=AA", []],
  ["a flag", "t=s; p=AAAA", "p=AAAA", ["t"]],
  ["the services", "s=other; p=AAAA", "s=EMAIL; p=AAAA", ["s"]],
  ["the hashes", "h=sha1; p=AAAA", "h=SHA256:sha1; p=AAAA", ["h"]],
] as const)("two keys are held against each other by what they mean: %s", (_what, one, other, tags) => {
  const [a, b] = [findDkimKey(one), findDkimKey(other)];
  if (a === undefined || b === undefined) throw new Error("no key");
  expect(differingTags(a, b)).toEqual(tags);
  expect(sameDkimKey(a, b)).toBe(tags.length === 0);
});

it.each([
  "",
  "no key",
  "v=DKIM1; k=rsa",
  "v=DKIM2; p=AAAA",
  "k=rsa; v=DKIM1; p=AAAA",
  "p=*AAA",
  "p=A*A",
  "p=AAA*",
  "p=A===",
])("%j is no key to a verifier", (text) => {
  expect(findDkimKey(text)).toBeUndefined();
});

it("a key's name has a selector in front of the label below which keys stand", () => {
  expect([KEY_NAME, keysNameOf(D), D].map(isKeyName)).toEqual([true, false, false]);
});
