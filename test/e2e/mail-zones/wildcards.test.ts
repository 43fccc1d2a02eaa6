import { describeZones } from "./describe-zones.ts";
import { MAIL, PLAIN_DMARC, PLAIN_MX, PLAIN_SPF, txt, type ZoneCase } from "./zone-case.ts";

const EU = "mail.eu.example.test";
const [MX, SPF, DMARC] = [`MX ${MAIL}`, `TXT ${MAIL}`, `TXT _dmarc.${MAIL}`];
const PLAIN = { [MX]: PLAIN_MX, [SPF]: [PLAIN_SPF], [DMARC]: [PLAIN_DMARC] };

const WILDCARD_MX = "*.example.test 1800 MX 10 mx.example.test";
const WILDCARD_SPF = `*.example.test TXT "v=spf1 mx -all"`;
const HOST = "mx.example.test A 192.0.2.25";
const WRITTEN_OUT = {
  [MX]: ["10 mx.example.test"],
  [SPF]: ["v=spf1 mx include:qcloudmail.com -all"],
  [DMARC]: [PLAIN_DMARC],
};

const CASES: readonly ZoneCase[] = [
  {
    title: "a wildcard's MX is written out with its TTL, and SES is merged into its SPF record",
    zone: [WILDCARD_MX, WILDCARD_SPF, HOST],
    ttl: { [MX]: 1800 },
    warnings: ["from-wildcard", "from-wildcard", "wildcard-ended"],
    ends: WRITTEN_OUT,
  },
  {
    title: "--mx replace puts SES's exchange in the place of a wildcard's",
    zone: [WILDCARD_MX, WILDCARD_SPF, HOST],
    options: ["--mx", "replace"],
    warnings: ["from-wildcard", "wildcard-ended"],
    ends: { ...WRITTEN_OUT, [MX]: PLAIN_MX },
  },
  {
    title: "a wildcard answers two levels below it",
    domain: EU,
    zone: [WILDCARD_MX, WILDCARD_SPF, HOST],
    ttl: { [`MX ${EU}`]: 1800 },
    warnings: ["from-wildcard", "from-wildcard", "wildcard-ended"],
    ends: {
      [`MX ${EU}`]: ["10 mx.example.test"],
      [`TXT ${EU}`]: ["v=spf1 mx include:qcloudmail.com -all"],
      [`TXT _dmarc.${EU}`]: [PLAIN_DMARC],
    },
  },
  {
    title: "a name in between that exists hides the wildcard above it",
    domain: EU,
    zone: [WILDCARD_MX, WILDCARD_SPF, HOST, "www.eu.example.test A 192.0.2.80"],
    warnings: [],
    ends: {
      [`MX ${EU}`]: PLAIN_MX,
      [`TXT ${EU}`]: [PLAIN_SPF],
      [`TXT _dmarc.${EU}`]: [PLAIN_DMARC],
    },
  },
  {
    title: "the closest wildcard alone answers",
    domain: EU,
    zone: [WILDCARD_MX, HOST, "*.eu.example.test MX 20 mx.example.test"],
    warnings: ["from-wildcard", "wildcard-ended"],
    ends: {
      [`MX ${EU}`]: ["20 mx.example.test"],
      [`TXT ${EU}`]: [PLAIN_SPF],
      [`TXT _dmarc.${EU}`]: [PLAIN_DMARC],
    },
  },
  {
    title: "a name that exists is none of the wildcard's",
    zone: [WILDCARD_MX, WILDCARD_SPF, HOST, `www.${MAIL} A 192.0.2.80`],
    warnings: [],
    ends: PLAIN,
  },
  {
    title: "a wildcard's policy is inherited",
    zone: [`*.example.test TXT "v=DMARC1; p=reject"`],
    warnings: ["wildcard-ended"],
    ends: { ...PLAIN, [DMARC]: ["v=DMARC1; p=reject"] },
  },
  {
    title: "the policy of a wildcard below the name is inherited",
    zone: [txt(`*.${MAIL}`, "v=DMARC1; p=quarantine")],
    ends: { ...PLAIN, [DMARC]: ["v=DMARC1; p=quarantine"] },
  },
  {
    title: "a wildcard's alias is no conflict",
    zone: ["*.example.test CNAME www.example.test", "www.example.test A 192.0.2.80"],
    warnings: ["wildcard-ended"],
    ends: PLAIN,
  },
  {
    title: "a wildcard's addresses are no conflict",
    zone: ["*.example.test A 192.0.2.80"],
    warnings: ["wildcard-ended"],
    ends: PLAIN,
  },
  {
    title: "a wildcard's other texts are no conflict",
    zone: [`*.example.test TXT "proof=1"`],
    warnings: ["wildcard-ended"],
    ends: PLAIN,
  },
];

describeZones("wildcards", /wildcard/, CASES);
