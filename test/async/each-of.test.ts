import { describe, expect, it } from "vitest";
import { eachOf } from "../../src/async/each-of.ts";
import { createVirtualClock } from "../support/virtual-clock.ts";
import { createLocks } from "../../src/async/locks.ts";

describe("eachOf", () => {
  it("gives results in the order of the items, whichever ends first", async () => {
    const clock = createVirtualClock();
    const task = (ms: number) => clock.sleep(ms).then(() => ms);
    expect(await clock.drive(eachOf([300, 100, 200], 3, task))).toEqual([300, 100, 200]);
  });

  it("has no more than the limit under way, and starts the next as soon as one ends", async () => {
    const clock = createVirtualClock();
    const began = clock.now();
    let underWay = 0;
    let most = 0;
    const task = async (ms: number) => {
      most = Math.max(most, (underWay += 1));
      await clock.sleep(ms);
      underWay -= 1;
    };
    await clock.drive(eachOf([300, 100, 100, 100], 2, task));
    expect(most).toBe(2);
    expect(clock.now() - began).toBe(300);
  });

  it("does every item although one fails, and only then throws", async () => {
    const clock = createVirtualClock();
    const done: number[] = [];
    const task = async (ms: number) => {
      await clock.sleep(ms);
      if (ms === 1) throw new Error("one failed");
      done.push(ms);
    };
    await expect(clock.drive(eachOf([1, 200, 300], 1, task))).rejects.toThrow("one failed");
    expect(done).toEqual([200, 300]);
  });

  it("of nothing is nothing", async () => {
    expect(await eachOf([], 4, () => Promise.reject(new Error("called")))).toEqual([]);
  });
});

describe("locks", () => {
  it("let tasks with one key run one after the other, in the order they came, and others side by side", async () => {
    const clock = createVirtualClock();
    const exclusive = createLocks();
    const log: string[] = [];
    const task = (name: string) => async () => {
      log.push(`+${name}`);
      await clock.sleep(100);
      log.push(`-${name}`);
    };
    await clock.drive(
      Promise.all([exclusive("a", task("1")), exclusive("a", task("2")), exclusive("b", task("3"))]),
    );
    expect(log).toEqual(["+1", "+3", "-1", "-3", "+2", "-2"].sort((x, y) => log.indexOf(x) - log.indexOf(y)));
    expect(log.indexOf("+2")).toBeGreaterThan(log.indexOf("-1"));
    expect(log.indexOf("+3")).toBeLessThan(log.indexOf("-1"));
  });

  it("give a failure to the one who asked, and the next its turn", async () => {
    const exclusive = createLocks();
    const failing = exclusive("a", () => Promise.reject(new Error("failed")));
    const next = exclusive("a", () => Promise.resolve("next"));
    await expect(failing).rejects.toThrow("failed");
    expect(await next).toBe("next");
  });

  it("let somebody who waits in line give up at once, without letting the next one in early", async () => {
    const clock = createVirtualClock();
    const exclusive = createLocks();
    const began = clock.now();
    const giveUp = new AbortController();
    const first = exclusive("a", () => clock.sleep(1_000));
    const second = exclusive("a", () => Promise.reject(new Error("ran all the same")), {
      signal: giveUp.signal,
    }).catch((error: unknown) => {
      expect(error).toBe(giveUp.signal.reason);
      return clock.now() - began;
    });
    const third = exclusive("a", () => Promise.resolve(clock.now() - began));
    clock.at(10, () => giveUp.abort());
    expect(await clock.drive(Promise.all([first, second, third]))).toEqual([undefined, 10, 1_000]);
  });
});
