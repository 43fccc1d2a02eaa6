import { expect, it } from "vitest";
import { keeperIn } from "../../src/dns/keeper.ts";

it.each([
  ["Managed by Terraform. Do not edit.", "Terraform"],
  ["managed-by:terraform", "Terraform"],
  ["opentofu", "OpenTofu"],
  ["by tofu apply", "OpenTofu"],
  ["PULUMI stack prod", "Pulumi"],
  ["octoDNS", "octoDNS"],
  ["octo-dns", "octoDNS"],
  ["see dnscontrol", "DNSControl"],
  ["DNS-Control", "DNSControl"],
  ["heritage=external-dns,external-dns/owner=default", "external-dns"],
  ["ExternalDNS", "external-dns"],
  ["ansible: mail role", "Ansible"],
  ["crossplane.io", "Crossplane"],
])("the note %j names %s as the program that keeps the record", (note, program) => {
  expect(keeperIn(note)).toBe(program);
});

it.each([
  "",
  "our newsletter",
  ...[
    "terraform",
    "opentofu",
    "tofu",
    "pulumi",
    "octodns",
    "dnscontrol",
    "external-dns",
    "ansible",
    "crossplane",
  ].flatMap((word) => [`a${word}`, `${word}a`]),
])("the note %j names none", (note) => {
  expect(keeperIn(note)).toBeUndefined();
});
