import { HOSTILE } from "../ended.ts";
import type { Row } from "../row.ts";

// What may stand in the zone already, beside a web server at the zone's name.

/** Owner (`@` is the zone's name), type, value. */
export type Standing = readonly [owner: string, type: string, value: string];

export interface ZoneRow extends Row {
  readonly records: readonly Standing[];
}

const goesOn = { end: "goes on" } as const;
const spf = (...values: readonly string[]): readonly Standing[] =>
  values.map((value) => ["mail", "TXT", value]);
const dmarc = (...values: readonly string[]): readonly Standing[] =>
  values.map((value) => ["_dmarc.mail", "TXT", value]);
const mx = (...values: readonly string[]): readonly Standing[] =>
  values.map((value) => ["mail", "MX", value]);
const unmergeable = { end: "SPF_UNMERGEABLE" } as const;
const inTheWay = { end: "RECORD_IN_THE_WAY" } as const;

export const ZONE_ROWS: readonly ZoneRow[] = [
  { what: "two SPF records", ...unmergeable, records: spf("v=spf1 mx -all", "v=spf1 a -all") },
  {
    what: "one SPF record twice, differing by a blank",
    ...unmergeable,
    records: spf("v=spf1 mx -all", "v=spf1  mx -all"),
  },
  { what: "SPF with a syntax error", ...unmergeable, records: spf("v=spf1 ipv4:192.0.2.1 -all") },
  { what: "SPF with an address that is none", ...unmergeable, records: spf("v=spf1 ip4:192.0.2.999 -all") },
  {
    what: "SPF that redirects",
    ...goesOn,
    records: [...spf("v=spf1 redirect=_spf.example.test"), ["_spf", "TXT", "v=spf1 mx -all"]],
  },
  {
    what: "SPF that redirects twice",
    ...unmergeable,
    records: spf("v=spf1 redirect=a.example.test redirect=b.example.test"),
  },
  { what: "SPF with macros", ...goesOn, records: spf("v=spf1 exists:%{i}._spf.example.test -all") },
  {
    what: "SPF with a macro that is none",
    ...unmergeable,
    records: spf("v=spf1 exists:%{z}.example.test -all"),
  },
  { what: "SPF with `ptr`", ...goesOn, records: spf("v=spf1 ptr -all") },
  {
    what: "SPF with ten lookups already",
    ...unmergeable,
    records: [
      ...spf(`v=spf1 ${Array.from({ length: 10 }, (_, n) => `include:i${n}.example.test`).join(" ")} -all`),
      ...Array.from({ length: 10 }, (_, n): Standing => [`i${n}`, "TXT", "v=spf1 ip4:192.0.2.1 -all"]),
    ],
  },
  { what: "SPF that includes itself", ...unmergeable, records: spf("v=spf1 include:mail.example.test -all") },
  {
    what: "SPF that includes what includes it",
    ...unmergeable,
    records: [
      ...spf("v=spf1 include:a.example.test -all"),
      ["a", "TXT", "v=spf1 include:mail.example.test -all"],
    ],
  },
  { what: "SPF that passes everybody", ...goesOn, records: spf("v=spf1 +all") },
  {
    what: "SPF of 4,000 characters",
    ...goesOn,
    records: spf(`v=spf1 ${Array.from({ length: 200 }, (_, n) => `ip4:198.51.100.${n}`).join(" ")} -all`),
  },
  { what: "SPF with typographic quotes", ...unmergeable, records: spf("“v=spf1 mx -all”") },
  { what: "SPF in quotes", ...unmergeable, records: spf('"v=spf1 mx -all"') },
  { what: "SPF with no-break spaces", ...unmergeable, records: spf("v=spf1\u00a0mx -all") },
  { what: "SPF with a line break", ...unmergeable, records: spf("v=spf1 mx\n-all") },
  { what: "a text with escape sequences and workflow commands", ...goesOn, records: spf(HOSTILE) },
  {
    what: "an SPF term with escape sequences and workflow commands",
    ...unmergeable,
    records: spf(`v=spf1 ${HOSTILE} -all`),
  },
  { what: "a text of octets that are not UTF-8", ...goesOn, records: spf("\udcff\udcfe\udc80") },
  { what: "an empty text", ...goesOn, records: spf("") },
  {
    what: "60 texts at the name",
    ...goesOn,
    records: spf(...Array.from({ length: 60 }, (_, n) => `verification=${n}`)),
  },
  { what: "two DMARC records", ...inTheWay, records: dmarc("v=DMARC1; p=none", "v=DMARC1; p=reject") },
  { what: "DMARC with an unknown policy", ...inTheWay, records: dmarc("v=DMARC1; p=everything") },
  { what: "DMARC without a policy", ...inTheWay, records: dmarc("v=DMARC1") },
  { what: "DMARC with a tag twice", ...goesOn, records: dmarc("v=DMARC1; p=reject; p=none") },
  { what: "DMARC with an empty piece", ...goesOn, records: dmarc("v=DMARC1;; p=reject") },
  { what: "DMARC in the wrong case", ...goesOn, records: dmarc("v=dmarc1; p=reject") },
  {
    what: "DMARC with escape sequences and workflow commands",
    ...goesOn,
    records: dmarc(`v=DMARC1; p=none; x=${HOSTILE}`),
  },
  { what: "another text at `_dmarc`", ...goesOn, records: dmarc("hello") },
  {
    what: "a CNAME at `_dmarc` that leads nowhere",
    end: "CNAME_IN_THE_WAY",
    records: [["_dmarc.mail", "CNAME", "_dmarc.vendor.test"]],
  },
  {
    what: "a CNAME at the sender domain",
    end: "CNAME_IN_THE_WAY",
    records: [["mail", "CNAME", "www.example.test"]],
  },
  {
    what: "a CNAME at the DKIM name's parent (`_domainkey`)",
    ...goesOn,
    records: [["_domainkey.mail", "CNAME", "keys.example.test"]],
  },
  {
    what: "a CNAME that leads to itself",
    end: "CNAME_IN_THE_WAY",
    records: [["mail", "CNAME", "mail.example.test"]],
  },
  {
    what: "NS at the sender domain",
    end: "ZONE_NOT_DELEGATED",
    records: [["mail", "NS", "ns1.elsewhere.test"]],
  },
  {
    what: "NS at `_domainkey`",
    end: "ZONE_NOT_DELEGATED",
    records: [["_domainkey.mail", "NS", "ns1.elsewhere.test"]],
  },
  {
    what: "NS at `_dmarc`, to a server that does not exist",
    end: "NOT_OBSERVABLE",
    records: [["_dmarc.mail", "NS", "ns1.elsewhere.test"]],
  },
  { what: "an MX to itself", ...goesOn, records: mx("10 mail.example.test") },
  { what: "a null MX (`0 .`)", ...goesOn, records: mx("0 .") },
  { what: "a null MX beside another", ...goesOn, records: mx("0 .", "10 mx1.example.test") },
  { what: "an MX to an address", ...goesOn, records: mx("10 192.0.2.1") },
  { what: "an MX with the preference 65535", ...goesOn, records: mx("65535 mx1.example.test") },
  { what: "a wildcard MX", ...goesOn, records: [["*", "MX", "10 mx1.example.test"]] },
  { what: "a wildcard SPF", ...goesOn, records: [["*", "TXT", "v=spf1 -all"]] },
  { what: "a wildcard DMARC", ...goesOn, records: [["*", "TXT", "v=DMARC1; p=reject"]] },
  { what: "a wildcard CNAME", ...goesOn, records: [["*", "CNAME", "www.example.test"]] },
  { what: "a wildcard below the sender domain", ...goesOn, records: [["*.mail", "TXT", "hello"]] },
  {
    what: "a key at another selector",
    ...goesOn,
    records: [["other._domainkey.mail", "TXT", "v=DKIM1; k=rsa; p="]],
  },
  { what: "`__proto__` as a name", ...goesOn, records: [["__proto__.mail", "TXT", "v=spf1 -all"]] },
];
