import { expect, it } from "vitest";
import { noFor, says, saysNxdomain, silent } from "./manners.ts";
import { APEX, row, serves, worldsOn, type Manners, type Told } from "./world.ts";

// What the zone's servers say of it, and what is made of that before anything is created.

const plant = worldsOn("127.82.2");

async function planOn(ns1: Manners, ns2: Manners): Promise<Told> {
  const world = await plant({ servers: { ns1, ns2 }, speed: 4 });
  return world.plan();
}

const NS1 = "ns1.example.test (127.82.2.3)";
const NS2 = "ns2.example.test (127.82.2.4)";

/** The sentence says what was seen, and the hint who can mend it. */
function expectNotDelegated(told: Told, seen: string): void {
  expect([told.result.state, told.result.exit, told.result.error?.code]).toEqual([
    "failed",
    3,
    "ZONE_NOT_DELEGATED",
  ]);
  expect(told.sentence).toBe(
    `No name server of example.test serves it, so nothing written for mail.example.test would be seen: ${seen}.`,
  );
  expect(told.hint).toBe(
    "Have the DNS host serve example.test on these servers, or correct the delegation at the registrar, then run again.",
  );
}

row("refused-by-all", () => {
  const REFUSES =
    "refuses (REFUSED): it does not hold the zone: suspended, deleted, or not created yet at the host";

  it("says who refuses and what that means, and creates nothing", async () => {
    const world = await plant({ servers: { ns1: says("REFUSED"), ns2: says("REFUSED") } });
    const told = await world.run();
    expectNotDelegated(told, `each of ns1.example.test, ns2.example.test ${REFUSES}`);
    expect(told.created).toBe(false);
  });

  it("says of each server what it said where the other one is silent", async () => {
    const told = await planOn(says("REFUSED"), silent);
    expectNotDelegated(told, `ns1.example.test ${REFUSES}; ns2.example.test does not answer`);
  });

  it("says what each said where they say different things", async () => {
    const told = await planOn(says("REFUSED"), says("NOTAUTH"));
    expectNotDelegated(
      told,
      `ns1.example.test ${REFUSES}; ns2.example.test says that it is not responsible (NOTAUTH): it does not hold the zone`,
    );
  });
});

row("servfail-by-all", () => {
  it("says that they fail on the zone", async () => {
    const told = await planOn(says("SERVFAIL"), says("SERVFAIL"));
    expectNotDelegated(
      told,
      "each of ns1.example.test, ns2.example.test fails (SERVFAIL): it could not load or fetch the zone",
    );
  });
});

row("notimp-by-all", () => {
  it("says that they don't know the question", async () => {
    const told = await planOn(says("NOTIMP"), says("NOTIMP"));
    expectNotDelegated(
      told,
      "each of ns1.example.test, ns2.example.test does not know this kind of question (NOTIMP)",
    );
  });
});

row("silent-by-all", () => {
  it("is not observable, and names each server", async () => {
    const told = await planOn(silent, silent);
    expect([told.result.state, told.result.exit, told.result.error?.code]).toEqual([
      "pending",
      7,
      "NOT_OBSERVABLE",
    ]);
    expect(told.sentence).toContain("each of ns1.example.test, ns2.example.test does not answer");
    expect(told.hint).toContain("Have the name servers of example.test answer again");
  });
});

row("one-refuses", () => {
  it("goes on by the other one, and names the one that refuses", async () => {
    const world = await plant({ servers: { ns1: says("REFUSED"), ns2: serves } });
    const told = await world.run();
    expect([told.result.state, told.sentence]).toEqual(["verified", ""]);
    expect(told.warnings).toHaveLength(1);
    expect(told.warnings[0]).toContain(NS1);
    expect(told.warnings[0]).toContain("refuses (REFUSED): it does not hold the zone");
  });

  it.each([
    ["refuses, too", says("REFUSED"), "each of ns1.example.test, ns3.example.test refuses (REFUSED)"],
    ["is silent", silent, "ns1.example.test refuses (REFUSED)"],
  ])("stops before Create where a second one of three %s, as doctor does", async (_, ns3, seen) => {
    const world = await plant({ servers: { ns1: says("REFUSED"), ns2: serves, ns3 } });
    const told = await world.run();
    expect([told.result.error?.code, told.result.exit, told.created]).toEqual([
      "ZONE_NOT_DELEGATED",
      3,
      false,
    ]);
    expect(told.sentence).toContain(
      `1 of 3 name servers of example.test answers for it, and at least half have to: ${seen}`,
    );
    expect(told.sentence).toContain("ns3.example.test");
    const servers = (await world.diagnose()).find(({ check }) => check === "servers");
    expect([servers?.error?.code, servers?.error?.message]).toEqual(["ZONE_NOT_DELEGATED", told.sentence]);
  });
});

row("one-nxdomain", () => {
  it("waits for a server that answers for the zone above, and says so", async () => {
    const world = await plant({ servers: { ns1: serves, ns2: saysNxdomain } });
    const told = await world.run({ waitMs: 1_500 });
    expect([told.result.state, told.result.error?.code, told.result.zone?.apex]).toEqual([
      "pending",
      "NOT_PROPAGATED",
      APEX,
    ]);
    expect(told.sentence).toContain(`${NS2} says that there is no such name`);
    expect(told.sentence).toContain("out of a zone above");
    expect(told.warnings).toHaveLength(1);
    expect(told.warnings[0]).toContain(
      `${NS2} is named as a server of example.test and answers out of a zone above`,
    );
  });

  it.each([
    ["first", { ns1: (): Manners => emptyZone, ns2: (): Manners => serves }],
    ["last", { ns1: (): Manners => serves, ns2: (): Manners => emptyZone }],
  ])(
    "finds the zone where the one that denies it is asked %s, and waits for that one",
    async (_, { ns1, ns2 }) => {
      const world = await plant({ servers: { ns1: ns1(), ns2: ns2() } });
      const told = await world.run({ waitMs: 1_500 });
      expect([told.result.state, told.result.error?.code, told.result.zone?.apex]).toEqual([
        "pending",
        "NOT_PROPAGATED",
        APEX,
      ]);
      expect(told.sentence).toContain("1 of 2");
      expect(told.warnings.join(" ")).toContain("NXDOMAIN");
    },
  );
});

/** It holds a zone of that name, and says of each name in it, its own included, that there is none. */
const emptyZone: Manners = () => (received) => noFor(received, 3, APEX);

row("slow", () => {
  it("waits for a server that takes 150 ms for every answer", async () => {
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
