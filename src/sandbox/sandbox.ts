import { randomBytes } from "node:crypto";
import { parseDomainName, registrableDomainOf, type DomainName } from "../dns/domain-name.ts";
import { ApiJournal, serveApi } from "./api-server.ts";
import { createCloudflareApi } from "./cloudflare/api.ts";
import { createResolver } from "./dns/resolver.ts";
import { startDnsServers, type DnsServers } from "./dns/server.ts";
import { createRoute53Sandbox, type Route53Sandbox } from "./route53/api.ts";
import type { SesAccountOptions } from "./ses/account.ts";
import { createSes, type SandboxSes } from "./ses/api.ts";
import { ZoneStore, type ZoneSettings } from "./zone-store.ts";

// SES, DNS hosts and DNS on loopback over one zone-store.ts; a folder for each service.

export interface SandboxOptions {
  readonly profile?: SesAccountOptions["profile"];
  /** Identities that the account may ever create. */
  readonly quota?: number | undefined;
  /** How far the second name server is behind, in milliseconds. */
  readonly lagMs?: number | undefined;
  /** How long a Route 53 change stays PENDING, in milliseconds. */
  readonly settleMs?: number | undefined;
  /** Zones beside those that SES's own records need; by default example.test, as a small company has it. */
  readonly zones?: readonly ZoneSettings[] | undefined;
  /** The key of SES is a temporary one and good only with this token. */
  readonly sesToken?: string | undefined;
  readonly heldByOthers?: readonly DomainName[] | undefined;
  readonly mxMustBeOurs?: boolean | undefined;
  /** SES actions that the key's CAM policy lacks. */
  readonly deniedActions?: readonly string[] | undefined;
}

/** What somebody needs to know to use the sandbox: `ses-onboard sandbox --json` prints it. */
export interface SandboxDescription {
  readonly ses: {
    readonly endpoint: string;
    readonly region: string;
    readonly secretId: string;
    readonly secretKey: string;
  };
  readonly cloudflare: { readonly baseUrl: string; readonly apiToken: string };
  readonly route53: {
    readonly endpoint: string;
    readonly accessKeyId: string;
    readonly secretAccessKey: string;
  };
  readonly dns: { readonly roots: readonly string[]; readonly port: number };
  readonly zones: readonly DomainName[];
}

export interface Sandbox {
  readonly description: SandboxDescription;
  readonly store: ZoneStore;
  readonly journal: ApiJournal;
  readonly ses: SandboxSes;
  readonly route53: Route53Sandbox;
  readonly dns: DnsServers;
  readonly close: () => Promise<void>;
}

/**
 * SES, two DNS hosts and a DNS tree on loopback, with one zone store behind them. Nothing of it outlives the
 * process.
 */
export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const store = new ZoneStore();
  const own = (options.zones ?? EXAMPLE_ZONES).map((zone) => store.add(zone));
  const included = INCLUDED_ZONES.filter((zone) => !own.some(({ apex }) => apex === zone.apex));
  for (const zone of included) store.add({ ...zone, hosts: [] });
  const dns = await startDnsServers({ store, lagMs: options.lagMs ?? 0 });
  const keys = createKeys();
  const ses = createSes({
    ...options,
    key: { ...keys.ses, token: options.sesToken },
    resolve: createResolver(dns),
  });
  const cloudflare = createCloudflareApi(store, { tokens: [{ token: keys.cloudflare }] });
  const route53 = createRoute53Sandbox({ store, credentials: keys.route53, settleMs: options.settleMs ?? 0 });
  const journal = new ApiJournal();
  const servers = await Promise.all([ses, cloudflare, route53].map((api) => serveApi(api, journal)));
  const [sesUrl = "", cloudflareUrl = "", route53Url = ""] = servers.map((server) => server.url);
  const description = {
    ses: {
      endpoint: sesUrl,
      region: "ap-singapore",
      secretId: keys.ses.secretId,
      secretKey: keys.ses.secretKey,
    },
    cloudflare: { baseUrl: `${cloudflareUrl}/client/v4`, apiToken: keys.cloudflare },
    route53: {
      endpoint: route53Url,
      accessKeyId: keys.route53.accessKeyId,
      secretAccessKey: keys.route53.secretAccessKey,
    },
    dns: { roots: dns.roots, port: dns.port },
    zones: [...new Set(own.map((zone) => zone.apex))],
  };
  const close = async () => void (await Promise.all([dns, ...servers].map((server) => server.close())));
  return { description, store, journal, ses, route53, dns, close };
}

