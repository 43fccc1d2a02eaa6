import { describe, expect, it } from "vitest";
import { parseDomainName } from "../../../src/dns/domain-name.ts";
import type { RRset } from "../../../src/dns/rrset.ts";
import { onboardDomain, planDomain } from "../../../src/onboard/onboard-domain.ts";
import { warnOfSilence } from "../../../src/onboard/preflight/inspect-delegation.ts";
import { serverAt } from "../fake-authority.ts";
import { APEX, createFakes, D, NAME_SERVERS, rrset, eventsOf, type Fakes } from "../fakes.ts";
import { warningsOf } from "./worlds.ts";

const OTHER = parseDomainName("ns1.other.test");

describe("the lists of name servers", () => {
  it("that are one and the same raise no warning", async () => {
    const fakes = createFakes();
    await fakes.play(onboardDomain);
    expect(warningsOf(fakes)).toEqual([]);
  });

  it("of the parent and of the zone itself are told apart", async () => {
    const fakes = createFakes();
    const [first = OTHER] = NAME_SERVERS;
    fakes.authority.parentNameServers = [first, OTHER];
    fakes.zones = [{ apex: APEX, id: "Z1", nameServers: undefined }];
    await fakes.play(onboardDomain);
    expect(warningsOf(fakes)).toEqual([
      {
        warning: "delegation-differs",
        owner: APEX,
        onlyParent: [OTHER],
        onlyZone: [parseDomainName("ns2.dns.test")],
      },
    ]);
  });

  it("of the parent and of the host show a zone that is half moved", async () => {
    const fakes = createFakes();
    const [first = OTHER] = NAME_SERVERS;
    fakes.zones = [{ apex: APEX, id: "Z1", nameServers: [first, OTHER] }];
    await fakes.play(onboardDomain);
    expect(warningsOf(fakes)).toEqual([
      {
        warning: "half-moved",
        owner: APEX,
        notAtHost: [parseDomainName("ns2.dns.test")],
        notDelegated: [OTHER],
        otherCopy: [],
      },
    ]);
  });
});

describe("each server", () => {
  it.each(["lame", "servfail"] as const)("that is %s is named before anything is created", async (mood) => {
    const fakes = createFakes();
    fakes.authority.servers[1].mood = mood;
    await fakes.play(onboardDomain);
    expect(warningsOf(fakes)).toMatchObject([
      {
        warning: "server-lame",
        owner: APEX,
        at: { server: "ns2.dns.test", address: "192.0.2.2" },
        said: { kind: mood },
      },
    ]);
    const kinds = fakes.events.map(({ type }) => type);
    expect(kinds.indexOf("warning.raised")).toBeLessThan(kinds.indexOf("identity.ready"));
  });

  it("is waited for no longer than one and a half seconds", async () => {
    const fakes = createFakes();
    for (const server of fakes.authority.servers) server.mood = "silent";
    await fakes.play(onboardDomain);
    expect(fakes.trace.of("ses.create")[0]?.at).toBe(1_500);
  });

  it("that is silent is told by a plan, which waits for none", async () => {
    const fakes = createFakes();
    fakes.authority.servers[1].mood = "silent";
    await fakes.play(planDomain);
    expect(warningsOf(fakes)).toEqual([
      {
        warning: "server-silent",
        owner: APEX,
        servers: [{ server: "ns2.dns.test", address: "192.0.2.2", port: 53 }],
        whole: true,
      },
    ]);
  });

  it("of a family that this machine lacks is no fault, and that is said once", async () => {
    const fakes = createFakes();
    fakes.authority.withoutFamilies = [6];
    await fakes.play(onboardDomain);
    expect(warningsOf(fakes)).toEqual([{ warning: "family-missing", owner: APEX, family: 6 }]);
  });

  it("is asked by the family that there is, and nobody is left out for the other", async () => {
    const fakes = createFakes();
    fakes.authority.withoutFamilies = [6];
    fakes.authority.servers.push({ ...serverAt("ns2.dns.test", "2001:db8::2"), mood: "silent" });
    expect(await fakes.play(onboardDomain)).toMatchObject({ state: "verified" });
    expect(fakes.trace.of("dns.observe 2001:db8::2")).toEqual([]);
    expect(eventsOf(fakes, "server.excluded")).toEqual([]);
  });
});

