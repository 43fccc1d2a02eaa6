import { parseDomainName, type DomainName } from "../../dns/domain-name.ts";
import type { ServerAddress } from "../../dns/observation.ts";
import type { RRset } from "../../dns/rrset.ts";
import type { RecordPlan } from "../../plan/record-plan.ts";
import type { SpfImpact } from "../../plan/spf/impact/impact.ts";
import type { ImpactRow } from "../../plan/spf/impact/rows.ts";
import type { SesView } from "../record.ts";

// The one domain that all examples are about: its zone, its name servers, what SES asks for and what stands
// there.

export const named = (text: string): DomainName => parseDomainName(text);

export const APEX = named("example.com");
export const DOMAIN = named("mail.example.com");
export const [NS1, NS2] = [named("ns1.example.net"), named("ns2.example.net")] as const;
export const NAME_SERVERS = [NS1, NS2] as const;

export const SERVERS = [
  { server: NS1, address: "192.0.2.53", port: 53 },
  { server: NS2, address: "2001:db8::53", port: 53 },
] as const satisfies readonly ServerAddress[];

const DKIM_OWNER = named("qcloud._domainkey.mail.example.com");
const DMARC_OWNER = named("_dmarc.mail.example.com");

const txt = (owner: DomainName, ttl: number, ...values: readonly string[]): RRset => ({
  owner,
  type: "TXT",
  ttl,
  values,
});

export const SPF = {
  record: { purpose: "spf", owner: DOMAIN, type: "TXT", expected: "v=spf1 include:qcloudmail.com ~all" },
  action: "merged",
  before: txt(DOMAIN, 3600, "v=spf1 include:spf.example.org -all"),
  after: txt(DOMAIN, 3600, "v=spf1 include:spf.example.org include:qcloudmail.com -all"),
  warnings: [],
} as const satisfies RecordPlan;

/** What the merge above does to mail: each network's edges, theirs and SES's. */
const SPF_IMPACT = {
  checked: 6,
  otherwise: 0,
  senders: 1,
  passing: 2,
  notProved: [{ term: "ptr", because: "it asks for the name of each sender's address" }],
  above: [APEX],
  referring: [APEX],
  rows: [
    impactRow("include:spf.example.org", ["192.0.2.0", "192.0.2.255"], ["pass", "pass"]),
    impactRow("include:spf.example.org", ["192.0.1.255", "192.0.3.0"], ["fail", "fail"]),
    { ...impactRow("include:qcloudmail.com", ["203.0.113.0", "203.0.113.255"], ["fail", "pass"]), ses: true },
    impactRow("include:qcloudmail.com", ["203.0.112.255", "203.0.114.0"], ["fail", "fail"]),
  ],
} as const satisfies SpfImpact;

export const MEASURED_SPF = { ...SPF, impact: SPF_IMPACT } as const satisfies RecordPlan;

export const DKIM = {
  record: {
    purpose: "dkim",
    owner: DKIM_OWNER,
    type: "TXT",
    expected: "v=DKIM1; k=rsa; p=MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQ",
  },
  action: "created",
  before: null,
  after: txt(DKIM_OWNER, 300, "v=DKIM1; k=rsa; p=MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQ"),
  warnings: [],
} as const satisfies RecordPlan;

export const MX = {
  record: { purpose: "mx", owner: DOMAIN, type: "MX", expected: "mxbiz1.qq.com" },
  action: "kept",
  before: { owner: DOMAIN, type: "MX", ttl: 3600, values: ["5 mx.example.org"] },
  after: null,
  warnings: [{ warning: "mx-kept", owner: DOMAIN, kept: ["5 mx.example.org"], because: "mx" }],
} as const satisfies RecordPlan;

export const DMARC = {
  record: { purpose: "dmarc", owner: DMARC_OWNER, type: "TXT", expected: "v=DMARC1; p=none" },
  action: "unchanged",
  before: txt(DMARC_OWNER, 300, "v=DMARC1; p=none"),
  after: null,
  warnings: [],
} as const satisfies RecordPlan;

/** A record as SES sees it: exactly as asked for, or as given. */
export function seenBySes(plan: RecordPlan, seen: Partial<SesView> = {}): SesView {
  return { record: plan.record, status: true, currentValue: plan.record.expected, ...seen };
}

export const NOT_SEEN = { status: false, currentValue: "" } as const;

function impactRow(
  term: string,
  addresses: readonly string[],
  [before, after]: readonly [ImpactRow["before"], ImpactRow["after"]],
): ImpactRow {
  return { name: DOMAIN, term, addresses, before, after, ses: false };
}
