import { expect, it } from "vitest";
import { soaInAnswer } from "./manners.ts";
import { APEX, row, worldsOn, type Manners, type Plan } from "./world.ts";

// Untidy zones that resolvers get through: they are found, and a run verifies its domain in them.

const plant = worldsOn("127.82.1");

async function expectVerified(plan: Plan): Promise<readonly string[]> {
  const world = await plant(plan);
  const told = await world.run();
  expect([told.result.state, told.sentence, told.result.zone?.apex]).toEqual(["verified", "", APEX]);
  return told.warnings;
}

const both = (manners: Manners): Plan => ({ servers: { ns1: manners, ns2: manners } });

row("soa-of-zone-in-answer", () => {
  it("has the owner of the SOA decide", async () => {
    expect(await expectVerified(both(soaInAnswer(() => APEX)))).toEqual([]);
  });
});
