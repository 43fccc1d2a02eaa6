import { rightsOf, type LeastRights, type ProviderMeta } from "../describe.ts";

const leastRights: LeastRights = {
  language: "token",
  rights: [
    { actions: ["Zone: Read"], on: "zone", reads: true },
    { actions: ["DNS: Edit"], on: "zone", reads: "DNS: Read" },
  ],
  zone: "the one zone",
  pastedAt: ["https://dash.cloudflare.com/profile/api-tokens"],
};

export const meta: ProviderMeta = {
  id: "cloudflare",
  title: "Cloudflare",
  settings: [
    {
      name: "apiToken",
      summary: "An API token made for the zone; not the Global API Key.",
      secret: true,
      required: true,
      env: "CLOUDFLARE_API_TOKEN",
    },
    {
      name: "baseUrl",
      summary: "Another endpoint than https://api.cloudflare.com/client/v4.",
      secret: false,
      required: false,
      env: "CLOUDFLARE_BASE_URL",
    },
    {
      name: "zoneId",
      summary: "The zone's id, when the token may not list zones.",
      secret: false,
      required: false,
    },
  ],
  // What Cloudflare's SDK (7.3.0), wrangler and other ACME and DNS tools call its keys.
  secretVariables: [
    "CLOUDFLARE_API_KEY",
    "CLOUDFLARE_API_USER_SERVICE_KEY",
    "CF_API_TOKEN",
    "CF_API_KEY",
    "CF_DNS_API_TOKEN",
  ],
  endpointHosts: [/^api\.cloudflare\.com$/],
  // Looked up in November 2026.
  keysAt: ["https://dash.cloudflare.com/profile/api-tokens"],
  rights: rightsOf(leastRights),
  leastRights,
  // The API has no compare-and-swap (November 2026). A batch is one transaction, and a PATCH changes a record
  // without it ever being away. What a batch does not name it leaves alone.
  traits: {
    swap: "checked",
    writes: "value",
    batch: "all-or-nothing",
    replace: "in-place",
    minTtl: 60,
    // Of a TXT record's content (November 2026). Whether its quotes count is not told: they are taken to. Operations
    // of a batch (200 on the Free plan) are more than all that SES asks for, and what stands there needs none.
    sizes: { value: 4_080 },
  },
  // 1200 requests in five minutes, a person's dashboard and other tokens included; who has more is shut out
  // for the next five (November 2026). In any five minutes 400 + 300 × 2 = 1000 leave us the rest.
  rate: { burst: 400, perSecond: 2 },
  nameServers: [/\.ns\.cloudflare\.com$/, /\.foundationdns\.(?:com|net|org)$/],
  isConfigured: (env) => Boolean(env["CLOUDFLARE_API_TOKEN"] || env["CLOUDFLARE_API_TOKEN_FILE"]),
  url: "https://developers.cloudflare.com/api/resources/dns/subresources/records/",
  grade: "own fake",
};
