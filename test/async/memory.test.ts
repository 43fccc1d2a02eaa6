import { describe, expect, it } from "vitest";
import { createLastingMemory, createMemory, shareTask } from "../../src/async/memory.ts";
import { createVirtualClock } from "../support/virtual-clock.ts";

describe("a memory", () => {
  it("asks once, also when the same is asked again before the answer", async () => {
    const remember = createMemory<number>();
    let asked = 0;
    const ask = async () => (asked += 1);
    expect(await Promise.all([remember("a", ask), remember("a", ask), remember("b", ask)])).toEqual([
      1, 1, 2,
    ]);
    expect(await remember("a", ask)).toBe(1);
  });

  it("tells a failure to all who wait for it, and asks again afterwards", async () => {
    const remember = createMemory<string>();
    const fail = () => Promise.reject(new Error("down"));
    const outcomes = await Promise.allSettled([remember("a", fail), remember("a", fail)]);
    expect(outcomes.map(({ status }) => status)).toEqual(["rejected", "rejected"]);
    expect(await remember("a", async () => "up")).toBe("up");
  });
});

describe("a shared task", () => {
  it("is ended when the last of those who wait has given up, and no sooner", async () => {
    let ended: AbortSignal | undefined;
    const task = shareTask((signal) => {
      ended = signal;
      return new Promise<string>(() => {});
    });
    const [one, two] = [new AbortController(), new AbortController()];
    const waits = [task.wait(one.signal), task.wait(two.signal)];
    one.abort("first");
    await expect(waits[0]).rejects.toBe("first");
    expect([ended?.aborted, task.isDeserted()]).toEqual([false, false]);
    two.abort("second");
    await expect(waits[1]).rejects.toBe("second");
    expect([ended?.reason, task.isDeserted()]).toEqual(["second", true]);
  });

  it("tells its end to each who waits, and to who comes later", async () => {
    const task = shareTask(async () => "done");
    expect(await Promise.all([task.wait(undefined), task.wait(new AbortController().signal)])).toEqual([
      "done",
      "done",
    ]);
    expect(await task.wait(undefined)).toBe("done");
  });
});

describe("a memory of answers that hold for a while", () => {
  it("asks again when an answer is over, and after a failure", async () => {
    const clock = createVirtualClock();
    const remember = createLastingMemory<number>(clock, (answer) => answer * 1000);
    let asked = 0;
    const ask = async (): Promise<number> => {
      asked += 1;
      if (asked === 2) throw new Error("down");
      return asked;
    };
    const again = () => remember("a", ask, undefined);
    expect([await again(), await again()]).toEqual([1, 1]);
    await clock.drive(clock.sleep(1000));
    await expect(again()).rejects.toThrow("down");
    expect([await again(), await again()]).toEqual([3, 3]);
  });

  it("asks again where the question was given up by all who waited for it", async () => {
    const remember = createLastingMemory<string>(createVirtualClock(), () => 1000);
    const abort = new AbortController();
    const first = remember("a", () => new Promise<string>(() => {}), abort.signal);
    abort.abort("enough");
    await expect(first).rejects.toBe("enough");
    expect(await remember("a", async () => "now", undefined)).toBe("now");
  });
});