/** The environment that points every part of ses-onboard at a sandbox, and at nothing else. */
export function environmentOf({
  ses,
  cloudflare,
  route53,
  dns,
}: SandboxDescription): Readonly<Record<string, string>> {
  return {
    TENCENTCLOUD_SECRET_ID: ses.secretId,
    TENCENTCLOUD_SECRET_KEY: ses.secretKey,
    TENCENTCLOUD_REGION: ses.region,
    SES_ONBOARD_SES_ENDPOINT: ses.endpoint,
    CLOUDFLARE_API_TOKEN: cloudflare.apiToken,
    CLOUDFLARE_BASE_URL: cloudflare.baseUrl,
    AWS_ACCESS_KEY_ID: route53.accessKeyId,
    AWS_SECRET_ACCESS_KEY: route53.secretAccessKey,
    AWS_ENDPOINT_URL_ROUTE_53: route53.endpoint,
    SES_ONBOARD_DNS_ROOTS: dns.roots.join(","),
    SES_ONBOARD_DNS_PORT: String(dns.port),
  };
}

/**
 * The zones by which any domain can be rehearsed: example.test, and an empty zone at the registrable domain
 * of each other one.
 */
export function zonesFor(domains: readonly DomainName[]): readonly ZoneSettings[] {
  const apexes = new Set(domains.map((domain) => registrableDomainOf(domain) ?? domain));
  return [
    ...EXAMPLE_ZONES,
    ...[...apexes]
      .filter((apex) => !EXAMPLE_ZONES.some((zone) => zone.apex === apex))
      .map((apex) => ({ apex })),
  ];
}

/**
 * New keys for each sandbox, of the real ones' shape: nobody can mistake them for real, and no real ones work
 * here.
 */
function createKeys() {
  const random = (octets: number) => randomBytes(octets).toString("hex");
  return {
    ses: { secretId: `AKIDsandbox${random(12)}`, secretKey: random(16) },
    cloudflare: random(20),
    route53: { accessKeyId: `AKIASANDBOX${random(4).toUpperCase()}`, secretAccessKey: random(20) },
  };
}

const name = parseDomainName;

/** A small company: mail elsewhere, a strict SPF record, a DMARC policy that its subdomains inherit. */
const EXAMPLE_ZONES: readonly ZoneSettings[] = [
  {
    apex: name("example.test"),
    negativeTtl: 60,
    records: [
      { owner: name("example.test"), type: "A", values: ["192.0.2.10"] },
      { owner: name("example.test"), type: "MX", values: ["10 mx1.example.test", "20 mx2.example.test"] },
      {
        owner: name("example.test"),
        type: "TXT",
        values: ["v=spf1 mx -all", "a-site-verification=8f1d3c5b"],
      },
      {
        owner: name("_dmarc.example.test"),
        type: "TXT",
        values: ["v=DMARC1; p=quarantine; rua=mailto:dmarc@example.test"],
      },
      { owner: name("mx1.example.test"), type: "A", values: ["192.0.2.25"] },
      { owner: name("mx2.example.test"), type: "A", values: ["192.0.2.26"] },
    ],
  },
];

/**
 * What SPF records of SES and of its users' other senders include: looked up when the limit of ten lookups is
 * proved.
 */
const INCLUDED_ZONES: readonly ZoneSettings[] = [
  {
    apex: name("qcloudmail.com"),
    records: [{ owner: name("qcloudmail.com"), type: "TXT", values: ["v=spf1 ip4:198.51.100.0/24 ~all"] }],
  },
  {
    apex: name("google.com"),
    records: [
      { owner: name("_spf.google.com"), type: "TXT", values: ["v=spf1 include:_netblocks.google.com ~all"] },
      { owner: name("_netblocks.google.com"), type: "TXT", values: ["v=spf1 ip4:203.0.113.0/24 ~all"] },
    ],
  },
];
