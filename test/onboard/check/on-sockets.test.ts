import { describe, expect, it } from "vitest";
import { Packet } from "dns2";
import { isAtOrBelow, parseDomainName } from "../../../src/dns/domain-name.ts";
import { serveZones } from "../../support/dns-zones.ts";
import { dkimValue } from "../../support/rsa-key.ts";
import { rrset } from "../fakes.ts";
import { noFor, says, silent, when, withoutAa, type Asked } from "../delegations/manners.ts";
import { D, nsAndGlue, serves, soaLine, worldsOn, type Manners, type Plan } from "../delegations/world.ts";

const plant = worldsOn("127.82.10");

/** All that SES asks for. */
const PUBLISHED = [
  rrset("TXT", `qcloud._domainkey.${D}`, [dkimValue()]),
  rrset("MX", D, ["10 mxbiz1.qq.com"]),
  rrset("TXT", D, ["v=spf1 include:qcloudmail.com ~all"]),
  rrset("TXT", `_dmarc.${D}`, ["v=DMARC1; p=none"]),
];

const KEYS = `_domainkey.${D}`;
const isOfKeys = ({ name }: Asked): boolean => isAtOrBelow(name, parseDomainName(KEYS));
const saysNoOfKeys: Manners = () => (received) => noFor(received, Packet.RCODE.NXDOMAIN, KEYS);

/** The keys in a zone of their own, on a server of its own, where they stand as SES asks. */
function zoneOfKeys(): Partial<Plan> {
  const [key, ...others] = PUBLISHED;
  const records = [soaLine(KEYS), `${KEYS} 300 NS ns.keys.test`, `${key?.owner} 300 TXT ${key?.values[0]}`];
  return {
    existing: [...others, rrset("NS", KEYS, ["ns.keys.test"])],
    delegation: (of) => [
      ...nsAndGlue("ns1", of("ns1")),
      ...nsAndGlue("ns2", of("ns2")),
      `ns.keys.test 300 A ${of("keys")}`,
    ],
    others: (of) => ({ [of("keys")]: serveZones([{ apex: KEYS, records }]) }),
  };
}

async function checkWith(servers: Readonly<Record<string, Manners>>, plan: Partial<Plan> = {}) {
  const world = await plant({ existing: PUBLISHED, ...plan, servers });
  return world.check();
}

describe("a check on name servers of our own", () => {
  it("is content where all serve", async () => {
    expect((await checkWith({ ns1: serves, ns2: serves })).result).toMatchObject({ exit: 0, warnings: [] });
  });

  it.each<[title: string, ns1: Manners, ns2: Manners, words: readonly string[]]>([
    [
      "refuse",
      says("REFUSED"),
      says("REFUSED"),
      ["each of ns1.example.test, ns2.example.test refuses (REFUSED): it does not hold the zone"],
    ],
    [
      "fail or are silent",
      says("SERVFAIL"),
      silent,
      ["ns1.example.test fails (SERVFAIL)", "ns2.example.test does not answer"],
    ],
  ])(
    "says of servers that all %s what they said, and of no port that it is closed",
    async (_title, ns1, ns2, words) => {
      const { result, sentence, hint } = await checkWith({ ns1, ns2 });
      expect([result.exit, result.error?.code]).toEqual([3, "ZONE_NOT_DELEGATED"]);
      for (const said of words) expect(sentence).toContain(said);
      expect(sentence).toContain(`SES says that ${D} is verified.`);
      expect(hint).not.toMatch(/port 53|another network/);
    },
  );

  it("can't observe servers that are all silent, and names them", async () => {
    const { result, sentence } = await checkWith({ ns1: silent, ns2: silent });
    expect([result.exit, result.error?.code]).toEqual([7, "NOT_OBSERVABLE"]);
    expect(sentence).toContain("each of ns1.example.test, ns2.example.test does not answer");
  });

  it.each<[title: string, ns2: Manners, words: string]>([
    ["is silent", silent, "does not answer from here"],
    ["refuses", says("REFUSED"), "refuses (REFUSED)"],
    ["has no authority", withoutAa, "answers without authority (AA=0)"],
  ])("names one of two that %s, which is no drift", async (_title, ns2, words) => {
    const { result, warnings } = await checkWith({ ns1: serves, ns2 });
    expect([result.exit, warnings.length]).toEqual([0, 1]);
    expect(warnings[0]).toMatch(/^ns2\.example\.test \(/);
    expect(warnings[0]).toContain(words);
  });

  it("blames those that fail where they are most, and tells none of them a second time", async () => {
    const { result, sentence, warnings } = await checkWith({
      ns1: serves,
      ns2: says("REFUSED"),
      ns3: silent,
    });
    expect([result.exit, result.error?.code]).toEqual([8, "DRIFT"]);
    expect(sentence).toMatch(/fewer than half .* ns2\S+ \S+ refuses .* ns3\S+ \S+ does not answer/);
    expect(warnings).toEqual([]);
  });

  it.each<[title: string, servers: Readonly<Record<string, Manners>>, plan: Partial<Plan>]>([
    ["refers to it", { ns1: serves, ns2: serves }, zoneOfKeys()],
    ['has it as well, which its "no" tells', { ns1: serves, ns2: when(isOfKeys, saysNoOfKeys) }, {}],
  ])("names a deeper zone at the DKIM keys where a server %s", async (_title, servers, plan) => {
    const { result, sentence } = await checkWith(servers, plan);
    expect([result.exit, result.error?.code]).toEqual([3, "ZONE_NOT_DELEGATED"]);
    expect(result.error?.facts).toMatchObject({ cut: KEYS, apex: "example.test" });
    expect(sentence).toMatch(/^ns\d\.example\.test \(/);
  });
});
