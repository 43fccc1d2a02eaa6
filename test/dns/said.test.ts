import { describe, expect, it } from "vitest";
import { inEnglish } from "../../src/errors/phrase.ts";
import { parseDomainName } from "../../src/dns/domain-name.ts";
import type { Heard, LameReason, Said, Unaddressed } from "../../src/dns/observation.ts";
import {
  addressName,
  delegatedTo,
  saidByServers,
  saidOf,
  saidOfZone,
  whyUnaddressed,
} from "../../src/dns/said.ts";

const [NS1, NS2] = [parseDomainName("ns1.dns.test"), parseDomainName("ns2.dns.test")];
const apex = parseDomainName("mail.example.com");
const SILENT: Said = { kind: "unreachable", because: "timeout", family: 4 };
const FAILS: Said = { kind: "servfail", extendedErrors: [] };

const heard = (server: typeof NS1, address: string, said: Said): Heard => ({
  at: { server, address, port: 53 },
  observation: { ...said, transport: "udp", roundTripMs: 3 },
});

const rrset = { owner: apex, type: "SOA", ttl: 60, values: ["a. b. 1 2 3 4 5"] };
const lame = (because: LameReason, more: object = {}): Said => ({ kind: "lame", because, ...more });
const unreachable = (because: "timeout" | "refused" | "no-route" | "reset", family: 4 | 6): Said => ({
  kind: "unreachable",
  because,
  family,
});

describe("what a server said of its zone", () => {
  // The one wording for errors, warnings, doctor and check, so here the words themselves are what is promised.
  it.each<[said: Said, words: string]>([
    [{ kind: "answer", rrset }, ""],
    [
      { kind: "answer", rrset, withoutAuthority: true },
      "answers without authority (AA=0): it is not set up as a server of the zone",
    ],
    [
      { kind: "cname", target: NS2, ttl: 60, rrset: undefined },
      "has an alias (CNAME to ns2.dns.test) at the zone's own name, where nothing may stand beside it",
    ],
    [{ kind: "nodata", soa: undefined }, "answers for a zone, but has no SOA record at this name"],
    [
      { kind: "nodata", soa: undefined, zone: parseDomainName("example.com") },
      "has no SOA record at this name, and answers for example.com",
    ],
    [{ kind: "nxdomain", soa: undefined }, "says that the zone's own name does not exist (NXDOMAIN)"],
    [
      { kind: "referral", to: apex, nameServers: [NS1, NS2] },
      "sends us on to ns1.dns.test, ns2.dns.test: it has given the zone away",
    ],
    [
      lame("refused"),
      "refuses (REFUSED): it does not hold the zone: suspended, deleted, or not created yet at the host",
    ],
    [lame("notauth"), "says that it is not responsible (NOTAUTH): it does not hold the zone"],
    [lame("not-authoritative"), "answers without authority (AA=0): it does not hold the zone itself"],
    [
      lame("not-authoritative", { believed: "nxdomain" }),
      "answers without authority (AA=0): it does not hold the zone itself (resolvers take its NXDOMAIN)",
    ],
    [lame("upward-referral"), "sends us back up: it does not know the zone"],
    [lame("zone-above"), "answers out of a zone above: it does not hold this one"],
    [
      lame("zone-above", { believed: "nodata" }),
      "answers out of a zone above: it does not hold this one (resolvers take its NODATA)",
    ],
    [
      lame("given-away", { nameServers: [NS1, NS2] }),
      "sends us on to ns1.dns.test, ns2.dns.test for the very zone: it does not hold it",
    ],
    [lame("not-implemented"), "does not know this kind of question (NOTIMP)"],
    [FAILS, "fails (SERVFAIL): it could not load or fetch the zone"],
    [
      { kind: "servfail", extendedErrors: [{ code: 9, text: "" }] },
      "fails (SERVFAIL, error 9): it could not load or fetch the zone",
    ],
    [
      {
        kind: "servfail",
        extendedErrors: [
          { code: 9, text: "no SEP" },
          { code: 6, text: "bogus" },
        ],
      },
      "fails (SERVFAIL, no SEP): it could not load or fetch the zone",
    ],
    [unreachable("timeout", 4), "does not answer"],
    [unreachable("refused", 4), "takes no questions there (connection refused)"],
    [unreachable("no-route", 6), "can't be asked from here (no IPv6)"],
    [unreachable("reset", 4), "breaks the connection off"],
    [{ kind: "malformed", because: "it ends early" }, "sends an answer that can't be read (it ends early)"],
  ])("%o is told as %j", (said, words) => {
    expect(inEnglish(saidOfZone(said))).toBe(words);
  });

  it("is the same however long it took", () => {
    expect(saidOf(heard(NS1, "192.0.2.1", SILENT).observation)).toEqual(SILENT);
  });
});

