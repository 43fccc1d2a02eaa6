import { describe, expect, it } from "vitest";
import type { Said, Unaddressed } from "../../../src/dns/observation.ts";
import { onboardDomain, planDomain } from "../../../src/onboard/onboard-domain.ts";
import { APEX, createFakes, eventsOf, type Fakes } from "../fakes.ts";
import { named, serversSay, soa, walkFinds } from "./worlds.ts";

const REFUSED: Said = { kind: "lame", because: "refused" };
const SILENT: Said = { kind: "unreachable", because: "timeout", family: 4 };
const NODATA: Said = { kind: "nodata", soa: undefined };

/** The walk found no SOA, and each server says what stands for it. */
function withoutSoa(sayings: readonly Said[]): Fakes {
  const fakes = createFakes();
  walkFinds(fakes, { soa: undefined, childNameServers: [] });
  serversSay(fakes, ({ address }, { type }) => {
    const index = fakes.authority.servers.findIndex((server) => server.address === address);
    return type === "SOA" ? sayings[index] : undefined;
  });
  return fakes;
}

describe("a zone whose SOA the walk did not see", () => {
  it.each<[title: string, sayings: readonly Said[], words: string]>([
    [
      "refuse",
      [REFUSED, REFUSED],
      "each of ns1.dns.test, ns2.dns.test refuses (REFUSED): it does not hold the zone: suspended, deleted, or not created yet at the host.",
    ],
    [
      "fail, or are sent wrong",
      [
        { kind: "servfail", extendedErrors: [] },
        { kind: "lame", because: "upward-referral" },
      ],
      "ns1.dns.test fails (SERVFAIL): it could not load or fetch the zone; ns2.dns.test sends us back up: it does not know the zone.",
    ],
    [
      "can't be read, or deny the zone",
      [
        { kind: "malformed", because: "cut short" },
        { kind: "nxdomain", soa: undefined },
      ],
      "ns1.dns.test sends an answer that can't be read (cut short); ns2.dns.test says that the zone's own name does not exist (NXDOMAIN).",
    ],
    [
      "answer out of the zone above",
      [{ ...NODATA, zone: named("com") }, REFUSED],
      "ns1.dns.test has no SOA record at this name, and answers for com; ns2.dns.test refuses",
    ],
    [
      "refuse or are silent",
      [SILENT, REFUSED],
      "ns1.dns.test does not answer; ns2.dns.test refuses (REFUSED)",
    ],
  ])("is ZONE_NOT_DELEGATED where its servers %s, in the words of each", async (_title, sayings, words) => {
    const fakes = withoutSoa(sayings);
    const result = await fakes.play(onboardDomain);
    expect(result).toMatchObject({ exit: 3, error: { code: "ZONE_NOT_DELEGATED", facts: { apex: APEX } } });
    expect(result.error?.message).toContain(words);
    expect(result.error?.message).not.toContain("No name server of example.com answers");
    expect(fakes.trace.of("ses.create")).toEqual([]);
  });

  it("is NOT_OBSERVABLE only where all of them are silent, and nobody is asked over HTTPS then", async () => {
    const fakes = withoutSoa([SILENT, { ...SILENT, because: "refused" }]);
    const result = await fakes.play(onboardDomain);
    expect(result).toMatchObject({ exit: 7, error: { code: "NOT_OBSERVABLE", facts: { apex: APEX } } });
    expect(result.error?.message).toContain(
      "ns1.dns.test does not answer; ns2.dns.test takes no questions there",
    );
    expect(fakes.trace.of("ses.create")).toEqual([]);
    expect(fakes.trace.of("dns.doh")).toEqual([]);
  });

  it.each<[title: string, said: Said]>([
    ["have none at the apex, as load balancers", NODATA],
    ["have an alias in its place", { kind: "cname", target: named("lb.test"), ttl: 60, rrset: undefined }],
  ])("goes on where its servers %s: the delegation proves the apex", async (_title, said) => {
    const fakes = withoutSoa([said, said]);
    expect(await fakes.play(planDomain)).toMatchObject({ state: "planned", zone: { apex: APEX } });
    expect(eventsOf(fakes, "delegation.found")).toMatchObject([{ negativeTtlSeconds: null }]);
  });

  it("has one after all where a server tells it now", async () => {
    const fakes = withoutSoa([REFUSED]);
    expect(await fakes.play(planDomain)).toMatchObject({ state: "planned" });
    expect(eventsOf(fakes, "delegation.found")).toMatchObject([{ negativeTtlSeconds: 60 }]);
  });

  it("has none that counts where it is told without authority", async () => {
    const told: Said = { ...soa(APEX, "ns1.dns.test", 7), withoutAuthority: true } as Said;
    const fakes = withoutSoa([told, told]);
    expect(await fakes.play(planDomain)).toMatchObject({ state: "planned" });
    expect(eventsOf(fakes, "delegation.found")).toMatchObject([{ negativeTtlSeconds: null }]);
  });

  it("is served where a server that refused on the walk holds it by now", async () => {
    const fakes = withoutSoa([NODATA, NODATA]);
    const observation = { ...REFUSED, transport: "udp", roundTripMs: 1 } as const;
    walkFinds(fakes, { heard: fakes.authority.servers.map((at) => ({ at, observation })) });
    expect(await fakes.play(planDomain)).toMatchObject({ state: "planned" });
  });

  it("is not taken for silent where a server spoke on the walk", async () => {
    const fakes = withoutSoa([SILENT, SILENT]);
    const [at] = fakes.authority.servers;
    walkFinds(fakes, { heard: [{ at, observation: { ...REFUSED, transport: "udp", roundTripMs: 1 } }] });
    expect((await fakes.play(onboardDomain)).error?.code).toBe("ZONE_NOT_DELEGATED");
  });
});

