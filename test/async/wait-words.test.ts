import { expect, it } from "vitest";
import { waitWords } from "../../src/async/wait-words.ts";

it.each([
  [0.2, "1 seconds"],
  [30, "30 seconds"],
  [119.001, "120 seconds"],
  [300, "5 minutes"],
  [7_199, "120 minutes"],
  [7_201, "3 hours"],
  [86_400, "a day or more"],
  [Infinity, "a day or more"],
  [NaN, "a day or more"],
])("%d seconds are worded so that nobody comes back too early", (seconds, words) => {
  expect(waitWords(seconds)).toBe(words);
});
