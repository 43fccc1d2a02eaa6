import { describe, expect, it } from "vitest";
import { createAssembly } from "../../src/async/assembly.ts";

describe("an assembly", () => {
  const gather = () => {
    const told: unknown[] = [];
    const assembly = createAssembly<string, number, string>(["a", "b", "c"], (parts, left) => {
      told.push([[...parts], left]);
      return Promise.resolve("decided");
    });
    return { told, assembly };
  };

  it("decides once, when all have come or left, with the parts in the order of the keys", async () => {
    const { told, assembly } = gather();
    const third = assembly.arrive("c", 3);
    const first = assembly.arrive("a", 1);
    await Promise.resolve();
    expect(told).toEqual([]);
    assembly.leave("b");
    expect(await Promise.all([first, third])).toEqual(["decided", "decided"]);
    expect(told).toEqual([
      [
        [
          ["a", 1],
          ["c", 3],
        ],
        ["b"],
      ],
    ]);
  });

  it("takes no notice of one who leaves after it came", async () => {
    const { told, assembly } = gather();
    const first = assembly.arrive("a", 1);
    assembly.leave("a");
    assembly.leave("b");
    assembly.leave("c");
    expect(await first).toBe("decided");
    expect(told).toEqual([[[["a", 1]], ["b", "c"]]]);
  });

  it("decides nothing where nobody came", async () => {
    const { told, assembly } = gather();
    for (const key of ["a", "b", "c"]) assembly.leave(key);
    await Promise.resolve();
    expect(told).toEqual([]);
  });

  it("tells all of a decision that fails", async () => {
    const assembly = createAssembly<string, number, string>(["a", "b"], () =>
      Promise.reject(new Error("no")),
    );
    const both = [assembly.arrive("a", 1), assembly.arrive("b", 2)];
    expect((await Promise.allSettled(both)).map(({ status }) => status)).toEqual(["rejected", "rejected"]);
  });
});
