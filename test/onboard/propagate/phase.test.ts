import { describe, expect, it } from "vitest";
import { OnboardError } from "../../../src/errors/onboard-error.ts";
import { Phase } from "../../../src/onboard/propagate/phase.ts";

const run = new AbortController().signal;
const found = new OnboardError("ZONE_NOT_DELEGATED", "There is a cut.", { hint: "Ask the test." });

/** Until its time is up. */
const wait = (signal: AbortSignal): Promise<never> =>
  new Promise((_resolve, reject) => signal.addEventListener("abort", () => reject(new Error("ended"))));

describe("waits of one phase", () => {
  it("are no failure where time is up, or other servers are to be watched", async () => {
    const time = new AbortController();
    const phase = new Phase(run);
    const timed = phase.each(["one", "two"], (_one, signal) => wait(signal), time.signal);
    time.abort();
    expect(await timed).toBe(false);
    const changed = phase.each(["one"], (_one, signal) => wait(signal), run);
    phase.change();
    expect(await changed).toBe(false);
    expect(await phase.each(["one"], () => Promise.resolve(), run)).toBe(true);
  });

  it("tell what one of them has found in the very moment in which they end", async () => {
    const phase = new Phase(run);
    const each = phase.each(
      ["one"],
      async () => {
        phase.change();
        throw found;
      },
      run,
    );
    await expect(each).rejects.toBe(found);
  });

  it("tell a mistake of ours, and why the run ended", async () => {
    const mistake = new TypeError("no such thing");
    await expect(new Phase(run).each(["one"], () => Promise.reject(mistake), run)).rejects.toBe(mistake);
    const whole = new AbortController();
    const each = new Phase(whole.signal).each(["one"], (_one, signal) => wait(signal), whole.signal);
    whole.abort("interrupted");
    await expect(each).rejects.toBe("interrupted");
  });
});
