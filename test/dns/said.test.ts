import { describe, expect, it } from "vitest";
import { parseDomainName } from "../../src/dns/domain-name.ts";
import type { Heard, Said, Unaddressed } from "../../src/dns/observation.ts";
import { delegatedTo, saidByServers, whyUnaddressed } from "../../src/dns/said.ts";

const [NS1, NS2] = [parseDomainName("ns1.dns.test"), parseDomainName("ns2.dns.test")];
const apex = parseDomainName("mail.example.com");
const SILENT: Said = { kind: "unreachable", because: "timeout", family: 4 };
const FAILS: Said = { kind: "servfail", extendedErrors: [] };

const heard = (server: typeof NS1, address: string, said: Said): Heard => ({
  at: { server, address, port: 53 },
  observation: { ...said, transport: "udp", roundTripMs: 3 },
});

describe("what servers said of their zone", () => {
  it("is told once of a server whose addresses say the same, and once of servers that do", () => {
    const both = [heard(NS1, "192.0.2.1", SILENT), heard(NS1, "2001:db8::1", SILENT)];
    expect(saidByServers(both)).toEqual(["ns1.dns.test does not answer"]);
    expect(saidByServers([...both, heard(NS2, "192.0.2.2", SILENT)])).toEqual([
      "each of ns1.dns.test, ns2.dns.test does not answer",
    ]);
  });

  it("is told of each address where they differ", () => {
    expect(saidByServers([heard(NS1, "192.0.2.1", SILENT), heard(NS1, "2001:db8::1", FAILS)])).toEqual([
      "ns1.dns.test (192.0.2.1) does not answer",
      "ns1.dns.test (2001:db8::1) fails (SERVFAIL): it could not load or fetch the zone",
    ]);
  });
});

it.each<[because: Unaddressed, one: string, several: string]>([
  ["alias", "is an alias", "are aliases"],
  ["no-glue", "lies in", "lie in"],
  ["circular", "needs itself", "need each other"],
  ["unanswered", "has an address", "have addresses"],
  ["none", "has no address", "have no address"],
])("a name without an address (%s) says why, alone and with others", (because, one, several) => {
  expect(whyUnaddressed(because)).toMatch(new RegExp(`^${one}`));
  expect(whyUnaddressed(because, 2)).toMatch(new RegExp(`^${several}`));
});

describe("to whom the world is sent", () => {
  it("is the zone above's word", () => {
    expect(delegatedTo({ apex, parentNameServers: [NS1, NS2] })).toBe(
      "mail.example.com is delegated to ns1.dns.test, ns2.dns.test",
    );
    expect(delegatedTo({ apex, parentNameServers: [] })).toBe(
      "mail.example.com is delegated to no name server",
    );
  });

  it("is no delegation where the zone above has none", () => {
    const enclosing = { apex: parseDomainName("example.com"), nameServers: [NS2] };
    expect(delegatedTo({ apex, parentNameServers: [NS1], enclosing })).toBe(
      "mail.example.com names ns1.dns.test as its servers, and no server of example.com refers to it",
    );
  });
});
