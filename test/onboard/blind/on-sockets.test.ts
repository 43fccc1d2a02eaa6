import { describe, expect, it } from "vitest";
import { MemoryHost } from "../../../providers/memory/host.ts";
import { isAtOrBelow, parseDomainName, type DomainName } from "../../../src/dns/domain-name.ts";
import { DS, type RRset } from "../../../src/dns/rrset.ts";
import { OnboardError } from "../../../src/errors/onboard-error.ts";
import { systemClock } from "../../../src/async/clock.ts";
import { rrset } from "../fakes.ts";
import { APEX, D, inOneAccount, NAME_SERVERS, worldsAt, type BlindWorld, type Plan } from "./world.ts";

// Where name servers can't be asked: what is asked of resolvers before anything is written, and where nothing is created.

const start = worldsAt("127.87.0.1");
const VENDOR = {
  apex: "vendor.net",
  records: [
    "vendor.net 300 SOA ns.vendor.net hostmaster.vendor.net 1 3600 600 86400 60",
    "policy.vendor.net 300 TXT v=DMARC1; p=reject",
    "_spf.vendor.net 300 TXT v=spf1 ip4:192.0.2.0/24 -all",
    "relay.vendor.net 300 CNAME hop.vendor.net",
    "hop.vendor.net 300 TXT v=spf1 ip4:198.51.100.0/24 -all",
    "front.vendor.net 300 MX 10 mx.vendor.net",
  ],
};
const SPF = rrset("TXT", D, [
  "v=spf1 include:_spf.vendor.net include:relay.vendor.net include:_spf.example.test -all",
]);
const POLICY_OF_VENDOR = rrset("CNAME", "_dmarc.example.test", ["policy.vendor.net"]);
const WILDCARD = rrset("CNAME", "*.example.test", ["front.vendor.net"]);

/** The apex itself, which exists, and names of others. */
function isHarmless(question: string): boolean {
  const [type = "", name = ""] = question.split(" ");
  return (
    !isAtOrBelow(parseDomainName(name), APEX) || (name === APEX && ["NS", "SOA", "TYPE43", DS].includes(type))
  );
}

function expectHarmless(world: BlindWorld): void {
  expect(world.asked()).toContain(`NS ${APEX}`);
  expect(world.asked().filter((question) => !isHarmless(question))).toEqual([]);
}

const isCreated = ({ trace }: BlindWorld): boolean => trace.of("ses.create").length > 0;

describe("before the write no resolver is asked for a name below the apex", () => {
  const WORLDS: readonly (readonly [string, Plan])[] = [
    ["nothing stands there", {}],
    [
      "SPF and the organisation's policy are of others",
      { existing: [SPF, POLICY_OF_VENDOR], elsewhere: [VENDOR] },
    ],
    ["a wildcard may answer", { existing: [WILDCARD, POLICY_OF_VENDOR], elsewhere: [VENDOR] }],
    ["a deeper zone is delegated", deeper([rrset("NS", D, NAME_SERVERS)])],
    ["a deeper zone is listed, and not delegated", deeper([])],
    ["port 53 drops everything", { port53: () => undefined }],
  ];
  const COMMANDS = ["run", "plan", "check", "diagnose"] as const;

  it.each(WORLDS.flatMap(([what, plan]) => COMMANDS.map((command) => ({ what, plan, command }))))(
    "by $command where $what",
    async ({ plan, command }) => {
      const world = await start(plan);
      // A check needs an identity; it is one that SES has not looked at.
      if (command === "check") world.identities.seed(D, false);
      await world[command]();
      if (command === "check") expect(world.asked()).toEqual([]);
      else expectHarmless(world);
    },
  );

  it("and those whom SES asks see what was written at once", async () => {
    const world = await start({ existing: [SPF, POLICY_OF_VENDOR, WILDCARD], elsewhere: [VENDOR] });
    expect(await world.run()).toMatchObject({ state: "verified", exit: 0 });
    expect(world.trace.of("ses.verify")).toHaveLength(1);
    expectHarmless(world);
  });
});

describe("by resolvers", () => {
  it("what SPF includes of others is judged, an alias followed, and a name of the zone is not asked for", async () => {
    const world = await start({ existing: [SPF], elsewhere: [VENDOR] });
    await world.plan();
    for (const name of ["_spf.vendor.net", "hop.vendor.net"]) expect(world.asked()).toContain(`TXT ${name}`);
    expect(world.asked()).not.toContain("TXT relay.vendor.net");
    expectHarmless(world);
  });

  it("the organisation's policy at its vendor is inherited", async () => {
    const world = await start({ existing: [POLICY_OF_VENDOR], elsewhere: [VENDOR] });
    const { records } = await world.run();
    expect(records.find(({ purpose }) => purpose === "dmarc")).toMatchObject({ action: "created" });
    expect(world.host.peek(parseDomainName(`_dmarc.${D}`), "TXT")?.values).toEqual(["v=DMARC1; p=reject"]);
    expectHarmless(world);
  });

  it("a wildcard's alias is followed, and the host says whether it answers", async () => {
    const world = await start({ existing: [WILDCARD, POLICY_OF_VENDOR], elsewhere: [VENDOR] });
    const { warnings } = await world.plan();
    expect(warnings.map(({ warning }) => warning)).not.toContain("wildcard-not-seen");
    expect(world.asked()).toContain("MX front.vendor.net");
    expectHarmless(world);
  });
});

