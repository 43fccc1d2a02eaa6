import { describe, expect, it } from "vitest";
import { createGate } from "../../src/async/gate.ts";

function deferred(): { readonly promise: Promise<void>; readonly resolve: () => void } {
  let resolve = (): void => {};
  const promise = new Promise<void>((done) => {
    resolve = done;
  });
  return { promise, resolve };
}

describe("createGate", () => {
  it("lets so many in as there are places, the rest in the order of their coming", async () => {
    const gate = createGate(1);
    const first = deferred();
    const order: string[] = [];
    const tasks = [
      gate.run(() => first.promise, undefined),
      ...["b", "c"].map((name) => gate.run(async () => void order.push(name), undefined)),
    ];
    expect(order).toStrictEqual([]);
    first.resolve();
    await Promise.all(tasks);
    expect(order).toStrictEqual(["b", "c"]);
  });

  it("frees the place of a task that fails", async () => {
    const gate = createGate(1);
    await expect(gate.run(() => Promise.reject(new Error("no")), undefined)).rejects.toThrow("no");
    expect(await gate.run(() => Promise.resolve("in"), undefined)).toBe("in");
  });

  it("lets one that aborts in line go at once, without running it or losing its place to nobody", async () => {
    const gate = createGate(1);
    const first = deferred();
    const held = gate.run(() => first.promise, undefined);
    const abort = new AbortController();
    let ran = false;
    const waiting = gate.run(async () => void (ran = true), abort.signal);
    abort.abort("enough");
    await expect(waiting).rejects.toBe("enough");
    first.resolve();
    await held;
    expect([ran, await gate.run(() => Promise.resolve("in"), undefined)]).toStrictEqual([false, "in"]);
  });
});
