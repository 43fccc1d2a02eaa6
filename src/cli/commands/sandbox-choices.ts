import type { AlidnsAction } from "../../sandbox/alidns/actions.ts";
import type { Permission } from "../../sandbox/cloudflare/tokens.ts";
import type { DnspodAction } from "../../sandbox/dnspod/faults.ts";
import type { SesProfile } from "../../sandbox/ses/attributes.ts";

// What a sandbox can be, for its help: the sandbox itself is loaded when it runs.

/** What an identity is asked for under each profile. */
export const PROFILES: Readonly<Record<SesProfile, string>> = {
  full: "one DKIM key, MX, SPF and DMARC",
  seed: "SPF and one DKIM key, at mail._domainkey",
  "dkim-only": "one DKIM key",
  "dual-dkim": "two DKIM keys of 1024 and 2048 bits, MX, SPF and DMARC",
  "late-attribute": "one DKIM key, MX, SPF and DMARC; another DKIM key is named only when SES looks",
  "no-records": "nothing",
};

/** The actions of SES's API that it serves. */
export const SES_ACTIONS = [
  "GetEmailIdentity",
  "CreateEmailIdentity",
  "UpdateEmailIdentity",
  "ListEmailIdentities",
  "DeleteEmailIdentity",
] as const;

/** The actions of Route 53 that IAM allows one by one. */
export const ROUTE53_ACTIONS = [
  "ListHostedZonesByName",
  "GetHostedZone",
  "ListResourceRecordSets",
  "ChangeResourceRecordSets",
  "GetChange",
] as const;

/** What a token may do, in Cloudflare's words but for the `#`, with which a shell begins a comment. */
export const CLOUDFLARE_PERMISSIONS = Object.keys({
  "#zone:read": true,
  "#dns_records:read": true,
  "#dns_records:edit": true,
} satisfies Readonly<Record<Permission, true>>).map((permission) => permission.slice(1));

/** The actions of DNSPod that it serves. */
export const DNSPOD_ACTIONS = Object.keys({
  DescribeDomainList: true,
  DescribeDomain: true,
  DescribeDomainPurview: true,
  DescribePackageDetail: true,
  DescribeUserDetail: true,
  DescribeRecordLineList: true,
  DescribeRecordList: true,
  DescribeRecord: true,
  CreateRecord: true,
  ModifyRecord: true,
  ModifyRecordFields: true,
  ModifyRecordRemark: true,
  ModifyRecordStatus: true,
  DeleteRecord: true,
} satisfies Readonly<Record<DnspodAction, true>>);

/** The actions of Alibaba Cloud DNS that it serves. */
export const ALIDNS_ACTIONS = Object.keys({
  DescribeDomains: true,
  DescribeDomainInfo: true,
  DescribeDomainRecords: true,
  DescribeSubDomainRecords: true,
  DescribeDomainRecordInfo: true,
  AddDomainRecord: true,
  UpdateDomainRecord: true,
  UpdateDomainRecordRemark: true,
  SetDomainRecordStatus: true,
  DeleteDomainRecord: true,
} satisfies Readonly<Record<AlidnsAction, true>>);