describe("too few servers that hold the zone", () => {
  it("stop the run before Create", async () => {
    const fakes = createFakes();
    fakes.authority.servers.push({ ...serverAt("ns3.dns.test", "192.0.2.3"), mood: "lame" });
    fakes.authority.servers[1].mood = "lame";
    expect(await fakes.play(onboardDomain)).toMatchObject({
      exit: 3,
      error: { code: "ZONE_NOT_DELEGATED", facts: { agreeing: 1, asked: 3 } },
    });
    expect(fakes.trace.of("ses.create")).toEqual([]);
  });
});

it("no silence is told where nobody was asked", async () => {
  const fakes = createFakes();
  warnOfSilence(fakes.run(), { delegation: await fakes.authority.delegation(APEX, {}) });
  expect(warningsOf(fakes)).toEqual([]);
});

describe("a zone that validating resolvers refuse", () => {
  it("stops the run before Create, with their reason", async () => {
    const fakes = createFakes();
    fakes.authority.bogus = "signature expired";
    const result = await fakes.play(onboardDomain);
    expect(result).toMatchObject({
      exit: 3,
      error: {
        code: "ZONE_NOT_DELEGATED",
        facts: { extendedErrors: [{ code: 6, text: "signature expired" }] },
      },
    });
    expect(fakes.trace.of("ses.create")).toEqual([]);
    expect(fakes.clock.sleepers()).toBe(0);
  });
});

describe("without port 53", () => {
  it.each(["blocked", "intercepted"] as const)(
    "(%s) the zone is found over HTTPS, and SES has the last word after a pause",
    async (port53) => {
      const fakes = createFakes([rrset("TXT", "_dmarc.example.com", ["v=DMARC1; p=reject"])]);
      fakes.authority.port53 = port53;
      expect(await fakes.play(onboardDomain)).toMatchObject({ state: "verified", zone: { apex: APEX } });
      expect(eventsOf(fakes, "port53.unusable")).toEqual([
        { type: "port53.unusable", because: port53, ports: [53] },
      ]);
      expect(fakes.trace.of("ses.verify").map(({ at }) => at)).toEqual([60_000]);
      expect(fakes.trace.of("dns.doh").map(({ about }) => about)).toEqual([APEX]);
    },
  );

  it("SES's no makes it NOT_OBSERVABLE, not pending: nothing was seen", async () => {
    const fakes = createFakes();
    fakes.authority.port53 = "blocked";
    fakes.identities.sees = () => [];
    expect(await fakes.play(onboardDomain)).toMatchObject({ exit: 7, error: { code: "NOT_OBSERVABLE" } });
    expect(fakes.trace.of("ses.verify").map(({ at }) => at)).toEqual([
      60_000, 90_000, 150_000, 270_000, 570_000,
    ]);
  });

  it("a zone below the registrable domain that the one around it delegates is the one", async () => {
    const fakes = createFakes([rrset("NS", D, NAME_SERVERS)]);
    fakes.authority.port53 = "blocked";
    fakes.zones = [...fakes.zones, { apex: D, id: "Z2", nameServers: NAME_SERVERS }];
    const result = await fakes.play(planDomain);
    expect(result.zone).toMatchObject({ apex: D, id: "Z2" });
    expect(fakes.trace.of("dns.doh").map(({ about }) => about)).toEqual([APEX]);
    expect(fakes.trace.of("dns.bogus").map(({ about }) => about)).toEqual([APEX]);
  });

  it("a key of such a zone tells that it may be signed, and nobody is asked whether it validates", async () => {
    const warningsWith = async (keys: readonly RRset[]) => {
      const fakes = createFakes([rrset("NS", D, NAME_SERVERS), ...keys]);
      fakes.authority.port53 = "blocked";
      fakes.zones = [...fakes.zones, { apex: D, id: "Z2", nameServers: NAME_SERVERS }];
      await fakes.play(planDomain);
      return warningsOf(fakes).filter(({ warning }) => warning === "dnssec-unknown");
    };
    expect(await warningsWith([])).toEqual([]);
    expect(await warningsWith([rrset("DS", D, ["1 13 2 ab"])])).toEqual([
      { warning: "dnssec-unknown", owner: D },
    ]);
  });

  it("and without resolvers over HTTPS nothing is created", async () => {
    const fakes = createFakes();
    fakes.authority.port53 = "blocked";
    fakes.authority.doh = false;
    expect(await fakes.play(onboardDomain)).toMatchObject({
      exit: 7,
      error: { code: "NOT_OBSERVABLE", facts: { because: "blocked" } },
    });
    expect(fakes.trace.of("ses.create")).toEqual([]);
  });

  it("a resolver is asked for no name that may not exist", async () => {
    const fakes = createFakes();
    fakes.authority.port53 = "blocked";
    fakes.zones = [];
    expect(await fakes.play(onboardDomain)).toMatchObject({ exit: 3, error: { code: "ZONE_NOT_FOUND" } });
    expect(fakes.trace.of("dns.doh").map(({ about }) => about)).not.toContain(D);
  });
});

