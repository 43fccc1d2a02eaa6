import { describe, expect, it } from "vitest";
import { createSlots } from "../../src/async/slots.ts";

function deferred(): { readonly promise: Promise<void>; readonly resolve: () => void } {
  let resolve = (): void => {};
  const promise = new Promise<void>((done) => {
    resolve = done;
  });
  return { promise, resolve };
}

describe("createGate", () => {
  it("lets so many in as there are places, the rest in the order of their coming", async () => {
    const slots = createSlots(1);
    const first = deferred();
    const order: string[] = [];
    const tasks = [
      slots.run(() => first.promise, undefined),
      ...["b", "c"].map((name) => slots.run(async () => void order.push(name), undefined)),
    ];
    expect(order).toStrictEqual([]);
    first.resolve();
    await Promise.all(tasks);
    expect(order).toStrictEqual(["b", "c"]);
  });

  it("frees the place of a task that fails", async () => {
    const slots = createSlots(1);
    await expect(slots.run(() => Promise.reject(new Error("no")), undefined)).rejects.toThrow("no");
    expect(await slots.run(() => Promise.resolve("in"), undefined)).toBe("in");
  });

  it("lets one that aborts in line go at once, without running it or losing its place to nobody", async () => {
    const slots = createSlots(1);
    const first = deferred();
    const held = slots.run(() => first.promise, undefined);
    const abort = new AbortController();
    let ran = false;
    const waiting = slots.run(async () => void (ran = true), abort.signal);
    abort.abort("enough");
    await expect(waiting).rejects.toBe("enough");
    first.resolve();
    await held;
    expect([ran, await slots.run(() => Promise.resolve("in"), undefined)]).toStrictEqual([false, "in"]);
  });
});
