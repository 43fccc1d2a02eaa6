import { describeZones } from "./describe-zones.ts";
import { MAIL, PLAIN_DMARC, PLAIN_MX, PLAIN_SPF, txt, type ZoneCase } from "./zone-case.ts";

const DEPT = "mail.dept.example.test";
const AT_NAME = `_dmarc.${MAIL}`;
const ABOVE = "_dmarc.example.test";
const KIND = /^dmarc-/;

/** What SES asks for beside the policy. */
const besides = (domain: string) => ({ [`MX ${domain}`]: PLAIN_MX, [`TXT ${domain}`]: [PLAIN_SPF] });
const policy = (domain: string, value: string | RegExp) => ({
  ...besides(domain),
  [`TXT _dmarc.${domain}`]: [value],
});

/** Policies of ancestors, by both discoveries (RFC 7489 and RFC 9989). */
const DISCOVERY: readonly ZoneCase[] = [
  {
    title: "a policy between the name and the registrable one is inherited, which RFC 9989 alone finds",
    domain: DEPT,
    zone: [txt("_dmarc.dept.example.test", "v=DMARC1; p=reject; rua=mailto:d@example.test")],
    warnings: ["dmarc-discoveries-differ", "dmarc-inherited"],
    ends: policy(DEPT, "v=DMARC1; p=reject; rua=mailto:d@example.test"),
  },
  {
    title: "psd=n in the middle ends the walk there, and is not copied",
    domain: DEPT,
    zone: [txt(ABOVE, "v=DMARC1; p=none"), txt("_dmarc.dept.example.test", "v=DMARC1; p=reject; psd=n")],
    warnings: ["dmarc-discoveries-differ", "dmarc-inherited"],
    ends: policy(DEPT, "v=DMARC1; p=reject"),
  },
  {
    title: "where the discoveries differ the stricter one counts, which is the registrable name's",
    domain: DEPT,
    zone: [txt(ABOVE, "v=DMARC1; p=reject"), txt("_dmarc.dept.example.test", "v=DMARC1; p=none; psd=n")],
    warnings: ["dmarc-discoveries-differ", "dmarc-inherited"],
    ends: policy(DEPT, "v=DMARC1; p=reject"),
  },
  {
    title: "the user may name the discovery that finds nothing",
    domain: DEPT,
    zone: [txt("_dmarc.dept.example.test", "v=DMARC1; p=reject")],
    options: ["--dmarc", "rfc7489"],
    ends: policy(DEPT, PLAIN_DMARC),
  },
  {
    title: "the user may name the discovery that finds the weaker policy",
    domain: DEPT,
    zone: [txt(ABOVE, "v=DMARC1; p=reject"), txt("_dmarc.dept.example.test", "v=DMARC1; p=none; psd=n")],
    options: ["--dmarc", "rfc9989"],
    ends: policy(DEPT, PLAIN_DMARC),
  },
  {
    title: "the name with the fewest labels is the organisation's",
    domain: DEPT,
    zone: [
      txt(ABOVE, "v=DMARC1; p=reject; sp=quarantine; np=reject; pct=100"),
      txt("_dmarc.dept.example.test", "v=DMARC1; p=none"),
    ],
    warnings: ["dmarc-inherited", "dmarc-np-ends"],
    ends: policy(DEPT, "v=DMARC1; p=quarantine"),
  },
  ...["mail.example.bank", "example.bank"].map((domain) => ({
    title: `the top-level domain's policy counts for ${domain}, and its report address does not`,
    domain,
    zone: [],
    warnings: ["dmarc-discoveries-differ", "dmarc-inherited"],
    ends: policy(domain, "v=DMARC1; p=reject"),
  })),
];

/** Spellings of a policy above the name that the three judges read as reject. */
const LENIENT: readonly (readonly [how: string, above: string, ours: string | RegExp])[] = [
  [
    "with an empty piece",
    "v=DMARC1;p=reject;;rua=mailto:d@example.test",
    "v=DMARC1; p=reject; rua=mailto:d@example.test",
  ],
  ["with a piece that is no tag", "v=DMARC1; p=reject; foo", "v=DMARC1; p=reject"],
  ["with a colon in place of =", "v=DMARC1; p=reject; rua:mailto:d@example.test", "v=DMARC1; p=reject"],
  ["with a version in small letters", "v=dmarc1; p=reject", "v=DMARC1; p=reject"],
  ["with a tag twice, of which the last counts", "v=DMARC1; p=none; p=reject", "v=DMARC1; p=reject"],
  ["with a tag's name that holds a hyphen", "v=DMARC1; p=reject; f-o=1", "v=DMARC1; p=reject"],
  ["with a trailing quote", 'v=DMARC1; p=reject; rua=mailto:d@example.test"', /^v=DMARC1; p=reject/],
];

