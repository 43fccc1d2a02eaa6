import { labelsOf, type DomainName } from "../../dns/domain-name.ts";
import { quoteTxt } from "../../dns/presentation.ts";
import { parseMx, splitCharacterStrings } from "../../dns/rdata.ts";
import type { RRset } from "../../dns/rrset.ts";

/** Where the records stand. */
export interface ExportZone {
  readonly apex: DomainName;
  readonly id: string;
  readonly provider: string;
}

/** A record set as it shall stand. */
interface Change {
  readonly before: RRset | null;
  readonly after: RRset;
}

/** Record sets in one program's language, line by line. */
export type Form = (changes: readonly Change[], zone: ExportZone) => readonly string[];

export const zoneFile: Form = (changes) =>
  changes.flatMap(({ after: { owner, type, ttl, values } }) =>
    values.map(
      (value) => `${owner}. ${ttl} IN ${type} ${type === "TXT" ? quoteTxt(value) : withDot(type, value)}`,
    ),
  );

/** By what somebody's mark or comment names, in lower case. */
export const FORMS: Readonly<Record<string, Form>> = {
  terraform,
  opentofu: terraform,
  octodns,
  dnscontrol,
  "external-dns": externalDns,
};

function terraform(changes: readonly Change[], zone: ExportZone): readonly string[] {
  if (zone.provider === "route53") return changes.flatMap(({ after }) => route53Resource(after, zone));
  if (zone.provider === "cloudflare") return changes.flatMap((change) => cloudflareResources(change, zone));
  return zoneFile(changes, zone).map((line) => `# ${line}`);
}

/** `aws_route53_record` is a whole set; strings of over 255 octets are parted by `""` (its documentation, 6.x). */
function route53Resource({ owner, type, ttl, values }: RRset, { id }: ExportZone): readonly string[] {
  const texts = values.map((value) => (type === "TXT" ? splitCharacterStrings(value).join('""') : value));
  return [
    `resource "aws_route53_record" "${identifier(owner, type)}" {`,
    `  zone_id = ${hcl(id)}`,
    `  name    = ${hcl(owner)}`,
    `  type    = ${hcl(type)}`,
    `  ttl     = ${ttl}`,
    `  records = [${texts.map(hcl).join(", ")}]`,
    "}",
  ];
}

/** `cloudflare_dns_record` (provider 5) is one value, TXT in quotation marks as the API lists it. */
function cloudflareResources({ before, after }: Change, { id }: ExportZone): readonly string[] {
  const { owner, type, ttl, values } = after;
  const added = values.filter((value) => before?.values.includes(value) !== true);
  return added.flatMap((value, index) => {
    const mx = type === "MX" ? parseMx(value) : undefined;
    return [
      `resource "cloudflare_dns_record" "${identifier(owner, type)}${index === 0 ? "" : `_${index + 1}`}" {`,
      `  zone_id  = ${hcl(id)}`,
      `  name     = ${hcl(owner)}`,
      `  type     = ${hcl(type)}`,
      `  ttl      = ${ttl}`,
      `  content  = ${hcl(mx?.exchange ?? (type === "TXT" ? quoteTxt(value) : value))}`,
      ...(mx === undefined ? [] : [`  priority = ${mx.preference}`]),
      "}",
    ];
  });
}

function octodns(changes: readonly Change[], { apex }: ExportZone): readonly string[] {
  const names = [...new Set(changes.map(({ after }) => after.owner))];
  return names.flatMap((owner) => [
    `${JSON.stringify(relative(owner, apex) ?? "")}:`,
    ...changes
      .filter(({ after }) => after.owner === owner)
      .flatMap(({ after: { type, ttl, values } }) => [
        `  - type: ${type}`,
        `    ttl: ${ttl}`,
        "    values:",
        ...values.map((value) => `      - ${octodnsValue(type, value)}`),
      ]),
  ]);
}

/** In TXT a semicolon is escaped (octoDNS's page on records: `escaped_semicolons`, November 2026). */
function octodnsValue(type: string, value: string): string {
  if (type === "TXT") return JSON.stringify(value.replaceAll(";", "\\;"));
  if (type !== "MX") return JSON.stringify(withDot(type, value));
  const { preference, exchange } = parseMx(value);
  return `{preference: ${preference}, exchange: ${JSON.stringify(`${exchange}.`)}}`;
}

function dnscontrol(changes: readonly Change[], { apex }: ExportZone): readonly string[] {
  return changes.flatMap(({ after: { owner, type, ttl, values } }) =>
    values.map((value) => {
      const mx = type === "MX" ? parseMx(value) : undefined;
      const data =
        mx === undefined ? JSON.stringify(withDot(type, value)) : `${mx.preference}, "${mx.exchange}."`;
      return `${type}(${JSON.stringify(relative(owner, apex) ?? "@")}, ${data}, TTL(${ttl})),`;
    }),
  );
}

/** external-dns takes records from a `DNSEndpoint` (its source `crd`); its marks it writes itself. */
function externalDns(changes: readonly Change[], { apex }: ExportZone): readonly string[] {
  return [
    "apiVersion: externaldns.k8s.io/v1alpha1",
    "kind: DNSEndpoint",
    `metadata: {name: ${JSON.stringify(`ses-${labelsOf(apex).join("-")}`)}}`,
    "spec:",
    "  endpoints:",
    ...changes.flatMap(({ after: { owner, type, ttl, values } }) => [
      `    - dnsName: ${JSON.stringify(owner)}`,
      `      recordType: ${type}`,
      `      recordTTL: ${ttl}`,
      `      targets: ${JSON.stringify(values.filter((value) => !value.includes("heritage=external-dns")))}`,
    ]),
  ];
}

/** Undefined: the apex itself. */
function relative(owner: DomainName, apex: DomainName): string | undefined {
  return owner === apex ? undefined : labelsOf(owner).slice(0, -labelsOf(apex).length).join(".");
}

function identifier(owner: DomainName, type: string): string {
  return `${owner}_${type}`
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "_")
    .replace(/^(?=\d)/, "_");
}

/** A string of HCL, in which `${` and `%{` begin templates. */
function hcl(text: string): string {
  return JSON.stringify(text).replace(/([$%])\{/g, "$1$1{");
}

function withDot(type: string, value: string): string {
  return type === "CNAME" || type === "MX" ? `${value}.` : value;
}
