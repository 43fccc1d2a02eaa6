import { expect, it } from "vitest";
import { parseDomainName } from "../../../src/dns/domain-name.ts";
import { DEFAULT_POLICY } from "../../../src/plan/requirement.ts";
import { serveZones } from "../../support/dns-zones.ts";
import {
  APEX,
  D,
  nsAndGlue,
  row,
  serves,
  soaLine,
  worldsOn,
  type AddressOf,
  type Manners,
  type Plan,
  type Told,
} from "./world.ts";

// Records that the world would never see: nothing is created for them.

const plant = worldsOn("127.82.5");
const KEYS = parseDomainName(`_domainkey.${D}`);
const NS1_ONLY = (of: AddressOf) => nsAndGlue("ns1", of("ns1"));

function expectStopped(told: Told, cut: string): void {
  expect([told.result.state, told.result.error?.code, told.created]).toEqual([
    "failed",
    "ZONE_NOT_DELEGATED",
    false,
  ]);
  expect(told.sentence).toContain(cut);
  expect(told.events.some(({ type }) => type === "rrset.written")).toBe(false);
}

row("deeper-zone", () => {
  const servers = { ns1: serves, ns2: serves };
  const zoneAt = (apex: string) => ({ apex, records: [soaLine(apex), `${apex} 300 NS ns1.example.test`] });

  it("stops where _domainkey of the domain is a zone on the same servers", async () => {
    const world = await plant({ servers, beside: () => [zoneAt(KEYS)] });
    const told = await world.run();
    expectStopped(told, KEYS);
    expect(told.sentence).toBe(
      "_domainkey.mail.example.test is a zone of its own, served by ns1.example.test, so DKIM keys of mail.example.test that are written into example.test would never be served.",
    );
    expectStopped(await world.plan(), KEYS);
  });

  it("stops where that zone has not even NS records", async () => {
    const world = await plant({ servers, beside: () => [{ apex: KEYS, records: [soaLine(KEYS)] }] });
    expectStopped(await world.run(), KEYS);
  });

  it("stops where the sender domain is such a zone, and the account has the zone above alone", async () => {
    const world = await plant({ servers, beside: () => [zoneAt(D)] });
    const told = await world.run();
    expect([told.result.state, told.created]).toEqual(["failed", false]);
    expect(told.sentence).toContain(`zone ${D}`);
  });

  it.each(["ns1", "ns2", "ns3"])("stops where %s of three servers alone holds it", async (alone) => {
    const deeper = serveZones([zoneAt(KEYS)]);
    const holdsIt: Manners = (live) => (received) => {
      const [question] = received.query.questions;
      return question?.name.endsWith(KEYS) === true ? deeper(received) : live(received);
    };
    const three = { ns1: serves, ns2: serves, ns3: serves };
    const world = await plant({ servers: { ...three, [alone]: holdsIt } });
    expectStopped(await world.run(), KEYS);
  });
});

row("cut-at-domainkey", () => {
  it("stops before Create, and names the servers", async () => {
    const world = await plant({
      servers: { ns1: serves, ns2: serves },
      ownNames: (of) => [
        ...nsAndGlue("ns1", of("ns1")),
        ...nsAndGlue("ns2", of("ns2")),
        `${KEYS} 300 NS ns.vendor.test`,
      ],
    });
    const told = await world.run();
    expectStopped(told, KEYS);
    expect(told.sentence).toContain("is a zone of its own, served by ns.vendor.test");
    expect(told.hint).toContain("the NS records at _domainkey.mail.example.test in example.test");
    const asked = told.asked.map(({ question }) => `${question.type} ${question.owner}`);
    expect(asked).toContain(`NS ${KEYS}`);
    // Nor was an authoritative server asked for what the run would write.
    expect(asked.filter((one) => /^(TXT|MX) (.*\.)?mail\.example\.test$/.test(one))).toEqual([]);
  });
});

row("two-hosts", () => {
  const RIVAL = "ns.rival.test";
  const lines = (of: AddressOf) => [
    ...NS1_ONLY(of),
    `${APEX} 300 NS ${RIVAL}`,
    `${RIVAL} 300 A ${of("rival")}`,
  ];
  const two = (copy: readonly string[]): Plan => ({
    servers: { ns1: serves },
    delegation: lines,
    ownNames: NS1_ONLY,
    others: (of) => ({ [of("rival")]: [{ apex: APEX, records: copy }] }),
  });
  const OTHER_COPY = [
    `${APEX} 300 SOA ns.rival.test hostmaster.rival.test 2026010101 3600 600 86400 60`,
    `${APEX} 300 NS ${RIVAL}`,
    `${APEX} 300 TXT v=spf1 include:old.example -all`,
  ];

  const CONSENT = { policy: { ...DEFAULT_POLICY, allow: [`NS:${APEX}` as const] } };

  it("stops before Create, names both, and prints the consent", async () => {
    const world = await plant(two(OTHER_COPY));
    const told = await world.run();
    expectStopped(told, APEX);
    expect(told.sentence).toMatch(
      /ns\.rival\.test \(127\.82\.5\.4\) shows another copy of the zone.*ns1\.example\.test/,
    );
    expect(told.hint).toContain('`options: { allow: "NS:example.test" }`');
  });

  it("stops where the other one has the zone file, serial included, with NS records of its own", async () => {
    const world = await plant(two([soaLine(APEX), `${APEX} 300 NS ${RIVAL}`]));
    const told = await world.run();
    expectStopped(told, APEX);
    expect(told.sentence).toContain(`${RIVAL} (127.82.5.4) shows another copy of the zone`);
  });

  it("goes on with consent, and warns", async () => {
    const world = await plant(two(OTHER_COPY));
    const told = await world.plan(CONSENT);
    expect([told.result.state, told.sentence]).toEqual(["planned", ""]);
    expect(told.warnings.join(" ")).toContain(RIVAL);
  });

  it("waits for both with consent, and says which one lacks the records", async () => {
    const world = await plant(two(OTHER_COPY));
    const told = await world.run({ ...CONSENT, waitMs: 1_500 });
    expect([told.result.state, told.result.error?.code, told.created]).toEqual([
      "pending",
      "NOT_PROPAGATED",
      true,
    ]);
    expect(told.sentence).toContain("1 of 2 name servers");
    expect(told.sentence).toContain(`${RIVAL} (127.82.5.4)`);
  });

  it("takes servers of another name that serve the same copy for the same host", async () => {
    const world = await plant({
      servers: { ns1: serves },
      delegation: lines,
      ownNames: lines,
      others: (of, live) => ({ [of("rival")]: live }),
    });
    const told = await world.run();
    expect([told.result.state, told.sentence]).toEqual(["verified", ""]);
  });
});
