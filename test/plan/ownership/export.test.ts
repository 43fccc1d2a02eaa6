import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parse, parseAllDocuments } from "yaml";
import { parseDomainName } from "../../../src/dns/domain-name.ts";
import type { RRset } from "../../../src/dns/rrset.ts";
import { exportFor } from "../../../src/plan/ownership/export.ts";

const name = parseDomainName;
const MAIL = name("mail.example.com");
const zone = (provider: string) => ({ apex: name("example.com"), id: "Z1", provider });
const set = (owner: string, type: string, ...values: string[]): RRset => ({
  owner: name(owner),
  type,
  ttl: 300,
  values,
});
const SPF = {
  action: "merged",
  before: set(MAIL, "TXT", "other"),
  after: set(MAIL, "TXT", "v=spf1 include:qcloudmail.com ~all", "other"),
} as const;
const MX = { action: "created", before: null, after: set(MAIL, "MX", "10 mxbiz1.qq.com") } as const;
const DMARC = {
  action: "created",
  before: null,
  after: set(`_dmarc.${MAIL}`, "TXT", "v=DMARC1; p=none"),
} as const;
const THEIRS = set("example.com", "MX", "5 mx.example.net");
const KEPT = { action: "kept", before: THEIRS, after: THEIRS } as const;
const PLANS = [SPF, MX, DMARC, KEPT];
const text = (program: string, provider = "cloudflare") =>
  exportFor(program, zone(provider), PLANS).join("\n");

