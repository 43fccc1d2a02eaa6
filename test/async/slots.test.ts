import { describe, expect, it } from "vitest";
import { createSlots } from "../../src/async/slots.ts";

function deferred(): { readonly promise: Promise<void>; readonly resolve: () => void } {
  let resolve = (): void => {};
  const promise = new Promise<void>((done) => {
    resolve = done;
  });
  return { promise, resolve };
}

describe("slots", () => {
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

  it("leaves its place to others while a task waits outside, and lines up again behind them", async () => {
    const slots = createSlots(1);
    const [outside, second] = [deferred(), deferred()];
    const order: string[] = [];
    const first = slots.run(async (slot) => {
      await slot.outside(() => outside.promise);
      order.push("first");
    }, undefined);
    const other = slots.run(async () => {
      await second.promise;
      order.push("second");
    }, undefined);
    outside.resolve();
    await Promise.resolve();
    second.resolve();
    await Promise.all([first, other]);
    expect(order).toStrictEqual(["second", "first"]);
    expect(await slots.run(() => Promise.resolve("in"), undefined)).toBe("in");
  });

  it("frees no place twice when what a task waits for outside fails", async () => {
    const slots = createSlots(1);
    const failing = slots.run((slot) => slot.outside(() => Promise.reject(new Error("no"))), undefined);
    await expect(failing).rejects.toThrow("no");
    const held = deferred();
    const holding = slots.run(() => held.promise, undefined);
    let ran = false;
    const waiting = slots.run(async () => void (ran = true), undefined);
    await Promise.resolve();
    expect(ran).toBe(false);
    held.resolve();
    await Promise.all([holding, waiting]);
  });
});