const READING: readonly ZoneCase[] = [
  ...LENIENT.map(([how, above, ours]) => ({
    title: `a policy above ${how} is inherited`,
    zone: [txt(ABOVE, above)],
    // A version in small letters is none to RFC 9989 (section 4.7), and several receivers take it.
    warnings: above.startsWith("v=dmarc1")
      ? ["dmarc-discoveries-differ", "dmarc-flawed-above", "dmarc-inherited", "dmarc-own-organisation"]
      : ["dmarc-flawed-above", "dmarc-inherited"],
    ends: policy(MAIL, ours),
  })),
  {
    title: "a policy above behind a leading blank is inherited",
    zone: [txt(ABOVE, " v=DMARC1; p=reject")],
    warnings: ["dmarc-flawed-above", "dmarc-inherited"],
    ends: policy(MAIL, "v=DMARC1; p=reject"),
  },
  ...LENIENT.map(([how, value]) => ({
    title: `a policy at the name ${how} is kept`,
    warnings: ["dmarc-flawed"],
    zone: [txt(AT_NAME, value)],
    ends: besides(MAIL),
  })),
  {
    title: "a policy above without p is one of none",
    zone: [txt(ABOVE, "v=DMARC1; rua=mailto:d@example.test")],
    warnings: ["dmarc-inherited"],
    ends: policy(MAIL, /^v=DMARC1; p=none(?:;|$)/),
  },
  {
    title: "two policies above are none, and told",
    zone: [txt(ABOVE, "v=DMARC1; p=reject"), txt(ABOVE, "v=DMARC1; p=quarantine")],
    warnings: ["dmarc-own-organisation", "dmarc-unreadable-above"],
    ends: policy(MAIL, PLAIN_DMARC),
  },
  {
    title: "a policy above that nobody can read is told",
    zone: [txt(ABOVE, "v=DMARC1 p=reject")],
    warnings: ["dmarc-own-organisation", "dmarc-unreadable-above"],
    ends: policy(MAIL, PLAIN_DMARC),
  },
];

const PLACES: readonly ZoneCase[] = [
  {
    title: "a policy behind an alias is kept",
    zone: [`${AT_NAME} CNAME reject.vendor.test`],
    warnings: [],
    ends: besides(MAIL),
  },
  {
    title: "an alias that leads to no policy is in the way",
    zone: [`${AT_NAME} CNAME proof.vendor.test`],
    exit: 4,
    code: "CNAME_IN_THE_WAY",
    ends: {},
  },
  {
    title: "a policy that a delegated zone serves is kept",
    zone: [`${AT_NAME} NS ns1.dns-host.test`, `${AT_NAME} NS ns2.dns-host.test`],
    delegated: { apex: AT_NAME, zone: [txt(AT_NAME, "v=DMARC1; p=reject")] },
    warnings: [],
    ends: besides(MAIL),
  },
  {
    title: "a DMARC text at the sender domain itself is nobody's policy",
    zone: [txt(MAIL, "v=DMARC1; p=reject")],
    warnings: ["dmarc-misplaced", "dmarc-own-organisation"],
    ends: { ...policy(MAIL, PLAIN_DMARC), [`TXT ${MAIL}`]: ["v=DMARC1; p=reject", PLAIN_SPF] },
  },
  {
    title: "--dmarc replace makes a policy weaker with a warning",
    zone: [txt(AT_NAME, "v=DMARC1; p=reject")],
    options: ["--dmarc", "replace"],
    warnings: ["dmarc-weakened"],
    ends: policy(MAIL, PLAIN_DMARC),
  },
];

describeZones("DMARC of ancestors", KIND, DISCOVERY);
describeZones("DMARC in other spellings", KIND, READING);
describeZones("DMARC at other places", KIND, PLACES);