describe("what a program has to take over", () => {
  it("is for Terraform a whole set at Route 53", () => {
    expect(text("Terraform", "route53")).toContain(`resource "aws_route53_record" "mail_example_com_txt" {
  zone_id = "Z1"
  name    = "mail.example.com"
  type    = "TXT"
  ttl     = 300
  records = ["v=spf1 include:qcloudmail.com ~all", "other"]
}
resource "aws_route53_record" "mail_example_com_mx" {`);
  });

  it("is for Terraform each new value at Cloudflare", () => {
    const hcl = text("OpenTofu");
    expect(hcl).toContain(`resource "cloudflare_dns_record" "mail_example_com_txt" {
  zone_id  = "Z1"
  name     = "mail.example.com"
  type     = "TXT"
  ttl      = 300
  content  = "\\"v=spf1 include:qcloudmail.com ~all\\""
}`);
    expect(hcl).toContain(`  content  = "mxbiz1.qq.com"\n  priority = 10\n}`);
    expect(hcl).not.toContain("other");
  });

  it("is for Terraform at Cloudflare a name of its own for each value of a set, which may be an alias", () => {
    const two = { ...MX, after: set(MAIL, "MX", "10 a.example", "20 b.example") };
    const lines = exportFor("terraform", zone("cloudflare"), [two]);
    expect(lines.flatMap((line) => /"(mail_[^"]*)"/.exec(line)?.[1] ?? [])).toEqual([
      "mail_example_com_mx",
      "mail_example_com_mx_2",
    ]);
    const alias = { ...MX, after: set(MAIL, "CNAME", "web.example.net") };
    expect(exportFor("terraform", zone("cloudflare"), [alias])).toContain('  content  = "web.example.net"');
  });

  it("is for Terraform named by words and the line between them", () => {
    const nameOf = (owner: string) =>
      exportFor("terraform", zone("route53"), [{ ...MX, after: set(owner, "TXT", "x") }])[0]?.split('"')[3];
    expect(nameOf("s1._domainkey.mail2.example.com")).toBe("s1_domainkey_mail2_example_com_txt");
  });

  it("is for Terraform at Route 53 one string for what is no text, however long", () => {
    const host = name(`${"a".repeat(63)}.${"b".repeat(63)}.${"c".repeat(63)}.${"d".repeat(59)}`);
    const mx = { ...MX, after: set(MAIL, "MX", `65535 ${host}`) };
    expect(exportFor("terraform", zone("route53"), [mx])).toContain(`  records = ["65535 ${host}"]`);
  });

  it("is for Terraform named as its language has it: no name begins with a digit", () => {
    const digits = { ...MX, after: set("163.example.com", "MX", "10 mxbiz1.qq.com") };
    for (const provider of ["route53", "cloudflare"])
      expect(exportFor("terraform", zone(provider), [digits])[0]).toMatch(/ "_163_example_com_mx" \{$/);
  });

  it("parts a long text as Route 53's resource wants it, and is no template", () => {
    const long = { ...SPF, after: set(MAIL, "TXT", `${"a".repeat(255)}\${x}%{y}`) };
    expect(exportFor("terraform", zone("route53"), [long]).join("\n")).toContain(
      `["${"a".repeat(255)}\\"\\"$\${x}%%{y}"]`,
    );
  });

  it("names the apex as each program does, and an alias with its final dot", () => {
    const sets = [
      { ...MX, after: set("example.com", "CNAME", "web.example.net") },
      { ...MX, after: set("www.example.com", "A", "192.0.2.1") },
    ];
    const lines = (program: string) => exportFor(program, zone("route53"), sets);
    expect(parse(lines("octodns").join("\n"))).toEqual({
      "": [{ type: "CNAME", ttl: 300, values: ["web.example.net."] }],
      www: [{ type: "A", ttl: 300, values: ["192.0.2.1"] }],
    });
    expect(lines("dnscontrol")).toEqual([
      'CNAME("@", "web.example.net.", TTL(300)),',
      'A("www", "192.0.2.1", TTL(300)),',
    ]);
    expect(lines("mate")).toEqual([
      "example.com. 300 IN CNAME web.example.net.",
      "www.example.com. 300 IN A 192.0.2.1",
    ]);
  });

  it("is for octoDNS YAML by name, its semicolons escaped", () => {
    expect(parse(text("octoDNS"))).toEqual({
      mail: [
        { type: "TXT", ttl: 300, values: ["v=spf1 include:qcloudmail.com ~all", "other"] },
        { type: "MX", ttl: 300, values: [{ preference: 10, exchange: "mxbiz1.qq.com." }] },
      ],
      "_dmarc.mail": [{ type: "TXT", ttl: 300, values: ["v=DMARC1\\; p=none"] }],
    });
  });

  it("is for external-dns an endpoint each, without its own marks", () => {
    const marked = {
      ...SPF,
      after: { ...SPF.after, values: ["a", "heritage=external-dns,external-dns/owner=b"] },
    };
    expect(exportFor("external-dns", zone("route53"), [marked]).at(-1)).toBe('      targets: ["a"]');
    const [document] = parseAllDocuments(text("external-dns")).map((one) => one.toJS() as unknown);
    expect(document).toMatchObject({
      apiVersion: "externaldns.k8s.io/v1alpha1",
      kind: "DNSEndpoint",
      metadata: { name: "ses-example-com" },
      spec: {
        endpoints: [
          { dnsName: MAIL, recordType: "TXT", recordTTL: 300 },
          { dnsName: MAIL, recordType: "MX", targets: ["10 mxbiz1.qq.com"] },
          { dnsName: `_dmarc.${MAIL}` },
        ],
      },
    });
  });

  it("is for DNSControl a call each", () => {
    expect(text("DNSControl").split("\n")).toEqual([
      'TXT("mail", "v=spf1 include:qcloudmail.com ~all", TTL(300)),',
      'TXT("mail", "other", TTL(300)),',
      'MX("mail", 10, "mxbiz1.qq.com.", TTL(300)),',
      'TXT("_dmarc.mail", "v=DMARC1; p=none", TTL(300)),',
    ]);
  });

  it("is a zone file's lines for whom nobody knows, and as a comment for Terraform at another host", () => {
    const lines = [
      'mail.example.com. 300 IN TXT "v=spf1 include:qcloudmail.com ~all"',
      'mail.example.com. 300 IN TXT "other"',
      "mail.example.com. 300 IN MX 10 mxbiz1.qq.com.",
      '_dmarc.mail.example.com. 300 IN TXT "v=DMARC1; p=none"',
    ];
    expect(text("mate").split("\n")).toEqual(lines);
    expect(text("Terraform", "powerdns").split("\n")).toEqual(lines.map((line) => `# ${line}`));
  });

  it("is nothing of what is kept, and has a set of several records once", () => {
    expect(exportFor("mate", zone("cloudflare"), [KEPT])).toEqual([]);
    expect(exportFor("mate", zone("cloudflare"), [SPF, SPF])).toHaveLength(2);
  });

  it.each(["Terraform", "octoDNS", "DNSControl", "external-dns", "mate"])(
    "holds any text in %s without ending its line or its string",
    (program) => {
      fc.assert(
        fc.property(fc.string({ unit: "binary-ascii" }), (value) => {
          const lines = exportFor(program, zone("route53"), [{ ...DMARC, after: set(MAIL, "TXT", value) }]);
          expect(lines.join("")).not.toMatch(/[\r\n]/);
          if (program === "octoDNS")
            expect(parse(lines.join("\n"))).toEqual({
              mail: [{ type: "TXT", ttl: 300, values: [value.replaceAll(";", "\\;")] }],
            });
        }),
      );
    },
  );
});
