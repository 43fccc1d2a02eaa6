import { describe, expect, it } from "vitest";
import { OnboardError } from "../../../src/errors/onboard-error.ts";
import { plainFor } from "../../support/told.ts";
import type { RRset } from "../../../src/dns/rrset.ts";
import { diagnose } from "../../../src/onboard/diagnose/diagnose.ts";
import type { Diagnosis } from "../../../src/events/diagnosis/diagnosis.ts";
import type { Finding } from "../../../src/events/diagnosis/finding.ts";
import { onboardDomain } from "../../../src/onboard/onboard-domain.ts";
import type { Run } from "../../../src/onboard/run.ts";
import { APEX, createFakes, D, eventsOf, KEY_NAME, NAME_SERVERS, rrset, type Fakes } from "../fakes.ts";
import { hostWith, named, walkFinds } from "../preflight/worlds.ts";

// What a diagnosis says that it found: nothing but what was seen.

async function foundBy(
  fakes: Fakes,
  domain: typeof D | null = D,
  changes: Partial<Run> = {},
): Promise<Partial<Record<Diagnosis["check"], Finding | null>>> {
  const all = await fakes.clock.drive(diagnose(fakes.run(changes), domain ?? undefined));
  return Object.fromEntries(all.map(({ check, finding }) => [check, finding]));
}

