import { rightsOf, type LeastRights, type ProviderMeta } from "../describe.ts";

const IDS = ["ALIBABA_CLOUD_ACCESS_KEY_ID", "ALICLOUD_ACCESS_KEY"];

// RAM takes `*` in the place of the account's number, and narrows all but the list by the domain (policies that other
// programs' pages print, November 2026).
const leastRights: LeastRights = {
  language: "RAM",
  rights: [
    { actions: ["alidns:DescribeDomains"], on: "account", reads: true },
    { actions: ["alidns:DescribeDomainInfo", "alidns:DescribeDomainRecords"], on: "zone", reads: true },
    {
      actions: ["alidns:AddDomainRecord", "alidns:UpdateDomainRecord", "alidns:DeleteDomainRecord"],
      on: "zone",
    },
  ],
  zone: "acs:alidns:*:*:domain/{zone}",
  // Named by other programs' pages (November 2026).
  pastedAt: ["https://ram.console.alibabacloud.com/policies", "https://ram.console.aliyun.com/policies"],
};

// `otherEnv`: the names that lego and Terraform give the same key (November 2026); the first ones are Alibaba Cloud's own.

export const meta: ProviderMeta = {
  id: "alidns",
  title: "Alibaba Cloud DNS",
  settings: [
    {
      name: "accessKeyId",
      summary: "Id of an AccessKey of a RAM user.",
      secret: true,
      required: false,
      env: "ALIBABA_CLOUD_ACCESS_KEY_ID",
      otherEnv: "ALICLOUD_ACCESS_KEY",
    },
    {
      name: "accessKeySecret",
      summary: "Its secret.",
      secret: true,
      required: false,
      env: "ALIBABA_CLOUD_ACCESS_KEY_SECRET",
      otherEnv: "ALICLOUD_SECRET_KEY",
    },
    {
      name: "securityToken",
      summary: "Only of temporary keys (STS).",
      secret: true,
      required: false,
      env: "ALIBABA_CLOUD_SECURITY_TOKEN",
      otherEnv: "ALICLOUD_SECURITY_TOKEN",
    },
    {
      name: "endpoint",
      summary: "Another endpoint than https://alidns.aliyuncs.com.",
      secret: false,
      required: false,
      env: "ALIDNS_ENDPOINT",
    },
  ],
  secretVariables: ["Ali_Key", "Ali_Secret"],
  // Below aliyuncs.com anybody may have a name of his own (a bucket of OSS): only those of this API.
  endpointHosts: [/^alidns(?:-vpc)?(?:\.(?:ap|cn|eu|me|na|us)-[a-z]+(?:-\d+)?)?\.aliyuncs\.com$/],
  // Looked up in November 2026.
  keysAt: ["https://ram.console.alibabacloud.com/users", "https://ram.console.aliyun.com/users"],
  rights: rightsOf(leastRights),
  leastRights,
  // The API has no compare-and-swap and no transaction (November 2026). It goes by ids of records, one value each, and
  // UpdateDomainRecord changes one without it ever being away.
  traits: {
    swap: "checked",
    writes: "value",
    batch: "one-by-one",
    replace: "in-place",
    // Of the dearest edition; each zone has its own (Zone.minTtl).
    minTtl: 1,
    mx: { min: 1, max: 50, null: false },
    // A TXT of 512 octets (convert.ts), in the three pairs of quotes of a zone file.
    sizes: { value: 520 },
  },
  // 60 requests a second are allowed, the account's other programs included (API pages, November 2026).
  rate: { burst: 10, perSecond: 20 },
  nameServers: [/^(?:dns|ns|vip)\d+\.(?:hichina|alidns)\.com$/],
  isConfigured: (env) => IDS.some((name) => Boolean(env[name] || env[`${name}_FILE`])),
  page: "docs/alidns.md",
  url: "https://www.alibabacloud.com/help/en/dns/api-alidns-2015-01-09-overview",
  grade: "own fake",
};
