import { inEnglish } from "../../../src/errors/phrase.ts";
import { describe, expect, it } from "vitest";
import { saidOfZone } from "../../../src/dns/said.ts";
import { diagnose } from "../../../src/onboard/diagnose/diagnose.ts";
import type { Run } from "../../../src/onboard/run.ts";
import { DEFAULT_POLICY } from "../../../src/plan/requirement.ts";
import { APEX, createFakes, D, type Fakes } from "../fakes.ts";
import { named, ns, serversSay, soa, walkFinds } from "../preflight/worlds.ts";
import { serverAt, type FakeServer } from "../fake-authority.ts";

type Mood = FakeServer["mood"];

/** A zone with as many servers, each in its mood. */
function withServers(...moods: readonly Mood[]): Fakes {
  const fakes = createFakes();
  const { servers } = fakes.authority;
  for (const [index, mood] of moods.entries()) {
    servers[index] ??= serverAt(`ns${index + 1}.dns.test`, `192.0.2.${index + 1}`);
    servers[index].mood = mood;
  }
  fakes.authority.parentNameServers = servers.map(({ server }) => server);
  return fakes;
}

async function serversOf(fakes: Fakes) {
  const found = await fakes.clock.drive(diagnose(fakes.run(), D));
  return found.find(({ check }) => check === "servers");
}

const escaped = (text: string) => text.replaceAll(/[()/.]/g, "\\$&");

describe("the name servers in a diagnosis", () => {
  it.each<[moods: readonly Mood[], serving: readonly string[]]>([
    [
      ["serves", "serves"],
      ["ns1.dns.test", "ns2.dns.test"],
    ],
    [["serves", "lame"], ["ns1.dns.test"]],
    [
      ["silent", "serves", "serves"],
      ["ns2.dns.test", "ns3.dns.test"],
    ],
    [
      ["serves", "servfail", "silent", "serves"],
      ["ns1.dns.test", "ns4.dns.test"],
    ],
  ])("stop nothing while at least half answer: %s", async (moods, serving) => {
    const counted = { agreeing: serving.length, asked: moods.length };
    expect(await serversOf(withServers(...moods))).toMatchObject({
      exit: 0,
      error: null,
      finding: { finding: "servers", apex: "example.com", ...counted, serving },
    });
  });

  it("are told each with what it said", async () => {
    const { heard = [] } = (await serversOf(withServers("serves", "lame", "silent", "serves"))) ?? {};
    expect(heard.map(({ at, observation }) => [at.address, observation.kind])).toEqual([
      ["192.0.2.1", "answer"],
      ["192.0.2.2", "lame"],
      ["192.0.2.3", "unreachable"],
      ["192.0.2.4", "answer"],
    ]);
  });

  it.each<[moods: readonly Mood[], code: string, exit: number]>([
    [["lame", "lame"], "ZONE_NOT_DELEGATED", 3],
    [["serves", "lame", "silent"], "ZONE_NOT_DELEGATED", 3],
    [["silent", "lame"], "ZONE_NOT_DELEGATED", 3],
    [["silent", "silent"], "NOT_OBSERVABLE", 7],
  ])(
    "stop a run where fewer than half answer, which names each that does not: %s",
    async (moods, code, exit) => {
      const fakes = withServers(...moods);
      const { error, exit: ended, heard = [] } = (await serversOf(fakes)) ?? {};
      expect([error?.code, ended]).toEqual([code, exit]);
      for (const { at, observation } of heard) {
        const said = inEnglish(saidOfZone(observation));
        if (said !== "") expect(error?.message).toMatch(new RegExp(`${at.server}.*${escaped(said)}`));
      }
      expect(/port 53/.test(error?.hint ?? "")).toBe(code === "NOT_OBSERVABLE");
    },
  );

  it("count without authority as answering, and not as serving", async () => {
    const fakes = withServers("serves", "serves");
    const observe = fakes.authority.observe.bind(fakes.authority);
    fakes.authority.observe = async (at, question, options) => {
      const seen = await observe(at, question, options);
      return seen.kind === "answer" ? { ...seen, withoutAuthority: true } : seen;
    };
    expect(await serversOf(fakes)).toMatchObject({
      exit: 0,
      finding: { agreeing: 0, asked: 2, serving: [] },
    });
  });

  it("that have no address count, too, and are told with the reason", async () => {
    const fakes = withServers("serves", "lame");
    const third = named("ns3.dns.test");
    fakes.authority.parentNameServers = [...fakes.authority.parentNameServers, third];
    walkFinds(fakes, { unresolved: [third], unaddressed: new Map([[third, "no-glue"]]) });
    const { error } = (await serversOf(fakes)) ?? {};
    expect(error?.facts).toMatchObject({ agreeing: 1, asked: 3 });
    expect(error?.message).toMatch(/ns3\.dns\.test .*missing glue/);
  });

  it("that only the zone names are told, and don't count", async () => {
    const fakes = withServers("serves", "lame", "silent");
    fakes.authority.parentNameServers = [named("ns1.dns.test")];
    const diagnosis = await serversOf(fakes);
    expect(diagnosis).toMatchObject({ exit: 0, finding: { agreeing: 1, asked: 1 } });
    expect(diagnosis?.warnings?.map(({ warning }) => warning)).toEqual([
      "delegation-differs",
      "undelegated-server",
      "undelegated-server",
    ]);
  });
});