describe("what is found", () => {
  it("of a new domain is told with the zone, its servers, its host, and what is to be written", async () => {
    const fakes = createFakes([rrset("A", D, ["192.0.2.1"]), rrset("MX", D, ["10 mx.test"])]);
    fakes.mayWrite = () => true;
    fakes.identities.timeTold = fakes.clock.now() - 2_000;
    expect(await foundBy(fakes)).toEqual({
      clock: { finding: "clock", aheadSeconds: 2 },
      port53: { finding: "port-open", ports: [53] },
      delegation: { finding: "zone", apex: APEX, nameServers: NAME_SERVERS, addresses: 2 },
      servers: { finding: "servers", apex: APEX, agreeing: 2, asked: 2, serving: NAME_SERVERS },
      dnssec: { finding: "dnssec", apex: APEX, view: "unsigned" },
      ses: { finding: "ses", domain: D, identity: "none" },
      quota: { finding: "listed", total: 0, lowestLevel: 1, highestLevel: 1, dailyQuota: 500 },
      provider: {
        finding: "host",
        provider: "memory",
        apex: APEX,
        id: "Z1",
        nameServers: 2,
        delegated: 2,
        serving: 2,
      },
      records: { finding: "records", domain: D, types: ["A", "MX"], changes: 2 },
      rights: { finding: "rights", apex: APEX, provider: "memory", rights: "held" },
    });
  });

  it("of one that is verified is told as that, and that nothing is left to be written", async () => {
    const fakes = createFakes();
    await fakes.play(onboardDomain);
    expect(await foundBy(fakes)).toMatchObject({
      ses: { finding: "ses", domain: D, identity: "verified" },
      records: { types: ["MX", "TXT"], changes: 0 },
      rights: { rights: "nothing-to-write" },
    });
  });

  it("of one that is not verified yet is told with what is left to be written", async () => {
    const fakes = createFakes();
    await fakes.play(onboardDomain);
    fakes.identities.seed(D, false);
    fakes.host.seed(rrset("TXT", KEY_NAME, []));
    expect(await foundBy(fakes)).toMatchObject({
      ses: { domain: D, identity: "unverified" },
      records: { changes: 1 },
      rights: { rights: "untellable" },
    });
    fakes.mayWrite = () => undefined;
    expect((await foundBy(fakes)).rights).toMatchObject({ rights: "untold", provider: "memory" });
  });

  it("of a service that tells no time is no clock", async () => {
    const fakes = createFakes();
    const { time: _, ...identities } = fakes.identities;
    const checks = Object.keys(await foundBy(fakes, D, { identities }));
    expect(checks.slice(0, 2)).toEqual(["port53", "delegation"]);
    expect(checks).toHaveLength(9);
  });

  it("of an account that does not list its domains is told with the reason", async () => {
    const fakes = createFakes();
    const list = () => Promise.reject(new OnboardError("RIGHTS_MISSING", "No.", { hint: "Ask the test." }));
    expect(await foundBy(fakes, D, { identities: { ...fakes.identities, list } })).toMatchObject({
      quota: { finding: "unlisted", code: "RIGHTS_MISSING", reason: "No." },
    });
  });

  it("at the DNS host is told with its name, and of a host that is not found with none", async () => {
    const fakes = createFakes();
    const hostsBy = async (changes: Partial<Run> = {}) =>
      (await fakes.clock.drive(diagnose(fakes.run(changes), D))).slice(7).map(({ host }) => host);
    expect(await hostsBy()).toEqual(["memory", "memory", "memory"]);
    const missing = new OnboardError("PROVIDER_UNKNOWN", "No.", { hint: "Ask the test." });
    expect(await hostsBy({ findProvider: () => Promise.reject(missing) })).toEqual([undefined]);
  });

  it("of a zone that nobody refers to is told with the zone around it", async () => {
    const fakes = createFakes();
    const nameServers = [named("a.gtld.test"), named("b.gtld.test")];
    walkFinds(fakes, { enclosing: { apex: named("com"), nameServers, isWithout: true } });
    expect((await foundBy(fakes)).delegation).toEqual({
      finding: "zone",
      apex: APEX,
      enclosing: "com",
      nameServers,
      addresses: 2,
    });
  });

  it("without a domain is the way alone, tried by a name that nobody owns", async () => {
    const fakes = createFakes();
    expect(await foundBy(fakes, null)).toEqual({
      clock: { finding: "clock", aheadSeconds: null },
      port53: { finding: "port-open", ports: [53] },
      ses: { finding: "ses", domain: null, identity: null },
      quota: { finding: "listed", total: 0, lowestLevel: 1, highestLevel: 1, dailyQuota: 500 },
    });
    expect(fakes.trace.of("dns.delegation").map(({ about }) => about)).toEqual(["example.com"]);
    const nobody = () =>
      Promise.reject(new OnboardError("ZONE_NOT_DELEGATED", "No.", { hint: "Ask the test." }));
    const authority = { ...fakes.authority, delegation: nobody };
    expect((await foundBy(fakes, null, { authority })).port53).toMatchObject({ finding: "port-open" });
    const blocked = createFakes();
    blocked.authority.port53 = "blocked";
    blocked.authority.doh = false;
    const found = await blocked.clock.drive(diagnose(blocked.run(), undefined));
    expect(found.find(({ check }) => check === "port53")).toMatchObject({
      finding: null,
      error: { code: "NOT_OBSERVABLE" },
    });
  });

  it("without a domain is whether each DNS host takes the keys that are there", async () => {
    const fakes = createFakes();
    const { findProvider } = fakes.run();
    const open = async () => findProvider(D, await fakes.authority.delegation(D, {}), {});
    const refused = () =>
      Promise.reject(new OnboardError("CREDENTIALS_REJECTED", "No.", { hint: "Ask the test." }));
    const hosts = () => [
      { name: "one", open },
      { name: "other", open: refused },
    ];
    const keysIn = async (given: NonNullable<Run["hosts"]>) => {
      const found = await fakes.clock.drive(diagnose(fakes.run({ hosts: given }), undefined));
      return found.filter(({ check }) => check === "keys");
    };
    expect(await keysIn(hosts)).toMatchObject([
      { exit: 0, finding: { finding: "keys", provider: "one" } },
      { exit: 3, error: { code: "CREDENTIALS_REJECTED" } },
    ]);
    expect(await keysIn(() => [])).toMatchObject([{ exit: 0, finding: { finding: "no-keys" } }]);
    expect(fakes.host.history()).toHaveLength(1);
  });

  it("without port 53 is told by public resolvers, as a run finds it, and its host is asked all the same", async () => {
    const fakes = createFakes();
    fakes.authority.port53 = "blocked";
    const found = await foundBy(fakes);
    expect(found).toMatchObject({
      port53: { finding: "port-shut", ports: [53] },
      delegation: { finding: "zone-by-resolvers", apex: APEX, nameServers: NAME_SERVERS },
      provider: { finding: "host", serving: null },
    });
    expect(Object.keys(found)).toEqual(
      "clock port53 delegation dnssec ses quota provider records rights".split(" "),
    );
    expect(fakes.trace.of("dns.observe")).toEqual([]);
  });

  it("without port 53 is nothing where the name is in no organisation's domain, which alone resolvers are asked for", async () => {
    const fakes = createFakes();
    fakes.authority.port53 = "blocked";
    const found = await fakes.clock.drive(diagnose(fakes.run(), named("co.uk")));
    expect(found.filter(({ exit }) => exit !== 0)).toMatchObject([
      { check: "port53", finding: null, error: { code: "NOT_OBSERVABLE" } },
    ]);
    expect(found.map(({ check }) => check)).not.toContain("delegation");
    expect(fakes.trace.of("dns.doh")).toEqual([]);
  });

  it("of a zone that a person changes is told as that, and no right is needed", async () => {
    const fakes = createFakes();
    expect(await foundBy(fakes, D, hostWith(fakes, { byHand: true }))).toMatchObject({
      provider: { finding: "by-hand", apex: APEX },
      rights: { rights: "by-hand" },
    });
  });

  it("of the zone is told as an event, too", async () => {
    const fakes = createFakes();
    await foundBy(fakes);
    expect(eventsOf(fakes, "zone.found")).toMatchObject([{ provider: "memory", apex: APEX, id: "Z1" }]);
    expect(eventsOf(fakes, "identities.listed")).toHaveLength(1);
    expect(eventsOf(fakes, "rights.found")).toMatchObject([{ mayWrite: null }]);
  });
});

it("a hint is worded by how doctor was started", async () => {
  const fakes = createFakes();
  fakes.mayWrite = () => false;
  const commands: (string | undefined)[] = [];
  const wordFor: NonNullable<Run["wordFor"]> = (started, domain) => {
    commands.push(`${started.command} ${domain}`);
    return plainFor(domain);
  };
  const found = await diagnose(fakes.run({ wordFor }), D);
  expect(found.at(-1)?.error?.commands).toEqual(["ses-onboard providers memory"]);
  expect(commands).toEqual([`doctor ${D}`]);
});

it.each<[string, readonly RRset[], string]>([
  ["MX", [rrset("MX", D, ["10 mx.test"])], `TXT ${D}`],
  ["TXT", [rrset("TXT", D, ["v=spf1 include:qcloudmail.com -all"])], `MX ${D}`],
])(
  "the right to write is asked for at what the plan would write: not at %s that stands",
  async (_type, standing, first) => {
    const fakes = createFakes(standing);
    fakes.mayWrite = () => true;
    await foundBy(fakes);
    expect(fakes.trace.of("host.probe").map(({ about }) => about)).toEqual([`${first} TXT _dmarc.${D}`]);
  },
);
