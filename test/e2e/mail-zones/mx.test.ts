import { describeZones } from "./describe-zones.ts";
import { MAIL, PLAIN_DMARC, PLAIN_MX, PLAIN_SPF, type ZoneCase } from "./zone-case.ts";

const [MX, SPF, DMARC] = [`MX ${MAIL}`, `TXT ${MAIL}`, `TXT _dmarc.${MAIL}`];
const OTHERS = [`${MAIL} MX 10 mx.example.test`, "mx.example.test A 192.0.2.25"];
const POLICY = `_mta-sts.${MAIL} TXT "v=STSv1; id=20261101"`;
const ALLOW = ["--allow", `TXT:_mta-sts.${MAIL}`];

const CASES: readonly ZoneCase[] = [
  {
    title: "an empty zone gets what SES asks for",
    zone: [],
    warnings: [],
    ends: { [MX]: PLAIN_MX, [SPF]: [PLAIN_SPF], [DMARC]: [PLAIN_DMARC] },
  },
  {
    title: "a standing MX and its MTA-STS policy are kept",
    zone: [...OTHERS, POLICY],
    ends: { [SPF]: [PLAIN_SPF], [DMARC]: [PLAIN_DMARC] },
  },
  ...(["add", "replace"] as const).map((mx) => ({
    title: `an MTA-STS policy stops --mx ${mx}`,
    zone: [...OTHERS, POLICY],
    options: ["--mx", mx],
    exit: 4,
    code: "RECORD_IN_THE_WAY",
    ends: {},
  })),
  ...[
    ["behind an alias", `_mta-sts.${MAIL} CNAME mta-sts.vendor.test`],
    ["behind a delegation", `_mta-sts.${MAIL} NS ns1.vendor.test`],
    ["of a wildcard", `*.${MAIL} TXT "v=STSv1; id=1"`],
  ].map(([where, line = ""]) => ({
    title: `an MTA-STS policy ${where} stops a first MX`,
    zone: [line],
    exit: 4,
    code: "RECORD_IN_THE_WAY",
    ends: {},
  })),
  {
    title: "an MTA-STS policy that is allowed lets SES's MX stand beside another",
    zone: [...OTHERS, POLICY, `${MAIL} TXT "v=spf1 mx -all"`],
    options: ["--mx", "add"],
    consents: ALLOW,
    warnings: ["mta-sts-allowed", "mx-added-beside-others"],
    ends: {
      [MX]: ["10 mx.example.test", "20 mxbiz1.qq.com"],
      [SPF]: ["v=spf1 mx include:qcloudmail.com -all"],
      [DMARC]: [PLAIN_DMARC],
    },
  },
  {
    title: "an MTA-STS policy that is allowed lets SES's MX be the first",
    zone: [POLICY],
    consents: ALLOW,
    warnings: ["mta-sts-allowed"],
    ends: { [MX]: PLAIN_MX, [SPF]: [PLAIN_SPF], [DMARC]: [PLAIN_DMARC] },
  },
  {
    title: "a text at _mta-sts that is no policy stops nothing",
    zone: [`_mta-sts.${MAIL} TXT "proof=1"`],
    ends: { [MX]: PLAIN_MX, [SPF]: [PLAIN_SPF], [DMARC]: [PLAIN_DMARC] },
  },
  {
    title: "a null MX is kept, and told",
    zone: [`${MAIL} MX 0 .`],
    warnings: ["mx-kept"],
    ends: { [SPF]: [PLAIN_SPF], [DMARC]: [PLAIN_DMARC] },
  },
  {
    title: "nothing is added beside a null MX",
    zone: [`${MAIL} MX 0 .`],
    options: ["--mx", "add"],
    exit: 4,
    code: "RECORD_IN_THE_WAY",
    ends: {},
  },
  {
    title: "a null MX is replaced by consent",
    zone: [`${MAIL} MX 0 .`],
    options: ["--mx", "replace"],
    warnings: ["mx-replaced"],
    ends: { [MX]: PLAIN_MX, [SPF]: [PLAIN_SPF], [DMARC]: [PLAIN_DMARC] },
  },
];

describeZones("MX, null MX and MTA-STS", /^(?:mx|mta-sts)-/, CASES);