describe("a zone none of whose servers has an address", () => {
  it.each<[because: Unaddressed, code: string, words: string]>([
    ["alias", "ZONE_NOT_DELEGATED", "ns1.dns.test is an alias (CNAME)"],
    ["no-glue", "ZONE_NOT_DELEGATED", "(missing glue)"],
    ["circular", "ZONE_NOT_DELEGATED", "ns1.dns.test needs itself"],
    ["none", "ZONE_NOT_DELEGATED", "ns1.dns.test has no address"],
    ["unanswered", "NOT_OBSERVABLE", "no server gave a usable answer"],
  ])("(%s) is %s, and the name says why", async (because, code, words) => {
    const fakes = createFakes();
    const unresolved = fakes.authority.parentNameServers;
    walkFinds(fakes, {
      soa: undefined,
      childNameServers: [],
      addresses: [],
      unresolved,
      unaddressed: new Map(unresolved.map((server) => [server, because])),
    });
    const { error } = await fakes.play(onboardDomain);
    expect(error?.code).toBe(code);
    expect(error?.message).toContain(words);
    if (because === "unanswered") {
      expect(error?.message).toMatch(/^No name server of example\.com can be asked, /);
      expect(error?.hint).toBe(
        "Have the servers answer again that know these addresses, or run from another network.",
      );
    }
    expect(fakes.trace.of("ses.create")).toEqual([]);
  });

  it("is not silent where one of the names has an answer, be it that it is an alias", async () => {
    const fakes = createFakes();
    const unresolved = fakes.authority.parentNameServers;
    const [first = named("ns1.dns.test"), second = named("ns2.dns.test")] = unresolved;
    walkFinds(fakes, {
      soa: undefined,
      childNameServers: [],
      addresses: [],
      unresolved,
      unaddressed: new Map([
        [first, "unanswered"],
        [second, "alias"],
      ]),
    });
    expect((await fakes.play(onboardDomain)).error?.code).toBe("ZONE_NOT_DELEGATED");
  });
});
