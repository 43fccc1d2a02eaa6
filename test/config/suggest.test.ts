import { expect, it } from "vitest";
import { suggest } from "../../src/config/suggest.ts";

const KEYS = ["site", "region", "endpoint", "secretId", "secretKey"];

it.each([
  ["regoin", "region"],
  ["Region", "region"],
  ["endpont", "endpoint"],
  ["secretID", "secretId"],
  ["secret_key", "secretKey"],
  ["colour", undefined],
  ["x", undefined],
])("for %s suggests %s", (word, meant) => {
  expect(suggest(word, KEYS)).toBe(meant);
});
