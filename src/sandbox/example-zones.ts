import { parseDomainName, registrableDomainOf, type DomainName } from "../dns/domain-name.ts";
import type { ZoneSettings } from "./zone-store.ts";

const name = parseDomainName;

/** A small company: mail elsewhere, a strict SPF record, a DMARC policy that its subdomains inherit. */
export const EXAMPLE_ZONES: readonly ZoneSettings[] = [
  {
    apex: name("example.test"),
    negativeTtl: 60,
    records: [
      { owner: name("example.test"), type: "A", values: ["192.0.2.10"] },
      { owner: name("example.test"), type: "MX", values: ["10 mx1.example.test", "20 mx2.example.test"] },
      {
        owner: name("example.test"),
        type: "TXT",
        values: ["v=spf1 mx -all", "a-site-verification=8f1d3c5b"],
      },
      {
        owner: name("_dmarc.example.test"),
        type: "TXT",
        values: ["v=DMARC1; p=quarantine; rua=mailto:dmarc@example.test"],
      },
      { owner: name("mx1.example.test"), type: "A", values: ["192.0.2.25"] },
      { owner: name("mx2.example.test"), type: "A", values: ["192.0.2.26"] },
    ],
  },
];

/**
 * What SPF records of SES and of its users' other senders include: looked up when the limit of ten lookups is
 * proved.
 */
export const INCLUDED_ZONES: readonly ZoneSettings[] = [
  {
    apex: name("qcloudmail.com"),
    records: [{ owner: name("qcloudmail.com"), type: "TXT", values: ["v=spf1 ip4:198.51.100.0/24 ~all"] }],
  },
  {
    // SES's mail exchanger, which `mx` in an SPF record leads to.
    apex: name("qq.com"),
    records: [{ owner: name("mxbiz1.qq.com"), type: "A", values: ["198.51.100.25"] }],
  },
  {
    apex: name("google.com"),
    records: [
      { owner: name("_spf.google.com"), type: "TXT", values: ["v=spf1 include:_netblocks.google.com ~all"] },
      { owner: name("_netblocks.google.com"), type: "TXT", values: ["v=spf1 ip4:203.0.113.0/24 ~all"] },
    ],
  },
];

/**
 * The zones by which any domain can be rehearsed: example.test, and an empty zone at the registrable domain
 * of each other one.
 */
export function zonesFor(domains: readonly DomainName[]): readonly ZoneSettings[] {
  const apexes = new Set(domains.map((domain) => registrableDomainOf(domain) ?? domain));
  return [
    ...EXAMPLE_ZONES,
    ...[...apexes]
      .filter((apex) => !EXAMPLE_ZONES.some((zone) => zone.apex === apex))
      .map((apex) => ({ apex })),
  ];
}
