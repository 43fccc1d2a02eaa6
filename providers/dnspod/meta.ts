import { TENCENT_API_HOSTS } from "../../src/tencent/endpoint.ts";
import { rightsOf, type LeastRights, type ProviderMeta } from "../describe.ts";

const OWN_VARIABLES = ["DNSPOD_SECRET_ID", "DNSPOD_SECRET_ID_FILE", "DNSPOD_ENDPOINT"] as const;

// An account that is left empty is that of whoever makes the policy (CAM's page on resources, document 598/10606, read
// in November 2026).
const leastRights: LeastRights = {
  language: "CAM",
  rights: [
    { actions: ["dnspod:DescribeDomainList"], on: "account", reads: true },
    { actions: ["dnspod:DescribeRecordList"], on: "zone", reads: true },
    {
      actions: [
        "dnspod:DescribeRecord",
        "dnspod:CreateRecord",
        "dnspod:ModifyRecordFields",
        "dnspod:DeleteRecord",
      ],
      on: "zone",
    },
    {
      actions: ["dnspod:ModifyRecord"],
      on: "zone",
      note: "needed only where the account has no ModifyRecordFields",
    },
  ],
  zone: "qcs::dnspod:::domain/{id}",
  // Named by Tencent's own and other programs' pages (November 2026).
  pastedAt: ["https://console.tencentcloud.com/cam/policy", "https://console.cloud.tencent.com/cam/policy"],
};

export const meta: ProviderMeta = {
  id: "dnspod",
  title: "DNSPod",
  vendor: "tencent",
  settings: [
    {
      name: "secretId",
      summary: "Id of an API key, where the zone is in another account than SES.",
      secret: true,
      required: false,
      env: "DNSPOD_SECRET_ID",
    },
    {
      name: "secretKey",
      summary: "The key itself.",
      secret: true,
      required: false,
      env: "DNSPOD_SECRET_KEY",
    },
    {
      name: "token",
      summary: "Only of temporary keys.",
      secret: true,
      required: false,
      env: "DNSPOD_SESSION_TOKEN",
    },
    {
      name: "site",
      summary: "china or international: where the account was opened; default: the site that SES is used at.",
      secret: false,
      required: false,
      env: "DNSPOD_SITE",
    },
    {
      name: "readLag",
      summary: "How old a list of records may be after a write; default: 30s.",
      secret: false,
      required: false,
      env: "DNSPOD_READ_LAG",
    },
    {
      name: "endpoint",
      summary: "Another endpoint than the site's own.",
      secret: false,
      required: false,
      env: "DNSPOD_ENDPOINT",
    },
  ],
  // What tools of DNSPod's own, older API call its token (lego, acme.sh, external-dns; November 2026).
  secretVariables: ["DNSPOD_API_KEY", "DNSPOD_API_TOKEN", "DNSPOD_TOKEN", "DNSPOD_LOGIN_TOKEN", "DP_Key"],
  endpointHosts: TENCENT_API_HOSTS,
  // Looked up in November 2026.
  keysAt: ["https://console.tencentcloud.com/cam/capi", "https://console.cloud.tencent.com/cam/capi"],
  rights: rightsOf(leastRights),
  leastRights,
  // The API has no compare-and-swap and no transaction (November 2026). It goes by ids of records, one value each, and
  // ModifyRecordFields changes one without it ever being away. A listing may be half a minute late.
  traits: {
    swap: "checked",
    writes: "value",
    batch: "one-by-one",
    replace: "in-place",
    // Of the dearest plans; each zone has its own (Zone.minTtl).
    minTtl: 1,
    readLagMs: 30_000,
    mx: { min: 1, max: 65_535, null: false },
  },
  // Of the slowest actions (lists of domains, ModifyRecordFields) 20 requests a second are allowed, the account's other
  // programs included; of others 100 to 500 (API pages, November 2026).
  rate: { burst: 6, perSecond: 10 },
  nameServers: [/\.dnspod\.(?:net|com)$/, /^ns\d+\.dnsv[2-5]\.com$/],
  // The keys that SES is used with are every user's, so they alone don't tell that a zone is here.
  isConfigured: (env) => OWN_VARIABLES.some((name) => Boolean(env[name])),
  page: "docs/dnspod.md",
  url: "https://www.tencentcloud.com/document/product/1157",
  grade: "own fake",
};