describe("what servers said of their zone", () => {
  it("is told once of a server whose addresses say the same, and once of servers that do", () => {
    const both = [heard(NS1, "192.0.2.1", SILENT), heard(NS1, "2001:db8::1", SILENT)];
    expect(saidByServers(both).map(inEnglish)).toEqual(["ns1.dns.test does not answer"]);
    expect(saidByServers([...both, heard(NS2, "192.0.2.2", SILENT)]).map(inEnglish)).toEqual([
      "each of ns1.dns.test, ns2.dns.test does not answer",
    ]);
  });

  it("is not told of those that serve it as they should", () => {
    const serves = heard(NS1, "192.0.2.1", { kind: "answer", rrset });
    expect(saidByServers([serves]).map(inEnglish)).toEqual([]);
    expect(
      saidByServers([serves, heard(NS1, "192.0.2.2", SILENT), heard(NS2, "192.0.2.3", SILENT)]).map(
        inEnglish,
      ),
    ).toEqual(["each of ns1.dns.test (192.0.2.2), ns2.dns.test does not answer"]);
  });

  it("is told of each address where they differ", () => {
    expect(
      saidByServers([heard(NS1, "192.0.2.1", SILENT), heard(NS1, "2001:db8::1", FAILS)]).map(inEnglish),
    ).toEqual([
      "ns1.dns.test (192.0.2.1) does not answer",
      "ns1.dns.test (2001:db8::1) fails (SERVFAIL): it could not load or fetch the zone",
    ]);
  });
});

it.each<[because: Unaddressed, one: string, several: string]>([
  [
    "alias",
    "is an alias (CNAME), which the name of a name server must not be",
    "are aliases (CNAME), which the name of a name server must not be",
  ],
  [
    "no-glue",
    "lies in the zone itself, and the zone above gives no address for it (missing glue)",
    "lie in the zone itself, and the zone above gives no addresses for them (missing glue)",
  ],
  [
    "circular",
    "needs itself: to find its address, servers have to be asked whose addresses it has",
    "need each other: to find the address of one, servers have to be asked whose addresses the others have",
  ],
  [
    "unanswered",
    "has an address that could not be found: no server gave a usable answer",
    "have addresses that could not be found: no server gave a usable answer",
  ],
  [
    "none",
    "has no address: there is no such name, or no A or AAAA record at it",
    "have no address: there are no such names, or no A or AAAA records at them",
  ],
])("a name without an address (%s) says why, alone and with others", (because, one, several) => {
  expect(inEnglish(whyUnaddressed(because))).toBe(one);
  expect(inEnglish(whyUnaddressed(because, 1))).toBe(one);
  expect(inEnglish(whyUnaddressed(because, 2))).toBe(several);
});

it("an address is named with its server", () => {
  expect(addressName({ server: NS1, address: "2001:db8::1", port: 53 })).toBe("ns1.dns.test (2001:db8::1)");
});

describe("to whom the world is sent", () => {
  it("is the zone above's word", () => {
    expect(inEnglish(delegatedTo({ apex, parentNameServers: [NS1, NS2] }))).toBe(
      "mail.example.com is delegated to ns1.dns.test, ns2.dns.test",
    );
    expect(inEnglish(delegatedTo({ apex, parentNameServers: [] }))).toBe(
      "mail.example.com is delegated to no name server",
    );
  });

  it("is no delegation where the zone above has none", () => {
    const enclosing = { apex: parseDomainName("example.com"), nameServers: [NS2], isWithout: true };
    expect(inEnglish(delegatedTo({ apex, parentNameServers: [NS1], enclosing }))).toBe(
      "mail.example.com names ns1.dns.test as its servers, and no server of example.com refers to it",
    );
  });
});
