import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { createEnding, type EndReason } from "../../../src/cli/ending/ending.ts";
import { Interruption } from "../../../src/errors/interruption.ts";
import { strayFault } from "../../../src/errors/onboard-error.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function begin() {
  const ends: EndReason[] = [];
  const ending = createEnding((reason) => void ends.push(reason));
  return { ending, steps: () => [ending.signal.aborted, ending.giveUp.aborted, ends.length] };
}

const first = new Interruption(143);

it("the steps of an ending follow one another by themselves, each with the first reason", () => {
  const { ending, steps } = begin();
  ending.next(first);
  expect(steps()).toEqual([true, false, 0]);
  vi.advanceTimersByTime(2_000);
  expect(steps()).toEqual([true, true, 0]);
  expect([ending.signal.reason, ending.giveUp.reason]).toEqual([first, first]);
  vi.advanceTimersByTime(2_000);
  expect(steps()).toEqual([true, true, 1]);
});

it("who asks again does not wait for the next step", () => {
  const { ending, steps } = begin();
  ending.next(first);
  ending.next(new Interruption(130));
  expect(steps()).toEqual([true, true, 0]);
  expect(ending.giveUp.reason).toBe(first);
  ending.next(new Interruption(130));
  expect(steps()).toEqual([true, true, 1]);
});

it("what fails while the command ends, or behind it, hastens nothing", () => {
  const { ending, steps } = begin();
  ending.fail(strayFault(new Error("one")));
  ending.fail(strayFault(new Error("two")));
  expect(steps()).toEqual([true, false, 0]);
  expect(ending.signal.reason).toMatchObject({ code: "UNEXPECTED", message: expect.stringContaining("one") });
  const done = begin();
  done.ending.done();
  done.ending.fail(strayFault(new Error("late")));
  expect(done.steps()).toEqual([false, false, 0]);
});

it("nothing follows once the command is done, and then a signal ends the process", () => {
  const { ending, steps } = begin();
  ending.next(first);
  ending.done();
  vi.advanceTimersByTime(60_000);
  expect(steps()).toEqual([true, false, 0]);
  ending.next(first);
  expect(steps()).toEqual([true, false, 1]);
});
