import { expect } from "vitest";

/** A text with these words, between which the length of a path may break the line. */
export function words(of: string): unknown {
  return expect.stringMatching(new RegExp(of.replaceAll(" ", "\\s+")));
}
