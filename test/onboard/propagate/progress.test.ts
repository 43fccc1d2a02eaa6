import { describe, expect, it } from "vitest";
import type { ServerVerdict } from "../../../src/events/verdict.ts";
import { Progress } from "../../../src/onboard/propagate/progress.ts";
import { D } from "../fakes.ts";
import { NODATA } from "./answers.ts";

/** One record at one address, after these answers. */
function after(...verdicts: readonly ServerVerdict[]): Progress {
  const progress = new Progress({ owner: D, type: "TXT", accepts: () => true });
  for (const verdict of verdicts) progress.note(verdict, NODATA);
  return progress;
}

describe("a record at one address", () => {
  it("has wavered where another answer came after one that served it, and not where none came", () => {
    expect(after("serves", "serves").hasWavered).toBe(false);
    expect(after("serves", "servfail", "serves").hasWavered).toBe(false);
    expect(after("nodata", "serves").hasWavered).toBe(false);
    expect(after("serves", "nodata", "serves").hasWavered).toBe(true);
  });

  it("is refuted by another answer, and not by none", () => {
    expect(after("old").isRefuted).toBe(true);
    expect(after("serves").isRefuted).toBe(false);
    expect(after("servfail").isRefuted).toBe(false);
    expect(after().isRefuted).toBe(false);
  });

  it("is not without authority where nobody has asked for it", () => {
    expect(after().isWithoutAuthority).toBe(false);
  });
});