describe("a secondary that is behind", () => {
  it("is told once, with both versions and by when it fetches the zone at the latest", async () => {
    const fakes = createFakes();
    fakes.authority.servers[1].lagMs = 30_000;
    expect(await fakes.play(onboardDomain)).toMatchObject({ state: "verified" });
    const [behind, ...more] = eventsOf(fakes, "server.behind");
    expect(more).toEqual([]);
    expect(behind).toMatchObject({ at: { server: "ns2.dns.test", address: "192.0.2.2" } });
    expect((behind?.newestSerial ?? 0) - (behind?.serial ?? 0)).toBe(1);
    expect(behind?.dueInMs).toBeGreaterThan(3_590_000);
    expect(behind?.dueInMs).toBeLessThan(3_598_001);
  });

  it.each([
    ["told", "whose serial has not wrapped around yet", 2 ** 32 - 1, 0, 1],
    ["not told", "that is ahead of the one that serves", 9, 8, 0],
    ["not told", "at a host that never moves its serial", 1, 1, 0],
  ])("is %s when it is one %s", async (_told, _title, serial, newest, count) => {
    const fakes = createFakes();
    fakes.authority.servers[1].lagMs = 30_000;
    const observe = fakes.authority.observe.bind(fakes.authority);
    fakes.authority.observe = async (address, question, options) => {
      const seen = await observe(address, question, options);
      if (question.type !== "SOA" || seen.kind !== "answer") return seen;
      const version = address.address === "192.0.2.2" ? serial : newest;
      return {
        ...seen,
        rrset: { ...seen.rrset, values: [`ns1.dns.test hostmaster.dns.test ${version} 3600 600 86400 60`] },
      };
    };
    await fakes.play(onboardDomain);
    expect(eventsOf(fakes, "server.behind")).toHaveLength(count);
  });

  it("is not asked for its version when it is back within two seconds", async () => {
    const fakes = createFakes();
    fakes.authority.servers[1].lagMs = 1_500;
    await fakes.play(onboardDomain);
    expect(eventsOf(fakes, "server.behind")).toEqual([]);
  });
});

describe("resolvers that don't tell of DNSSEC", () => {
  const silent = (): Fakes => {
    const fakes = createFakes();
    fakes.authority.resolvers.dnssec = async (_apex, { signal }) => {
      await fakes.clock.sleep(60_000, { signal });
      return undefined;
    };
    return fakes;
  };

  it("hold nobody up for more than five seconds where the zone is signed, and that is told", async () => {
    const fakes = silent();
    fakes.authority.signed = true;
    expect(await fakes.play(planDomain)).toMatchObject({ state: "planned" });
    expect(fakes.elapsed()).toBe(5_000);
    expect(warningsOf(fakes)).toEqual([{ warning: "dnssec-unknown", owner: APEX }]);
  });

  it("are not asked where the zone above holds no key of it", async () => {
    const fakes = silent();
    expect(await fakes.play(planDomain)).toMatchObject({ state: "planned" });
    expect(fakes.elapsed()).toBe(0);
    expect(warningsOf(fakes)).toEqual([]);
  });
});
