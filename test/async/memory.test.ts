import { describe, expect, it } from "vitest";
import { createMemory } from "../../src/async/memory.ts";

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
