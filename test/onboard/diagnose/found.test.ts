import { describe, expect, it } from "vitest";
import { OnboardError } from "../../../src/errors/onboard-error.ts";
import { plainFor } from "../../../src/errors/hint.ts";
import type { RRset } from "../../../src/dns/rrset.ts";
import { diagnose } from "../../../src/onboard/diagnose/diagnose.ts";
import type { Diagnosis } from "../../../src/onboard/diagnose/diagnosis.ts";
import { onboardDomain } from "../../../src/onboard/onboard-domain.ts";
import type { Run } from "../../../src/onboard/run.ts";
import { APEX, createFakes, D, eventsOf, KEY_NAME, rrset, type Fakes } from "../fakes.ts";
import { hostWith, named, walkFinds } from "../preflight/worlds.ts";

// What a diagnosis says that it found: nothing but what was seen.

async function foundBy(
  fakes: Fakes,
  domain: typeof D | null = D,
  changes: Partial<Run> = {},
): Promise<Partial<Record<Diagnosis["check"], string | null>>> {
  const all = await fakes.clock.drive(diagnose(fakes.run(changes), domain ?? undefined));
  return Object.fromEntries(all.map(({ check, found }) => [check, found]));
}

describe("what is found", () => {
  it("of a new domain is told with the zone, its servers, its host, and what is to be written", async () => {
    const fakes = createFakes([rrset("A", D, ["192.0.2.1"]), rrset("MX", D, ["10 mx.test"])]);
    fakes.mayWrite = () => true;
    expect(await foundBy(fakes)).toEqual({
      delegation: `the zone ${APEX} is delegated to ns1.dns.test, ns2.dns.test (2 addresses, port 53)`,
      servers: `2 of 2 servers of ${APEX} serve it with authority`,
      dnssec: `${APEX} is not signed: the zone above holds no key of it (DS), so nobody validates it`,
      ses: `SES takes the credentials; ${D} is not created yet`,
      provider: `memory holds the zone ${APEX} (Z1) and serves it`,
      records: `2 record sets stand at ${D}: A, MX; nothing stands in the way of the 2 changes known so far`,
      rights: `these credentials may write in ${APEX}`,
    });
  });

  it("of one that is verified is told as that, and that nothing is left to be written", async () => {
    const fakes = createFakes();
    await fakes.play(onboardDomain);
    const found = await foundBy(fakes);
    expect(found.ses).toBe(`SES takes the credentials; ${D} exists and is verified`);
    expect(found.records).toBe(`2 record sets stand at ${D}: MX, TXT; no change is known so far`);
    expect(found.rights).toBe(
      `nothing is left to be written in ${APEX}; whether these credentials may was not told`,
    );
  });

  it("of one that is not verified yet, with one record to write, is told in the singular", async () => {
    const fakes = createFakes();
    await fakes.play(onboardDomain);
    fakes.identities.seed(D, false);
    fakes.host.seed(rrset("TXT", KEY_NAME, []));
    const found = await foundBy(fakes);
    expect(found.ses).toBe(`SES takes the credentials; ${D} exists and is not verified yet`);
    expect(found.records).toContain("nothing stands in the way of the 1 change known so far");
    expect(found.rights).toBe(
      `whether these credentials may write in ${APEX} can't be tried without effect at memory`,
    );
    fakes.mayWrite = () => undefined;
    expect((await foundBy(fakes)).rights).toBe(
      `memory did not tell whether these credentials may write in ${APEX}`,
    );
  });

  it("of a zone that nobody refers to is told with the zone around it", async () => {
    const fakes = createFakes();
    walkFinds(fakes, {
      enclosing: { apex: named("com"), nameServers: [named("a.gtld.test"), named("b.gtld.test")] },
    });
    expect((await foundBy(fakes)).delegation).toBe(
      `no server of com refers to the zone ${APEX}: the world comes to it by the servers of com, a.gtld.test, b.gtld.test (2 addresses of both zones, port 53)`,
    );
    const one = createFakes();
    const [first] = one.authority.servers;
    walkFinds(one, { addresses: [first] });
    expect((await foundBy(one)).delegation).toContain("(1 address, port 53)");
  });

  it("without a domain is the way alone, tried by a name that nobody owns", async () => {
    const fakes = createFakes();
    expect(await foundBy(fakes, null)).toEqual({
      delegation: `the zone ${APEX} is delegated to ns1.dns.test, ns2.dns.test (2 addresses, port 53)`,
      ses: "SES takes the credentials; the rights to create and verify can't be tried without effect",
    });
    expect(fakes.trace.of("dns.delegation").map(({ about }) => about)).toEqual(["example.com"]);
    const nobody = () =>
      Promise.reject(new OnboardError("ZONE_NOT_DELEGATED", "No.", { hint: "Ask the test." }));
    const authority = { ...fakes.authority, delegation: nobody };
    expect((await foundBy(fakes, null, { authority })).delegation).toBe("the root servers answer on port 53");
    const blocked = createFakes();
    blocked.authority.port53 = "blocked";
    blocked.authority.doh = false;
    const [walk] = await diagnose(blocked.run(), undefined);
    expect(walk).toMatchObject({ check: "delegation", found: null, error: { code: "NOT_OBSERVABLE" } });
  });

  it("without port 53 is told by public resolvers, as a run finds it, and its host is asked all the same", async () => {
    const fakes = createFakes();
    fakes.authority.port53 = "blocked";
    const found = await foundBy(fakes);
    expect(found["delegation"]).toMatch(
      /^name servers can't be asked from here on port 53: run goes by HTTPS, .* served by ns1\.dns\.test, ns2\.dns\.test; check sees only what they see$/,
    );
    expect(Object.keys(found)).toEqual(["delegation", "dnssec", "ses", "provider", "records", "rights"]);
    expect(found["provider"]).toMatch(/can't be seen from here$/);
    expect(fakes.trace.of("dns.observe")).toEqual([]);
  });

  it("without port 53 is nothing where the name is in no organisation's domain, which alone resolvers are asked for", async () => {
    const fakes = createFakes();
    fakes.authority.port53 = "blocked";
    const [walk] = await fakes.clock.drive(diagnose(fakes.run(), named("co.uk")));
    expect(walk).toMatchObject({ check: "delegation", found: null, error: { code: "NOT_OBSERVABLE" } });
    expect(fakes.trace.of("dns.doh")).toEqual([]);
  });

  it("of a zone that a person changes is told as that, and no right is needed", async () => {
    const fakes = createFakes();
    const found = await foundBy(fakes, D, hostWith(fakes, { byHand: true }));
    expect(found.provider).toBe(
      `${APEX} is changed by hand; what stands there is read from its name servers`,
    );
    expect(found.rights).toBe("none is needed: a person enters the records");
  });

  it("of the zone is told as an event, too", async () => {
    const fakes = createFakes();
    await foundBy(fakes);
    expect(eventsOf(fakes, "zone.found")).toMatchObject([{ provider: "memory", apex: APEX, id: "Z1" }]);
    expect(eventsOf(fakes, "identities.listed")).toHaveLength(1);
    expect(eventsOf(fakes, "rights.found")).toMatchObject([{ mayWrite: null }]);
  });

  it("of a host of one server counts it in the singular", async () => {
    const fakes = createFakes();
    fakes.zones = fakes.zones.map((zone) => ({ ...zone, nameServers: [named("ns2.dns.test")] }));
    fakes.authority.servers[1].mood = "lame";
    expect((await foundBy(fakes)).provider).toBe(
      `memory holds the zone ${APEX} (Z1); of its 1 name server, 1 is delegated and 0 were seen to serve it`,
    );
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
