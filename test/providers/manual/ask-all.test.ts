import { describe, expect, it } from "vitest";
import { askAll } from "../../../providers/manual/ask-all.ts";
import { readNames } from "../../../providers/manual/read-names.ts";
import { parseDomainName } from "../../../src/dns/domain-name.ts";
import type { Delegation, Observation, Question } from "../../../src/dns/observation.ts";
import { serverAt } from "../../onboard/fake-authority.ts";
import type { RRset } from "../../../src/dns/rrset.ts";
import { createFakes, D, rrset } from "../../onboard/fakes.ts";
import { BASE, NODATA } from "../../onboard/propagate/answers.ts";

// What servers say in words of a test's own; test/servers/by-hand.test.ts asks real ones.

const NS1 = serverAt("ns1.dns.test", "192.0.2.1");
const NS2 = serverAt("ns2.dns.test", "192.0.2.2");
const NS1_BY_IPV6 = serverAt("ns1.dns.test", "2001:db8::1");
const NO_ROUTE: Observation = { ...BASE, kind: "unreachable", because: "no-route", family: 6 };
const SILENT: Observation = { ...BASE, kind: "unreachable", because: "timeout", family: 4 };
const NXDOMAIN: Observation = { ...BASE, kind: "nxdomain", soa: undefined };
const answer = (rrset: RRset): Observation => ({ ...BASE, kind: "answer", rrset });
const TXT: Question = { owner: D, type: "TXT" };

/** Each address by what it says in turn; the last is said again and again. */
type Said = Readonly<Record<string, readonly Observation[]>>;

async function zoneOf(said: Said, changes: Partial<Delegation> = {}) {
  const fakes = createFakes();
  const asked: string[] = [];
  const servers = [NS1, NS2, NS1_BY_IPV6].filter(({ address }) => address in said);
  fakes.authority.observe = async ({ address }, { type, owner }) => {
    const turn = asked.filter((one) => one.startsWith(`${address} `)).length;
    asked.push(`${address} ${type} ${owner}`);
    return said[address]?.[turn] ?? said[address]?.at(-1) ?? SILENT;
  };
  const { authority, clock } = fakes;
  const found = await authority.delegation(D, {});
  const delegation = { ...found, addresses: servers, ...changes };
  const zone = { authority, clock, delegation, signal: new AbortController().signal };
  return { asked, ask: (question: Question) => clock.drive(askAll(zone, question)), clock, zone };
}

const ask = async (said: Said, question = TXT, changes: Partial<Delegation> = {}) =>
  (await zoneOf(said, changes)).ask(question);

describe("what all servers say", () => {
  it("is what they say where this machine has no way to one address of a server", async () => {
    const text = answer(rrset("TXT", D, ["x"]));
    const said = { "192.0.2.1": [text], "2001:db8::1": [NO_ROUTE] };
    expect(await ask(said)).toMatchObject({ kind: "answer" });
    await expect(ask({ "192.0.2.2": [text], "2001:db8::1": [NO_ROUTE] })).rejects.toMatchObject({
      code: "NOT_OBSERVABLE",
    });
  });

  it("is held for as long as the one says that holds it longest", async () => {
    const [short, long] = [answer(rrset("TXT", D, ["x"], 60)), answer(rrset("TXT", D, ["x"], 600))];
    for (const said of [
      { "192.0.2.1": [short], "192.0.2.2": [long] },
      { "192.0.2.1": [long], "192.0.2.2": [short] },
    ])
      expect(await ask(said)).toMatchObject({ rrset: { ttl: 600, values: ["x"] } });
  });

  it("is that nothing is there, and that the name exists where one of them says so", async () => {
    for (const said of [
      { "192.0.2.1": [NXDOMAIN], "192.0.2.2": [NODATA] },
      { "192.0.2.1": [NODATA], "192.0.2.2": [NXDOMAIN] },
    ])
      expect(await ask(said)).toMatchObject({ kind: "nodata" });
    expect(await ask({ "192.0.2.1": [NXDOMAIN], "192.0.2.2": [NXDOMAIN] })).toMatchObject({
      kind: "nxdomain",
    });
  });

  it("is every address of a load balancer, and never two different texts", async () => {
    const differing = (type: string, one: string, other: string) => {
      const [first, second] = [answer(rrset(type, D, [one])), answer(rrset(type, D, [other]))];
      return ask({ "192.0.2.1": [first], "192.0.2.2": [second] }, { owner: D, type });
    };
    expect(await differing("A", "192.0.2.10", "192.0.2.11")).toMatchObject({
      rrset: { values: ["192.0.2.10", "192.0.2.11"] },
    });
    expect(await differing("AAAA", "2001:db8::10", "2001:db8::11")).toMatchObject({
      rrset: { values: ["2001:db8::10", "2001:db8::11"] },
    });
    await expect(differing("TXT", "x", "y")).rejects.toMatchObject({
      code: "NOT_OBSERVABLE",
      facts: { told: expect.any(Array) as unknown },
    });
  });

  it("is what they say when asked again a second later", async () => {
    const text = answer(rrset("TXT", D, ["x"]));
    const late = { "192.0.2.1": [text], "192.0.2.2": [NODATA, text] };
    expect(await ask(late)).toMatchObject({ kind: "answer" });
    const lost = { "192.0.2.1": [SILENT, text], "192.0.2.2": [text] };
    expect(await ask(lost)).toMatchObject({ kind: "answer" });
  });

  it("is no matter of a server that the zone alone names, silent or without an address", async () => {
    const said = { "192.0.2.1": [NODATA], "192.0.2.2": [SILENT] };
    const parentNameServers = [NS1.server];
    expect(await ask(said, TXT, { parentNameServers, unresolved: [NS2.server] })).toMatchObject({
      kind: "nodata",
    });
    await expect(ask(said, TXT, { parentNameServers: [NS2.server, NS1.server] })).rejects.toMatchObject({
      code: "NOT_OBSERVABLE",
    });
    const onlyFirst = { "192.0.2.1": [NODATA] };
    await expect(
      ask(onlyFirst, TXT, { parentNameServers: [NS1.server, NS2.server], unresolved: [NS2.server] }),
    ).rejects.toMatchObject({ code: "NOT_OBSERVABLE" });
  });
});

it("nobody asks below a name that is delegated whether a wildcard made it", async () => {
  const given = parseDomainName(`given.${D}`);
  const nameServers = [parseDomainName("ns.elsewhere.test")];
  const referral: Observation = { ...BASE, kind: "referral", to: given, nameServers };
  const { asked, clock, zone } = await zoneOf({ "192.0.2.1": [referral] });
  expect(await clock.drive(readNames(zone, [given]))).toEqual([
    { owner: given, type: "NS", ttl: 0, values: nameServers },
  ]);
  expect(asked).toEqual([`192.0.2.1 TXT ${given}`]);
});
