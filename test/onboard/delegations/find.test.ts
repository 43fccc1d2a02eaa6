import { Packet } from "dns2";
import { expect, it } from "vitest";
import { record } from "../../support/dns-reply.ts";
import { once, says, saysNxdomain, silent, when } from "./manners.ts";
import {
  aliasAtApex,
  both,
  failsForSoa,
  failsForSoaBelow,
  NO_OWN_DELEGATION,
  NO_SOA,
  NOTHING_AT_APEX,
  SOA_EVERYWHERE,
  SOA_OF_EACH_NO,
  SOA_OF_ZONE,
} from "./plans.ts";
import {
  APEX,
  D,
  registryZone,
  row,
  serves,
  servesAbove,
  watched,
  worldsOn,
  type Manners,
  type Plan,
} from "./world.ts";

// Untidy zones that resolvers get through: they are found, and a run verifies its domain in them.

const plant = worldsOn("127.82.1");

async function expectVerified(plan: Plan): Promise<readonly string[]> {
  const world = await plant(plan);
  const told = await world.run();
  expect([told.result.state, told.sentence, told.result.zone?.apex]).toEqual(["verified", "", APEX]);
  return told.warnings;
}

row("soa-below-fails", () => {
  it.each([
    ["SERVFAIL", says("SERVFAIL")],
    ["REFUSED", says("REFUSED")],
    ["NOTIMP", says("NOTIMP")],
    ["silence", silent],
  ])("verifies where the answer is %s, and calls no server broken", async (_, how) => {
    expect(await expectVerified({ ...both(failsForSoaBelow(how)), speed: 4 })).toEqual([]);
  });

  it("verifies where one of two servers does so", async () => {
    expect(
      await expectVerified({ servers: { ns1: failsForSoaBelow(says("SERVFAIL")), ns2: serves } }),
    ).toEqual([]);
  });
});

row("soa-everywhere", () => {
  it("goes up to where the NS stand", async () => {
    expect(await expectVerified(SOA_EVERYWHERE)).toEqual([]);
  });
});

row("soa-behind-every-no", () => {
  it("verifies, since such a server shows a zone at a name that nobody has as well", async () => {
    expect(await expectVerified(SOA_OF_EACH_NO)).toEqual([]);
  });

  it("is no failure to doctor and check either", async () => {
    const world = await plant(SOA_OF_EACH_NO);
    expect((await world.diagnose()).find(({ check }) => check === "servers")).toMatchObject({ exit: 0 });
    expect((await world.check()).result.error?.code).toBe("DRIFT");
  });
});

row("soa-fails-at-apex", () => {
  const WAYS: readonly (readonly [string, Manners])[] = [
    ["SERVFAIL", says("SERVFAIL")],
    ["REFUSED", says("REFUSED")],
    ["NOTIMP", says("NOTIMP")],
    ["NXDOMAIN", saysNxdomain],
    ["silence", silent],
  ];

  it.each(WAYS)("verifies where the answer is %s, and calls no server broken", async (_, how) => {
    const world = await plant({ ...both(failsForSoa(how)), speed: 4 });
    const told = await world.run();
    expect([told.result.state, told.sentence, told.warnings]).toEqual(["verified", "", []]);
    expect(told.events.find(({ type }) => type === "delegation.found")).toMatchObject({
      apex: APEX,
      negativeTtlSeconds: null,
    });
    expect(await world.check()).toMatchObject({ sentence: "", result: { state: "verified", warnings: [] } });
  });

  it.each(WAYS)("is no failure to doctor where the answer is %s", async (_, how) => {
    const world = await plant({ ...both(failsForSoa(how)), speed: 4 });
    const servers = (await world.diagnose()).find(({ check }) => check === "servers");
    expect(servers).toMatchObject({
      exit: 0,
      finding: { finding: "servers", apex: "example.test", agreeing: 2, asked: 2 },
      warnings: [],
    });
  });

  it("verifies where one of two servers does so", async () => {
    const ns1 = failsForSoa(says("SERVFAIL"));
    expect(await expectVerified({ servers: { ns1, ns2: serves } })).toEqual([]);
  });
});

row("no-soa-at-apex", () => {
  it("takes the parent's cut for the apex, and knows of no time for a no", async () => {
    const world = await plant(NO_SOA);
    const told = await world.plan();
    expect([told.result.state, told.sentence, told.result.zone?.apex]).toEqual(["planned", "", APEX]);
    expect(told.events.find(({ type }) => type === "delegation.found")).toMatchObject({
      apex: APEX,
      nameServers: ["ns1.example.test", "ns2.example.test"],
      negativeTtlSeconds: null,
    });
    expect(told.warnings.filter((sentence) => sentence.includes("does not answer"))).toEqual([]);
  });

  it("verifies", async () => {
    await expectVerified(NO_SOA);
  });
});

