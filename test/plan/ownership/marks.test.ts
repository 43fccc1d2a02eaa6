import { expect, it } from "vitest";
import { parseDomainName } from "../../../src/dns/domain-name.ts";
import type { RRset } from "../../../src/dns/rrset.ts";
import { keptByPrograms, markNames } from "../../../src/plan/ownership/marks.ts";

const name = parseDomainName;
const MAIL = name("mail.example.com");
const APEX = name("example.com");
const txt = (owner: string, ...values: string[]): RRset => ({
  owner: name(owner),
  type: "TXT",
  ttl: 300,
  values,
});

it("looks where programs mark what they keep, inside of the zone alone", () => {
  expect(markNames(MAIL, APEX)).toEqual([
    "_owner.txt.mail.example.com",
    "txt-mail.example.com",
    "_owner.mx.mail.example.com",
    "mx-mail.example.com",
    "_owner.txt._dmarc.mail.example.com",
    "txt-_dmarc.mail.example.com",
    "octodns-meta.example.com",
  ]);
  expect(markNames(APEX, APEX)).not.toContain("txt-example.com");
});

it("leaves out a name that would be no name", () => {
  const long = name(`${"a".repeat(62)}.example.com`);
  expect(markNames(long, APEX)).not.toContain(`txt-${long}`);
});

it.each([
  [
    txt("mail.example.com", "heritage=external-dns,external-dns/owner=a,external-dns/resource=x"),
    "external-dns",
  ],
  [txt("txt-mail.example.com", '"heritage=external-dns,external-dns/owner=a"'), "external-dns"],
  [txt("mail.example.com", "v=spf1 -all", "heritage=mate"), "mate"],
  [txt("_owner.txt.mail.example.com", "*octodns*"), "octoDNS"],
  [txt("_owner.mx.mail.example.com", "ours"), "octoDNS"],
  [txt("octodns-meta.example.com", "provider=cloudflare"), "octoDNS"],
  [{ ...txt("mail.example.com", "v=spf1 -all"), managedBy: "managed by Terraform" }, "Terraform"],
  [{ ...txt("mail.example.com", "v=spf1 -all"), managedBy: "tool:opentofu" }, "OpenTofu"],
] as const)("%j is %s's", (rrset, program) => {
  expect(keptByPrograms([rrset])).toMatchObject([
    { warning: "kept-by-program", program, owner: rrset.owner, type: "TXT" },
  ]);
});

it.each([
  txt("mail.example.com", "v=spf1 -all"),
  txt("mail.example.com", "our heritage=old"),
  txt("_owner-of.example.com", "*octodns*"),
  { ...txt("mail.example.com", "v=spf1 -all"), managedBy: "by hand" },
  { ...txt("mail.example.com", "v=spf1 -all"), managedBy: "undefined" },
  { owner: name("_owner.txt.mail.example.com"), type: "A", ttl: 300, values: ["192.0.2.1"] },
])("%j is nobody's", (rrset) => {
  expect(keptByPrograms([rrset])).toEqual([]);
});

it("tells each program once, by the first of its marks", () => {
  const found = keptByPrograms([
    txt("_owner.txt.mail.example.com", "*octodns*"),
    txt("octodns-meta.example.com", "time=2026-11-26"),
    txt("mail.example.com", "heritage=external-dns,external-dns/owner=a"),
  ]);
  expect(found.map(({ program, owner }) => [program, owner])).toEqual([
    ["octoDNS", "_owner.txt.mail.example.com"],
    ["external-dns", "mail.example.com"],
  ]);
});
