import { Packet } from "dns2";
import { expect, it } from "vitest";
import { isAtOrBelow } from "../../../src/dns/domain-name.ts";
import { noFor, says, silent, when } from "./manners.ts";
import { APEX, D, nsAndGlue, row, serves, worldsOn, type Manners, type Plan, type Told } from "./world.ts";

// Who counts, where the zone and its parent name different servers.

const plant = worldsOn("127.82.9");

row("zone-only-server", () => {
  /** The parent delegates to the first alone, the zone names both. */
  const besides = (ns2: Manners): Plan => ({
    servers: { ns1: serves, ns2 },
    delegation: (of) => nsAndGlue("ns1", of("ns1")),
    speed: 2,
  });
  /** A copy from before anything was written. */
  const oldCopy = when(
    ({ name }) => isAtOrBelow(name, D),
    () => (received) => noFor(received, Packet.RCODE.NXDOMAIN, APEX),
  );
  const gate = ({ events }: Told) => events.find(({ type }) => type === "propagation.done");
  const NS2 = "ns2.example.test (127.82.9.4)";

  it("is waited for while it answers for the zone", async () => {
    const world = await plant(besides(serves));
    const told = await world.run();
    expect([told.result.state, told.sentence]).toEqual(["verified", ""]);
    expect(gate(told)).toMatchObject({ agreeing: 2, asked: 2 });
    expect(told.warnings).toEqual([expect.stringContaining("only the zone: ns2.example.test")]);
  });

  it("keeps the gate shut while it serves an old copy", async () => {
    const world = await plant(besides(oldCopy));
    const told = await world.run({ waitMs: 2_000 });
    expect([told.result.state, told.result.error?.code]).toEqual(["pending", "NOT_PROPAGATED"]);
    expect(told.sentence).toContain(`1 of 2 name servers serve the records so far: ${NS2}`);
  });

  it.each([
    ["refuses", says("REFUSED"), "refuses (REFUSED): it does not hold the zone"],
    ["fails", says("SERVFAIL"), "fails (SERVFAIL)"],
    ["is silent", silent, "does not answer"],
  ])("is told and holds nothing up where it %s", async (_, how, said) => {
    const world = await plant(besides(how));
    const told = await world.run();
    expect([told.result.state, told.sentence]).toEqual(["verified", ""]);
    expect(gate(told)).toMatchObject({ agreeing: 1, asked: 2 });
    const ofServer = told.warnings.filter((sentence) => sentence.startsWith(NS2));
    expect(ofServer).toEqual([expect.stringContaining(said)]);
  });

  it("counts like the delegated ones where the two lists have nothing in common", async () => {
    const world = await plant({
      servers: { ns1: serves, ns2: serves },
      delegation: (of) => nsAndGlue("ns1", of("ns1")),
      ownNames: (of) => nsAndGlue("ns2", of("ns2")),
    });
    const told = await world.run();
    expect([told.result.state, told.sentence]).toEqual(["verified", ""]);
    expect(gate(told)).toMatchObject({ agreeing: 2, asked: 2 });
  });
});