describe("what is odd about them in a diagnosis", () => {
  const warningsOf = async (fakes: Fakes) =>
    (await serversOf(fakes))?.warnings?.map(({ warning }) => warning);

  it("is nothing where all is as it should be", async () => {
    expect(await warningsOf(withServers("serves", "serves"))).toEqual([]);
  });

  it("names each that fails or is silent", async () => {
    const fakes = withServers("serves", "lame", "silent", "serves", "servfail", "serves");
    expect((await serversOf(fakes))?.warnings).toMatchObject([
      { warning: "server-lame", at: { address: "192.0.2.2" }, said: { kind: "lame", because: "refused" } },
      { warning: "server-lame", at: { address: "192.0.2.5" }, said: { kind: "servfail" } },
      { warning: "server-silent", servers: [{ address: "192.0.2.3" }], whole: true },
    ]);
  });

  it("is told without those that the failure names", async () => {
    const fakes = withServers("lame", "silent");
    fakes.authority.parentNameServers = [...fakes.authority.parentNameServers, named("ns9.dns.test")];
    expect(await warningsOf(fakes)).toEqual(["delegation-differs"]);
    const zoneOnly = withServers("lame", "silent", "lame");
    const gone = named("ns9.dns.test");
    const parentNameServers = [named("ns1.dns.test"), named("ns2.dns.test"), gone];
    walkFinds(zoneOnly, { parentNameServers, unresolved: [gone] });
    expect(await warningsOf(zoneOnly)).toEqual(["delegation-differs"]);
  });

  it("holds the lists against each other, and names the zone above that does not know the cut", async () => {
    const fakes = withServers("serves", "serves");
    const [first] = fakes.authority.servers;
    const said = { transport: "udp", roundTripMs: 1, kind: "nodata", soa: undefined } as const;
    walkFinds(fakes, {
      parentNameServers: [named("ns1.dns.test")],
      enclosing: { apex: named("com"), nameServers: [named("ns2.dns.test")], isWithout: true },
      parentsWithout: [{ at: first, observation: said }],
    });
    expect(await warningsOf(fakes)).toEqual(["delegation-differs", "zone-not-cut", "parents-disagree"]);
  });

  it("says of a family that this machine lacks that nobody was asked by it", async () => {
    const fakes = withServers("serves", "serves");
    fakes.authority.withoutFamilies = [6];
    expect(await warningsOf(fakes)).toEqual(["family-missing"]);
  });
});

describe("a zone that a diagnosis finds to be served elsewhere", () => {
  it("is a deeper one at the DKIM keys", async () => {
    const fakes = withServers("serves", "serves");
    const keys = named(`_domainkey.${D}`);
    serversSay(fakes, (_at, { owner }) => (owner === keys ? ns(keys, ["ns.keys.test"]) : undefined));
    const { error } = (await serversOf(fakes)) ?? {};
    expect(error).toMatchObject({ code: "ZONE_NOT_DELEGATED", facts: { cut: keys } });
  });

  it("is another host's copy, unless two hosts are allowed", async () => {
    const fakes = withServers("serves", "serves");
    const [ours, theirs] = [named("ns1.dns.test"), named("ns2.dns.test")];
    fakes.zones = fakes.zones.map((zone) => ({ ...zone, nameServers: [ours] }));
    serversSay(fakes, ({ server }, { owner, type }) =>
      owner === APEX && type === "SOA" ? soa(APEX, server, 7) : undefined,
    );
    const hostOf = async (policy: Run["policy"]) =>
      (await fakes.clock.drive(diagnose(fakes.run({ policy }), D))).find(({ check }) => check === "provider");
    expect(await hostOf(DEFAULT_POLICY)).toMatchObject({
      exit: 3,
      error: { code: "ZONE_NOT_DELEGATED", facts: { otherCopy: [{ server: theirs }] } },
      warnings: [],
    });
    expect(await hostOf({ ...DEFAULT_POLICY, allow: [`NS:${APEX}`] })).toMatchObject({
      exit: 0,
      warnings: [{ warning: "half-moved", notAtHost: [theirs], otherCopy: [theirs] }],
    });
  });
});

it("names without an address that only the zone has are not among those that half of the servers are counted of", async () => {
  const fakes = withServers("serves", "lame");
  const names = fakes.authority.servers.map(({ server }) => server);
  const unresolved = [named("ns8.dns.test"), named("ns9.dns.test")];
  walkFinds(fakes, { parentNameServers: names, childNameServers: [...names, ...unresolved], unresolved });
  expect(await serversOf(fakes)).toMatchObject({
    exit: 0,
    finding: { agreeing: 1, asked: 2 },
  });
});