describe("the place", () => {
  it("is a deeper zone where the zone around it delegates it, whose policy is read at its host", async () => {
    const plan = deeper([
      rrset("NS", D, NAME_SERVERS),
      rrset("TXT", "_dmarc.example.test", ["v=DMARC1; p=quarantine"]),
    ]);
    const world = await start(plan);
    expect(await world.run()).toMatchObject({ state: "verified", zone: { apex: D } });
    const [zone] = plan.zones ?? [];
    expect(zone?.peek(parseDomainName(`_dmarc.${D}`), "TXT")?.values).toEqual(["v=DMARC1; p=quarantine"]);
    expectHarmless(world);
  });

  it("is the zone around where the deeper one is on servers that nobody is sent to", async () => {
    const world = await start(deeper([], ["ns1.other.test"]));
    expect(await world.run()).toMatchObject({ state: "verified", zone: { apex: APEX } });
    expect(world.host.peek(D, "TXT")).toBeDefined();
  });

  it("whose deeper zone is signed can't be validated before: that is told", async () => {
    const world = await start(deeper([rrset("NS", D, NAME_SERVERS), rrset("DS", D, ["1 13 2 ab"])]));
    const { warnings } = await world.plan();
    expect(warnings).toContainEqual({ warning: "dnssec-unknown", owner: D });
  });

  it.each<[string, Plan, RegExp]>([
    ["resolvers contradict each other", contradicting(), /public resolvers do not all say the same/],
    ["one resolver alone is there", { resolvers: [(whole) => whole] }, /no two public resolvers tell/],
    ["a deeper zone may be the one that is served", deeper([]), /can't be seen from here\.$/],
  ])("is not known where %s: nothing is created", async (_case, plan, message) => {
    const world = await start(plan);
    const result = await world.run();
    expect(result).toMatchObject({ exit: 7, error: { code: "NOT_OBSERVABLE" } });
    expect(result.error?.message).toMatch(message);
    expect([isCreated(world), world.host.history().length]).toEqual([false, 1]);
  });
});

describe("the host of a zone", () => {
  const ELSEWHERE = "ns1.other.test";
  const own = (): MemoryHost => new MemoryHost(D, { rrsets: [], nameServers: [parseDomainName(ELSEWHERE)] });
  const missing = () => new OnboardError("ZONE_NOT_FOUND", "Nobody holds it.", { hint: "Ask the test." });

  it("is found by the name servers of that zone, and another one holds the zone around it", async () => {
    const zone = own();
    const world = await start({ existing: [rrset("NS", D, [ELSEWHERE])], zones: [zone] });
    const asked: DomainName[] = [];
    const [around, deep] = [world.host, zone].map((host) => inOneAccount([host], systemClock));
    const result = await world.run({
      findProvider: (domain, delegation, options) => {
        asked.push(delegation.apex);
        const find = delegation.parentNameServers.some((server) => server === ELSEWHERE) ? deep : around;
        if (find === undefined) throw missing();
        return find(domain, delegation, options);
      },
    });
    expect(result).toMatchObject({ state: "verified", zone: { apex: D } });
    expect(asked).toEqual([APEX, D]);
    expect(world.host.history()).toHaveLength(1);
    expectHarmless(world);
  });

  it("that alone is in reach holds the sender's own zone, and nobody sees whether it is delegated", async () => {
    const zone = own();
    const world = await start({ existing: [rrset("NS", D, [ELSEWHERE])], zones: [zone] });
    const find = inOneAccount([zone], systemClock);
    const result = await world.run({
      findProvider: (domain, delegation, options) =>
        delegation.apex === APEX ? Promise.reject(missing()) : find(domain, delegation, options),
    });
    expect(result).toMatchObject({
      exit: 7,
      error: { code: "NOT_OBSERVABLE", facts: { apex: APEX, deeper: D } },
    });
    expect(isCreated(world)).toBe(false);
    expectHarmless(world);
  });

  it("that holds neither is what is missing", async () => {
    const world = await start();
    const result = await world.run({ findProvider: () => Promise.reject(missing()) });
    expect(result).toMatchObject({ exit: 3, error: { code: "ZONE_NOT_FOUND" } });
  });
});

/** The zone of the sender beside the organisation's, in which this stands. */
function deeper(existing: readonly RRset[], nameServers: readonly string[] = NAME_SERVERS): Plan {
  const zone = new MemoryHost(D, { rrsets: [], nameServers: nameServers.map(parseDomainName) });
  return { existing, zones: [zone] };
}

/** The second resolver remembers servers that the zone has left. */
function contradicting(): Plan {
  const former = {
    apex: APEX,
    records: [
      `${APEX} 300 SOA ns.gone.test hostmaster.${APEX} 1 3600 600 86400 60`,
      `${APEX} 300 NS ns.gone.test`,
    ],
  };
  return { resolvers: [(whole) => whole, () => [former]] };
}
