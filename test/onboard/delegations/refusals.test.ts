import { expect, it } from "vitest";
import { silent } from "./manners.ts";
import { row, serves, worldsOn, type Manners, type Told } from "./world.ts";

// What the zone's servers say of it, and what is made of that before anything is created.

const plant = worldsOn("127.82.2");

async function planOn(ns1: Manners, ns2: Manners): Promise<Told> {
  const world = await plant({ servers: { ns1, ns2 } });
  return world.plan();
}

row("silent-by-all", () => {
  it("is not observable, and names each server", async () => {
    const told = await planOn(silent, silent);
    expect([told.result.state, told.result.exit, told.result.error?.code]).toEqual([
      "pending",
      7,
      "NOT_OBSERVABLE",
    ]);
    expect(told.sentence).toMatch(/ns1\.example\.test.*ns2\.example\.test/);
    expect(told.sentence).toMatch(/answer/);
  });
});

row("slow", () => {
  it("waits for a server that takes 600 ms for every answer", async () => {
    const world = await plant({
      servers: { ns1: serves, ns2: serves },
      others: (of, live) => ({ [of("ns2")]: { script: live, options: { delayMs: 150 } } }),
    });
    const told = await world.run();
    expect([told.result.state, told.sentence, told.warnings]).toEqual(["verified", "", []]);
    expect(told.events.find(({ type }) => type === "propagation.done")).toMatchObject({
      agreeing: 2,
      asked: 2,
    });
  });

  it("finds the zone where every server does", async () => {
    const slowly = { delayMs: 150 };
    const world = await plant({
      servers: { ns1: serves, ns2: serves },
      others: (of, live) => ({
        [of("ns1")]: { script: live, options: slowly },
        [of("ns2")]: { script: live, options: slowly },
      }),
    });
    const told = await world.plan();
    expect([told.result.state, told.sentence, told.warnings]).toEqual(["planned", "", []]);
  });
});
