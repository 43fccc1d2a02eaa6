import { getEventListeners } from "node:events";
import { expect, it, vi } from "vitest";
import { systemClock } from "../../src/async/clock.ts";
import { beforeDeadline } from "../../src/async/deadline.ts";
import { onAbort } from "../../src/async/on-abort.ts";

const listenersOf = (signal: AbortSignal): number => getEventListeners(signal, "abort").length;

it("calls everybody who waits, once, by one listener", () => {
  const controller = new AbortController();
  const all = Array.from({ length: 20 }, () => vi.fn<() => void>());
  for (const then of all) onAbort(controller.signal, then);
  expect(listenersOf(controller.signal)).toBe(1);
  controller.abort();
  expect(all.map(({ mock }) => mock.calls.length)).toEqual(all.map(() => 1));
});

it("calls nobody who has taken it back, and listens no longer than somebody waits", () => {
  const controller = new AbortController();
  const [gone, waiting] = [vi.fn<() => void>(), vi.fn<() => void>()];
  const releases = [onAbort(controller.signal, gone), onAbort(controller.signal, waiting)];
  releases[0]?.();
  expect(listenersOf(controller.signal)).toBe(1);
  controller.abort();
  expect([gone.mock.calls.length, waiting.mock.calls.length]).toEqual([0, 1]);
  const other = new AbortController();
  onAbort(other.signal, gone)();
  expect(listenersOf(other.signal)).toBe(0);
  onAbort(other.signal, waiting);
  other.abort();
  expect(waiting).toHaveBeenCalledTimes(2);
});

it("calls at once where the signal has aborted, and never without a signal", () => {
  const then = vi.fn<() => void>();
  onAbort(AbortSignal.abort(), then)();
  onAbort(undefined, then)();
  expect(then).toHaveBeenCalledTimes(1);
});

it("takes one listener for all that wait until a deadline", async () => {
  const { signal } = new AbortController();
  const waits = Array.from({ length: 20 }, () =>
    beforeDeadline(Promise.resolve("here"), { clock: systemClock, timeoutMs: 60_000, signal }),
  );
  expect(listenersOf(signal)).toBe(1);
  expect(new Set(await Promise.all(waits))).toEqual(new Set(["here"]));
  expect(listenersOf(signal)).toBe(0);
});