row("nodata-by-all", () => {
  it("takes the parent's cut for the apex, and does not say that nobody answers", async () => {
    const world = await plant(NOTHING_AT_APEX);
    const told = await world.plan();
    expect([told.result.state, told.sentence, told.result.zone?.apex]).toEqual(["planned", "", APEX]);
    expect(told.warnings.join(" ")).not.toMatch(/not answer|port 53/);
  });
});

row("soa-of-zone-in-answer", () => {
  it("has the owner of the SOA decide", async () => {
    expect(await expectVerified(SOA_OF_ZONE)).toEqual([]);
  });
});

row("cname-at-apex", () => {
  it("verifies where SOA and NS stand beside it", async () => {
    const plan = aliasAtApex(({ type }) => type !== "NS" && type !== "SOA");
    expect(await expectVerified(plan)).toEqual([]);
  });

  it("finds the zone where it stands even in the place of the SOA, and names it", async () => {
    const world = await plant(aliasAtApex(() => true));
    const told = await world.plan();
    expect([told.result.state, told.sentence, told.result.zone?.apex]).toEqual(["planned", "", APEX]);
    expect(told.warnings).toHaveLength(1);
    expect(told.warnings[0]).toMatch(
      /zone example\.test .*an alias \(CNAME to elsewhere\.test\).*Put address records in its place\./,
    );
  });
});

row("one-servfail", () => {
  it("asks again on the walk where the first question fails", async () => {
    const fails = once(({ type }) => type === "SOA", says("SERVFAIL"));
    expect(await expectVerified({ servers: { ns1: fails } })).toEqual([]);
  });

  it("asks again before Create, and calls the server neither broken nor left out", async () => {
    const fails = once(({ name, type }) => name === APEX && type === "SOA", says("SERVFAIL"));
    const world = await plant({ servers: { ns1: serves, ns2: fails } });
    const told = await world.plan();
    expect([told.result.state, told.warnings]).toEqual(["planned", []]);
  });

  it("asks again in the wait, without a word about it", async () => {
    let count = 0;
    const sometimes = when(({ type }) => type === "TXT" && (count += 1) % 4 === 0, says("SERVFAIL"));
    const world = await plant({ servers: { ns1: sometimes, ns2: serves } });
    const told = await world.run();
    expect([told.result.state, told.sentence]).toEqual(["verified", ""]);
    expect(told.warnings).toEqual([]);
    expect(told.events.find(({ type }) => type === "propagation.done")).toMatchObject({
      agreeing: 2,
      asked: 2,
    });
  });
});

row("parents-disagree", () => {
  const disagreeing = (): Plan => ({
    servers: { ns1: serves, ns2: serves },
    root: (of) => (live) => (received) => {
      const reply = live(received);
      const isReferral = reply instanceof Packet && reply.authorities.some(({ name }) => name === "test");
      if (!isReferral) return reply;
      reply.authorities.unshift(record("test", "NS", "old.nic.test"));
      reply.additionals.unshift(record("old.nic.test", "A", of("old")));
      return reply;
    },
    others: (of) => ({
      [of("old")]: [registryZone(["test 300 NS old.nic.test", `old.nic.test 300 A ${of("old")}`], of)],
    }),
  });

  it("finds the zone by the one that knows of it, and names the one that does not", async () => {
    const warnings = await expectVerified(disagreeing());
    expect(warnings.join(" ")).toContain(
      "old.nic.test (127.82.1.5) of the zone above example.test does not know of its delegation",
    );
    expect(warnings).toHaveLength(1);
  });
});

row("no-own-delegation", () => {
  it("tells it, watches the servers of the zone above, too, and verifies", async () => {
    const world = await plant(NO_OWN_DELEGATION);
    const told = await world.run();
    expect([told.result.state, told.sentence, told.result.zone?.apex]).toEqual(["verified", "", D]);
    expect(watched(told)).toEqual(["ns1.example.test", "ns2.example.test"]);
    expect(told.warnings).toHaveLength(1);
    expect(told.warnings[0]).toMatch(/mail\.example\.test.*delegat/);
  });

  it("keeps the gate shut while a server of the zone above answers for that zone alone", async () => {
    const world = await plant({ ...NO_OWN_DELEGATION, servers: { ns1: serves, ns2: servesAbove } });
    const told = await world.run({ waitMs: 1_500 });
    expect([told.result.state, told.result.error?.code]).toEqual(["pending", "NOT_PROPAGATED"]);
    expect(told.sentence).toContain("ns2.example.test");
    expect(told.sentence).toContain("1 of 2");
  });
});
