import { describe, expect, it } from "vitest";
import { silent } from "./manners.ts";
import { ALIAS_BESIDE, aliased, BLACK_HOLE, CYCLE_BESIDE, GLUE_FOR_ONE, staleGlue } from "./plans.ts";
import { APEX, nsAndGlue, row, serves, watched, worldsOn, type AddressOf, type Plan } from "./world.ts";

// Where name servers are, and where they are not.

const plant = worldsOn("127.82.3");

/** Who has no address costs the zone nothing while others serve it. */
async function warningsOf(plan: Plan): Promise<readonly string[]> {
  const world = await plant(plan);
  const told = await world.run();
  expect([told.result.state, told.sentence]).toEqual(["verified", ""]);
  return told.warnings;
}

async function refusalOf(plan: Plan): Promise<{ readonly sentence: string; readonly questions: number }> {
  const world = await plant(plan);
  const told = await world.run();
  expect([told.result.state, told.result.error?.code, told.created]).toEqual([
    "failed",
    "ZONE_NOT_DELEGATED",
    false,
  ]);
  expect(`${told.sentence} ${told.hint}`).not.toMatch(/port 53|not answer/);
  return { sentence: told.sentence, questions: told.result.calls.dns };
}

row("ns-is-alias", () => {
  it("names it beside a good one", async () => {
    const warnings = await warningsOf(ALIAS_BESIDE);
    expect(warnings).toHaveLength(1);
    expect(warnings[0]).toContain("alias.test of example.test is an alias (CNAME)");
  });

  it("says that the zone can't be reached where there is no other", async () => {
    const { sentence } = await refusalOf({ servers: { ns1: serves }, delegation: aliased });
    expect(sentence).toContain("alias.test is an alias (CNAME), which the name of a name server must not be");
  });
});

row("ns-cycle", () => {
  const cyclic = [`${APEX} 300 NS ns.other.test`, "other.test 300 NS ns.example.test"];

  it("names it, within ten questions", async () => {
    const { sentence, questions } = await refusalOf({ servers: { ns1: serves }, delegation: () => cyclic });
    expect(sentence).toContain(
      "ns.other.test needs itself: to find its address, servers have to be asked whose addresses it has",
    );
    expect(questions).toBeLessThanOrEqual(10);
  });

  it("names it beside a good one", async () => {
    const warnings = await warningsOf(CYCLE_BESIDE);
    expect(warnings).toHaveLength(1);
    expect(warnings[0]).toContain("ns.other.test of example.test needs itself");
  });
});

row("ns-without-glue", () => {
  it("says that the zone can't be reached where no server has glue", async () => {
    const { sentence } = await refusalOf({
      servers: { ns1: serves },
      delegation: () => [`${APEX} 300 NS ns1.example.test`],
    });
    expect(sentence).toContain(
      "ns1.example.test lies in the zone itself, and the zone above gives no address for it (missing glue)",
    );
  });

  it("asks the zone itself for the address where another server has glue", async () => {
    const world = await plant(GLUE_FOR_ONE);
    const told = await world.run();
    expect([told.result.state, told.sentence, watched(told)]).toEqual([
      "verified",
      "",
      ["ns1.example.test", "ns2.example.test"],
    ]);
  });

  it("names the one for which nobody has an address", async () => {
    const names = (of: AddressOf) => [...nsAndGlue("ns1"), ...nsAndGlue("ns2", of("ns2"))];
    const warnings = await warningsOf({
      servers: { ns1: serves, ns2: serves },
      delegation: names,
      ownNames: names,
    });
    expect(warnings).toHaveLength(1);
    expect(warnings[0]).toContain("ns1.example.test of example.test lies in the zone itself");
  });
});

row("stale-glue", () => {
  describe.each<[string, string]>([
    ["where somebody refuses", "refusing"],
    ["where nobody answers", "silent"],
    ["where nobody listens", "nobody"],
    ["of a family that leads nowhere", "::1"],
  ])("%s", (_, stale) => {
    it("finds the right address in the host's own zone, and names no other", async () => {
      const world = await plant({ ...staleGlue((of) => (stale === "::1" ? stale : of(stale))), speed: 4 });
      const told = await world.run();
      expect([told.result.state, told.sentence]).toEqual(["verified", ""]);
      const old = stale === "::1" ? stale : world.addressOf(stale);
      expect(told.warnings.filter((sentence) => !sentence.includes(old))).toEqual([]);
    });
  });
});

row("black-holed-address", () => {
  it("hardly asks it, waits for nothing, and names it", async () => {
    const world = await plant({ ...BLACK_HOLE, speed: 4 });
    const told = await world.run();
    expect([told.result.state, told.sentence]).toEqual(["verified", ""]);
    expect(told.events.find(({ type }) => type === "propagation.done")).toMatchObject({
      agreeing: 2,
      asked: 2,
    });
    expect(told.warnings).toEqual([
      `ns1.example.test (${world.addressOf("hole")}) of example.test does not answer from here, though the server can be asked at another address; nothing waits for it. Have the address answer, or take it out of the records of the server.`,
    ]);
    expect(world.tree.server(world.addressOf("hole")).received.length).toBeLessThanOrEqual(10);
  });

  it("holds nothing up where a whole server is silent and the other one serves", async () => {
    const world = await plant({ servers: { ns1: silent, ns2: serves }, speed: 4 });
    const told = await world.run();
    expect([told.result.state, told.sentence]).toEqual(["verified", ""]);
    expect(told.warnings).toHaveLength(1);
    expect(told.warnings[0]).toContain(
      "ns1.example.test (127.82.3.3) of example.test does not answer from here",
    );
  });
});
