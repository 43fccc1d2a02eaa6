import { setImmediate as tick } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { createShares, type Shares } from "../../src/async/shares.ts";

interface Scene {
  readonly shares: Shares;
  /** So many tasks of somebody, each until it is ended. */
  readonly bring: (who: string, count: number) => Promise<void>;
  /** Ends so many of somebody's tasks, the oldest first. */
  readonly end: (who: string, count?: number) => Promise<void>;
  readonly running: (who: string) => number;
}

function scene(all: number, alone = 1): Scene {
  const shares = createShares({ all, alone });
  const ends = new Map<string, (() => void)[]>();
  const endsOf = (who: string): (() => void)[] => ends.get(who) ?? [];
  return {
    shares,
    async bring(who, count) {
      for (let brought = 0; brought < count; brought += 1)
        void shares.run(
          who,
          () => new Promise<void>((end) => ends.set(who, [...endsOf(who), end])),
          undefined,
        );
      await tick();
    },
    async end(who, count = Infinity) {
      for (const end of endsOf(who).splice(0, count)) end();
      await tick();
    },
    running: (who) => endsOf(who).length,
  };
}

describe("shares", () => {
  it("gives one alone as many as leave enough free, and lets the rest in as they leave", async () => {
    const { bring, end, running } = scene(12, 4);
    await bring("a", 6);
    expect(running("a")).toBe(4);
    await end("a", 1);
    expect(running("a")).toBe(4);
    await end("a");
    expect(running("a")).toBe(1);
  });

  it("leaves places for whoever comes next, when many come with many at a time", async () => {
    const { bring, running } = scene(128, 24);
    const many = Array.from({ length: 31 }, (_, index) => `many ${index}`);
    for (const who of many) await bring(who, 12);
    const next = ["next", "and next", "and next again"];
    for (const who of next) await bring(who, 1);
    expect(next.map(running)).toStrictEqual([1, 1, 1]);
    expect(Math.min(...many.map(running))).toBe(1);
  });

  it("gives a place that becomes free to whoever holds the fewest", async () => {
    const { bring, end, running } = scene(3);
    await bring("a", 2);
    await bring("b", 2);
    await bring("c", 1);
    await bring("d", 1);
    expect(["a", "b", "c", "d"].map(running)).toStrictEqual([1, 1, 1, 0]);
    await end("c");
    expect(["a", "b", "c", "d"].map(running)).toStrictEqual([1, 1, 0, 1]);
    await end("d");
    await end("b");
    await end("b");
    expect(["a", "b"].map(running)).toStrictEqual([1, 0]);
    await end("a");
    expect(running("a")).toBe(1);
  });

  it("frees the place of a task that fails", async () => {
    const { shares } = scene(1);
    await expect(shares.run("a", () => Promise.reject(new Error("no")), undefined)).rejects.toThrow("no");
    expect(await shares.run("a", () => Promise.resolve("in"), undefined)).toBe("in");
  });

  it("lets one that aborts in line go at once, without running it or losing its place to nobody", async () => {
    const { bring, end, shares } = scene(1);
    await bring("a", 1);
    const abort = new AbortController();
    let ran = false;
    const waiting = ["a", "b"].map((who) => shares.run(who, async () => void (ran = true), abort.signal));
    abort.abort("enough");
    for (const each of waiting) await expect(each).rejects.toBe("enough");
    await end("a");
    expect([ran, await shares.run("b", () => Promise.resolve("in"), undefined)]).toStrictEqual([false, "in"]);
  });

  it("runs nothing whose signal is aborted already", async () => {
    const { shares } = scene(1);
    await expect(shares.run("a", () => Promise.resolve(), AbortSignal.abort("no"))).rejects.toBe("no");
  });

  it("counts who comes while one that aborted in line is still on its way out", async () => {
    const { bring, end, running, shares } = scene(3);
    await bring("a", 1);
    const abort = new AbortController();
    const gone = shares.run("a", () => Promise.resolve(), abort.signal);
    // Both leave together, the one that ran a step earlier, and the next one comes in between.
    const ended = end("a");
    abort.abort("enough");
    await Promise.resolve();
    const brought = bring("a", 1);
    await expect(gone).rejects.toBe("enough");
    await Promise.all([ended, brought]);
    await bring("a", 1);
    expect(running("a")).toBe(1);
    await end("a");
    expect(running("a")).toBe(1);
  });
});
