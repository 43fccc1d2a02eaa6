import { describe, expect, it } from "vitest";
import { Interruption } from "../../src/errors/interruption.ts";
import { budgetFrom, withinBudget } from "../../src/onboard/budget.ts";
import { createFakes } from "./fakes.ts";

describe("the time budget of a run", () => {
  it("begins with the first write, however many follow, and ends at nothing", async () => {
    const { clock } = createFakes();
    const { beforeWrite, leftMs } = budgetFrom({ clock, waitMs: 10_000 });
    await clock.drive(clock.sleep(5_000));
    expect(leftMs?.()).toBeUndefined();
    beforeWrite?.();
    await clock.drive(clock.sleep(4_000));
    beforeWrite?.();
    expect(leftMs?.()).toBe(6_000);
    await clock.drive(clock.sleep(7_000));
    expect(leftMs?.()).toBe(0);
  });
});

describe("what waits within it", () => {
  it("is told when it is used up, and may end of its own then", async () => {
    const { clock, interrupt } = createFakes();
    const began = clock.now();
    const task = withinBudget({ clock, waitMs: 10_000, signal: interrupt.signal }, async (budget) => {
      expect(budget.startedAt).toBe(began);
      expect(budget.leftMs()).toBe(10_000);
      await clock.sleep(9_999);
      expect([budget.leftMs(), budget.signal.aborted]).toEqual([1, false]);
      await clock.sleep(2);
      expect([budget.leftMs(), budget.signal.aborted]).toEqual([0, true]);
      expect(budget.signal.reason).toMatchObject({ message: "the time budget is used up" });
      return "ended";
    });
    expect(await clock.drive(task)).toBe("ended");
  });

  it("has what a write before it has left", async () => {
    const { clock, interrupt } = createFakes();
    const left = { waitMs: 10_000, leftMs: () => 3_000 };
    const { signal } = interrupt;
    const task = withinBudget({ clock, ...left, signal }, async ({ signal: own, leftMs }) => {
      await clock.sleep(2_500);
      expect([leftMs(), own.aborted]).toEqual([500, false]);
      await clock.sleep(500);
      expect([leftMs(), own.aborted]).toEqual([0, true]);
    });
    await clock.drive(task);
  });

  it("is interrupted with the reason of the interrupt", async () => {
    const { clock, interrupt } = createFakes();
    const reason = new Interruption(130);
    clock.at(1_000, () => interrupt.abort(reason));
    const task = withinBudget({ clock, waitMs: 10_000, signal: interrupt.signal }, ({ signal }) =>
      clock.sleep(60_000, { signal }),
    );
    await expect(clock.drive(task)).rejects.toBe(reason);
    expect(clock.sleepers()).toBe(0);
  });

  it("leaves no timer behind, whether it ends well or fails", async () => {
    const { clock, interrupt } = createFakes();
    const run = { clock, waitMs: 10_000, signal: interrupt.signal };
    const outcomes = [() => Promise.resolve("well"), () => Promise.reject(new Error("badly"))];
    for (const outcome of outcomes) {
      let ended: AbortSignal | undefined;
      await clock
        .drive(
          withinBudget(run, ({ signal }) => {
            ended = signal;
            return outcome();
          }),
        )
        .catch(() => undefined);
      expect([clock.sleepers(), ended?.aborted]).toEqual([0, false]);
    }
  });
});
