import { describe, expect, it } from "vitest";
import { parseDomainName } from "../../../src/dns/domain-name.ts";
import type { Said } from "../../../src/dns/observation.ts";
import { findDeeperZone } from "../../../src/plan/delegation/deeper-zone.ts";
import { rrset } from "../support.ts";

const named = parseDomainName;
const [APEX, NAME] = [named("example.com"), named("a.mail.example.com")];
const SERVERS = [named("ns2.dns.test"), named("ns1.dns.test")];
const IN_ORDER = ["ns1.dns.test", "ns2.dns.test"];

const found = (said: Said) => findDeeperZone(said, APEX, NAME);
const referral = (to: string): Said => ({ kind: "referral", to: named(to), nameServers: SERVERS });
const answer = (owner: string, type = "NS"): Said => ({
  kind: "answer",
  rrset: rrset(type, owner, SERVERS),
});
const no = (kind: "nodata" | "nxdomain", zone?: string): Said => ({
  kind,
  soa: undefined,
  zone: zone === undefined ? undefined : named(zone),
});

describe("a zone between the apex and a name is seen", () => {
  it("where the server sends on to it, whose name servers are told in one order", () => {
    const zone = { apex: "mail.example.com", nameServers: IN_ORDER };
    expect(found(referral("mail.example.com"))).toEqual(zone);
    expect(found(referral(NAME))).toEqual({ ...zone, apex: NAME });
  });

  it("where its NS records are answered, by names alone", () => {
    expect(found(answer("mail.example.com"))).toEqual({ apex: "mail.example.com", nameServers: IN_ORDER });
    const odd: Said = { kind: "answer", rrset: rrset("NS", NAME, ["no name", "ns1.dns.test"]) };
    expect(found(odd)).toEqual({ apex: NAME, nameServers: ["ns1.dns.test"] });
  });

  it.each(["nodata", "nxdomain"] as const)("by the SOA that comes with %s", (kind) => {
    expect(found(no(kind, "mail.example.com"))).toEqual({ apex: "mail.example.com", nameServers: [] });
  });
});

describe("no zone between is seen", () => {
  it.each<[string, Said]>([
    ["in the zone itself", referral("example.com")],
    ["in one above it", referral("com")],
    ["in one beside the name", referral("www.example.com")],
    ["in one below the name", referral("b.a.mail.example.com")],
    ["in a name that only ends alike", no("nxdomain", "il.example.com")],
    ["in records of another type", answer("mail.example.com", "A")],
    [
      "in NS records without authority",
      { ...answer("mail.example.com"), withoutAuthority: true } as Said & { kind: "answer" },
    ],
    ["in a no without an SOA", no("nodata")],
    ["in a no of the zone itself", no("nxdomain", "example.com")],
    ["in an alias", { kind: "cname", target: named("lb.test"), ttl: 60, rrset: undefined }],
    ["in a refusal", { kind: "lame", because: "refused" }],
    ["in a failure", { kind: "servfail", extendedErrors: [] }],
    ["in silence", { kind: "unreachable", because: "timeout", family: 4 }],
    ["in what can't be read", { kind: "malformed", because: "cut short" }],
  ])("%s", (_where, said) => {
    expect(found(said)).toBeUndefined();
  });
});
