import { describe, expect, it } from "vitest";
import { parseDomainName } from "../../../src/dns/domain-name.ts";
import { isOtherCopy, type Copy } from "../../../src/plan/delegation/other-copy.ts";
import { rrset } from "../support.ts";

const named = parseDomainName;
const [NS1, NS2, OLD1, OLD2] = [
  named("ns1.host.test"),
  named("ns2.host.test"),
  named("ns1.old.test"),
  named("ns2.old.test"),
];
const ASSIGNED = [NS1, NS2];

function copy(soa: string, nameServers?: Copy["nameServers"]): Copy {
  return { soa: rrset("SOA", "example.com", [`${soa} 3600 600 86400 60`]), nameServers };
}

const OURS = copy("ns1.host.test mail.host.test 7", ASSIGNED);

describe("a server that is not the host's has another copy of the zone", () => {
  it.each([
    ["by another primary", copy("ns1.old.test mail.host.test 7", [OLD1, OLD2])],
    ["by another mailbox", copy("ns.shared.test mail.old.test 7", [OLD1, OLD2])],
    ["by another primary, whose NS records are not known", copy("ns1.old.test mail.host.test 7")],
    [
      "by the NS records of a zone file that was carried over",
      copy("ns1.host.test mail.host.test 7", [OLD1]),
    ],
    ["by those and a serial of its own", copy("ns2.host.test mail.host.test 9", [OLD1, OLD2])],
  ])("%s", (_how, theirs) => {
    expect(isOtherCopy(theirs, [OURS], ASSIGNED)).toBe(true);
  });
});

describe("a server that is not the host's has the host's copy", () => {
  it.each([
    ["with the same SOA and NS records", copy("ns1.host.test mail.host.test 7", ASSIGNED)],
    ["behind by a serial", copy("ns1.host.test mail.host.test 6", ASSIGNED)],
    ["in another letter case", copy("NS1.host.test Mail.host.test 6", [NS1])],
    ["with one of the host's servers among its own", copy("ns1.host.test mail.host.test 7", [OLD1, NS2])],
    ["as far as the SOA tells, where the NS records are not known", copy("ns1.host.test mail.host.test 7")],
    // Some hosts have each server name itself.
    ["naming another of the host's as the primary", copy("ns2.host.test mail.host.test 7", [OLD1])],
  ])("%s", (_how, theirs) => {
    expect(isOtherCopy(theirs, [OURS], ASSIGNED)).toBe(false);
  });

  it("where the host serves the same NS records, which are a customer's names", () => {
    const vanity = [named("ns2.example.com"), named("ns1.example.com")];
    const soa = "ns1.host.test mail.host.test";
    const ours = [copy(`${soa} 7`), copy(`${soa} 7`, vanity)];
    expect(isOtherCopy(copy(`${soa} 6`, vanity.toReversed()), ours, ASSIGNED)).toBe(false);
    expect(isOtherCopy(copy(`${soa} 6`, [OLD1, OLD2]), ours, ASSIGNED)).toBe(true);
  });

  it("behind by a serial, where the primary is hidden from both", () => {
    const ours = [copy("hidden.example.com mail.example.com 7", ASSIGNED)];
    expect(isOtherCopy(copy("hidden.example.com mail.example.com 6", [NS2]), ours, ASSIGNED)).toBe(false);
    expect(isOtherCopy(copy("hidden.example.com mail.example.com 6", [OLD1]), ours, ASSIGNED)).toBe(true);
  });

  it("at the serial of one of the host's servers, which name themselves, be it the primary of another", () => {
    const ours = [copy("ns1.host.test mail.host.test 7"), copy("ns2.host.test mail.host.test 6")];
    expect(isOtherCopy(copy("ns2.host.test mail.host.test 7", [OLD1]), ours, ASSIGNED)).toBe(false);
  });

  it("where it is that of one of the host's servers, which each name themselves", () => {
    const ours = [copy("ns9.host.test mail.host.test 7", ASSIGNED), copy("ns1.old.test mail.host.test 7")];
    expect(isOtherCopy(copy("ns1.old.test mail.host.test 7"), ours, ASSIGNED)).toBe(false);
    expect(isOtherCopy(copy("ns8.host.test mail.host.test 7"), ours, ASSIGNED)).toBe(true);
  });
});

it("there is no verdict without a copy of the host's", () => {
  expect(isOtherCopy(copy("ns1.old.test mail.old.test 1", [OLD1]), [], ASSIGNED)).toBe(false);
});

it("an SOA without its fields is no host's", () => {
  const bare = (values: readonly string[]): Copy => ({
    soa: rrset("SOA", "example.com", values),
    nameServers: [OLD1],
  });
  for (const values of [[], [""], ["ns1.old.test"]])
    expect(isOtherCopy(bare(values), [OURS], ASSIGNED)).toBe(true);
});
