import { describeZones } from "./describe-zones.ts";
import { MAIL, PLAIN_DMARC, PLAIN_MX, PLAIN_SPF, txt, type ZoneCase } from "./zone-case.ts";

const [MX, SPF, DMARC] = [`MX ${MAIL}`, `TXT ${MAIL}`, `TXT _dmarc.${MAIL}`];
const GOOGLE = "include:_spf.google.com";

const merged = (...values: readonly string[]) => ({
  [MX]: PLAIN_MX,
  [SPF]: values,
  [DMARC]: [PLAIN_DMARC],
});
const REFUSED = { exit: 4, code: "SPF_UNMERGEABLE", ends: {} } as const;

const BROKEN = [
  ["two strings glued without a space", `v=spf1 ${GOOGLE}include:_spf.vendor.test -all`],
  ["a URL for a name", "v=spf1 include:https://_spf.vendor.test -all"],
  ["a mailbox for a name", "v=spf1 include:user@vendor.test -all"],
  ["a comma between names", "v=spf1 include:_spf.vendor.test,_spf.google.com -all"],
  ["a label of 64 octets", `v=spf1 a:${"a".repeat(64)}.vendor.test -all`],
  ["an empty label", "v=spf1 include:_spf..vendor.test -all"],
  ["typographic quotes", `“v=spf1 ${GOOGLE} -all”`],
  ["a no-break space", `v=spf1\u00a0${GOOGLE} -all`],
  ["an en dash", `v=spf1 ${GOOGLE} \u2013all`],
] as const;

const ELEVEN_MX = Array.from({ length: 11 }, (_, at) => at).flatMap((at) => [
  `${MAIL} MX ${at} mx${at}.example.test`,
  `mx${at}.example.test A 192.0.2.${at + 1}`,
]);

const CASES: readonly ZoneCase[] = [
  ...BROKEN.map(([what, value]) => ({
    title: `nothing is merged into a record with ${what}`,
    zone: [txt(MAIL, value)],
    ...REFUSED,
  })),
  {
    title: "a redirect by the name's own macro is followed",
    zone: [txt(MAIL, "v=spf1 redirect=%{d}._spf.vendor.test")],
    warnings: [],
    ends: merged("v=spf1 include:qcloudmail.com redirect=%{d}._spf.vendor.test"),
  },
  {
    title: "+all is told",
    zone: [txt(MAIL, `v=spf1 ${GOOGLE} +all`)],
    warnings: ["spf-passes-all"],
    ends: merged(`v=spf1 ${GOOGLE} include:qcloudmail.com +all`),
  },
  {
    title: "a text of another version is in the way",
    zone: [txt(MAIL, "v=spf10 mx -all")],
    ...REFUSED,
  },
  {
    title: "a text of another version goes by consent, and other texts stay",
    zone: [txt(MAIL, "v=spf10 mx -all"), txt(MAIL, "proof=1")],
    consents: ["--replace", `TXT:${MAIL}`],
    // The senders that it meant to list are not in the new one.
    warnings: ["spf-first-record"],
    ends: merged(PLAIN_SPF, "proof=1"),
  },
  {
    title: "the name's own a and mx that find nothing stay",
    zone: [txt(MAIL, "v=spf1 a mx ip4:192.0.2.1 -all")],
    warnings: [],
    ends: merged("v=spf1 a mx ip4:192.0.2.1 include:qcloudmail.com -all"),
  },
  {
    title: "a first SPF record at a name with an MX names the senders that it leaves out",
    zone: [`${MAIL} MX 10 mx.example.test`, "mx.example.test A 192.0.2.25"],
    warnings: ["spf-first-record"],
    ends: { [SPF]: [PLAIN_SPF], [DMARC]: [PLAIN_DMARC] },
  },
  {
    title: "--mx replace beside mx in SPF says what the old servers lose",
    zone: [`${MAIL} MX 10 mx.example.test`, "mx.example.test A 192.0.2.25", txt(MAIL, "v=spf1 mx -all")],
    options: ["--mx", "replace"],
    warnings: ["spf-follows-mx"],
    ends: merged("v=spf1 mx include:qcloudmail.com -all"),
  },
  {
    title:
      "nothing is merged behind an mx with more than ten MX, where receivers give up before they come to SES",
    zone: [...ELEVEN_MX, txt(MAIL, `v=spf1 ${GOOGLE} mx -all`)],
    ...REFUSED,
  },
  {
    title: "more than ten MX behind an mx that stands behind SES's term are told",
    zone: [...ELEVEN_MX, txt(MAIL, "v=spf1 include:qcloudmail.com mx -all")],
    warnings: ["spf-term-broken"],
    ends: { [DMARC]: [PLAIN_DMARC] },
  },
  {
    title: "nothing is merged where ten lookups are used up",
    zone: [txt(MAIL, `v=spf1 ${`${GOOGLE} `.repeat(5)}-all`)],
    ...REFUSED,
  },
  {
    title: "a record above that includes the name's stays within its lookups",
    zone: [
      txt("example.test", `v=spf1 include:${MAIL} ${GOOGLE} -all`),
      txt(MAIL, "v=spf1 ip4:192.0.2.1 -all"),
    ],
    warnings: [],
    ends: merged("v=spf1 ip4:192.0.2.1 include:qcloudmail.com -all"),
  },
  {
    title: "nothing is merged where a record above that includes the name's has used its lookups up",
    zone: [
      txt("example.test", `v=spf1 include:${MAIL} ${"include:_spf.vendor.test ".repeat(9)}-all`),
      txt(MAIL, "v=spf1 ip4:192.0.2.1 -all"),
    ],
    ...REFUSED,
  },
  {
    title: "a set of texts that grows over 512 octets is told",
    zone: [
      txt(MAIL, `proof-a=${"a".repeat(185)}`),
      txt(MAIL, `proof-b=${"b".repeat(185)}`),
      txt(MAIL, `v=spf1 ${GOOGLE} -all`),
    ],
    warnings: ["answer-over-udp"],
    ends: merged(
      `proof-a=${"a".repeat(185)}`,
      `proof-b=${"b".repeat(185)}`,
      `v=spf1 ${GOOGLE} include:qcloudmail.com -all`,
    ),
  },
];

describeZones("SPF", /^(?:spf|answer)-/, CASES);
