import { randomBytes } from "node:crypto";
import type { DomainName } from "../dns/domain-name.ts";
import { createAlidnsApi, type AlidnsKey, type AlidnsSettings, type SandboxAlidns } from "./alidns/api.ts";
import { ApiJournal, serveApi, type Api } from "./api-server.ts";
import { createCloudflareApi } from "./cloudflare/api.ts";
import type { CloudflareSettings } from "./cloudflare/backend.ts";
import type { Token } from "./cloudflare/tokens.ts";
import { createDnspodApi, type DnspodKey, type DnspodSettings, type SandboxDnspod } from "./dnspod/api.ts";
import type { Site } from "./dnspod/grades.ts";
import { createResolver } from "./dns/resolver.ts";
import { startDnsServers, type DnsServers } from "./dns/server.ts";
import { EXAMPLE_ZONES, INCLUDED_ZONES } from "./example-zones.ts";
import { withRecordsDoor } from "./records-door.ts";
import { createRoute53Sandbox, type Route53Options, type Route53Sandbox } from "./route53/api.ts";
import type { SesAccountOptions } from "./ses/account.ts";
import { createSes, type SandboxSes } from "./ses/api.ts";
import { ZoneStore, type ZoneSettings } from "./zone-store.ts";

// SES, DNS hosts and DNS on loopback over one zone-store.ts; a folder for each service. example-zones.ts has
// what stands there at first, record-line.ts and records-door.ts how a person places a record.

export { EXAMPLE_ZONES, zonesFor } from "./example-zones.ts";
export { LINE_SHAPE, parseRecordLine } from "./record-line.ts";
export { withRecord } from "./records-door.ts";
export { HOST_NAMES } from "./zone-store.ts";

export interface SandboxOptions {
  readonly profile?: SesAccountOptions["profile"];
  /** Identities that the account may ever create. */
  readonly quota?: number | undefined;
  /** How far the second name server is behind, in milliseconds. */
  readonly lagMs?: number | undefined;
  /** How long a Route 53 change stays PENDING, in milliseconds. */
  readonly settleMs?: number | undefined;
  /** What Route 53's key may do, how busy its zones are, and the like. */
  readonly route53?: Route53Options | undefined;
  /** Zones beside those that SES's own records need; by default example.test, as a small company has it. */
  readonly zones?: readonly ZoneSettings[] | undefined;
  /** The key of SES is a temporary one and good only with this token. */
  readonly sesToken?: string | undefined;
  readonly heldByOthers?: readonly DomainName[] | undefined;
  readonly mxMustBeOurs?: boolean | undefined;
  /** The SES actions that the key's CAM policy allows; undefined: all. */
  readonly sesActions?: readonly string[] | undefined;
  readonly levels?: SesAccountOptions["levels"];
  readonly unknownAfterCreate?: SesAccountOptions["unknownAfterCreate"];
  /** How Cloudflare's API behaves, and what its one token may do. */
  readonly cloudflare?:
    | (Omit<CloudflareSettings, "tokens"> & Pick<Token, "permissions" | "addresses">)
    | undefined;
  /** How DNSPod's API behaves, and what the account's key, which is SES's too, may do there. */
  readonly dnspod?: (Omit<DnspodSettings, "keys"> & Pick<DnspodKey, "actions" | "domains">) | undefined;
  /** How the API of Alibaba Cloud DNS behaves, and what its one key may do. */
  readonly alidns?: (Omit<AlidnsSettings, "keys"> & Pick<AlidnsKey, "actions" | "domains">) | undefined;
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
  /** Its key is SES's: both are services of one account. */
  readonly dnspod: {
    readonly endpoint: string;
    readonly site: Site;
    /** How old a listing of records is. */
    readonly readLag: string;
  };
  readonly alidns: {
    readonly endpoint: string;
    readonly accessKeyId: string;
    readonly accessKeySecret: string;
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
  readonly dnspod: SandboxDnspod;
  readonly alidns: SandboxAlidns;
  readonly dns: DnsServers;
  readonly close: () => Promise<void>;
}

/**
 * SES, four DNS hosts and a DNS tree on loopback, with one zone store behind them. Nothing of it outlives the
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
    key: { ...keys.ses, token: options.sesToken, actions: options.sesActions },
    resolve: createResolver(dns),
  });
  const cloudflare = createCloudflare(store, keys.cloudflare, options.cloudflare);
  const { rights, ...route53Settings } = { settleMs: options.settleMs ?? 0, ...options.route53 };
  const route53 = createRoute53Sandbox({
    ...route53Settings,
    store,
    credentials: { ...keys.route53, ...rights },
  });
  const dnspodSettings = { ...DNSPOD, ...options.dnspod };
  const dnspod = createDnspod(store, { ...keys.ses, token: options.sesToken }, dnspodSettings);
  const alidns = createAlidns(store, keys.alidns, options.alidns);
  const journal = new ApiJournal();
  const servers = await Promise.all(
    [withRecordsDoor(ses, store), cloudflare, route53, dnspod, alidns].map((api) => serveApi(api, journal)),
  );
  const [sesUrl = "", cloudflareUrl = "", route53Url = "", dnspodUrl = "", alidnsUrl = ""] = servers.map(
    ({ url }) => url,
  );
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
    dnspod: {
      endpoint: dnspodUrl,
      site: dnspodSettings.site ?? DNSPOD.site,
      readLag: `${dnspodSettings.listLagMs ?? DNSPOD.listLagMs}ms`,
    },
    alidns: { endpoint: alidnsUrl, ...keys.alidns },
    dns: { roots: dns.roots, port: dns.port },
    zones: [...new Set(own.map((zone) => zone.apex))],
  };
  const close = async () => void (await Promise.all([dns, ...servers].map((server) => server.close())));
  return { description, store, journal, ses, route53, dnspod, alidns, dns, close };
}

/** SES's region is one of the international site; nobody waits half a minute for a rehearsal. */
const DNSPOD = { site: "international", listLagMs: 1_000 } as const satisfies Omit<DnspodSettings, "keys">;

function createCloudflare(
  store: ZoneStore,
  token: string,
  { permissions, addresses, ...settings }: NonNullable<SandboxOptions["cloudflare"]> = {},
): Api {
  const rights = {
    ...(permissions === undefined ? {} : { permissions }),
    ...(addresses === undefined ? {} : { addresses }),
  };
  return createCloudflareApi(store, { ...settings, tokens: [{ token, ...rights }] });
}

function createDnspod(
  store: ZoneStore,
  key: DnspodKey,
  { actions, domains, ...settings }: NonNullable<SandboxOptions["dnspod"]>,
): SandboxDnspod {
  return createDnspodApi(store, { ...settings, keys: [{ ...key, actions, domains }] });
}

function createAlidns(
  store: ZoneStore,
  key: AlidnsKey,
  { actions, domains, ...settings }: NonNullable<SandboxOptions["alidns"]> = {},
): SandboxAlidns {
  return createAlidnsApi(store, { ...settings, keys: [{ ...key, actions, domains }] });
}

/** The environment that points every part of ses-onboard at a sandbox, and at nothing else. */
export function environmentOf({
  ses,
  cloudflare,
  route53,
  dnspod,
  alidns,
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
    DNSPOD_ENDPOINT: dnspod.endpoint,
    DNSPOD_SITE: dnspod.site,
    DNSPOD_READ_LAG: dnspod.readLag,
    ALIBABA_CLOUD_ACCESS_KEY_ID: alidns.accessKeyId,
    ALIBABA_CLOUD_ACCESS_KEY_SECRET: alidns.accessKeySecret,
    ALIDNS_ENDPOINT: alidns.endpoint,
    SES_ONBOARD_DNS_ROOTS: dns.roots.join(","),
    SES_ONBOARD_DNS_PORT: String(dns.port),
  };
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
    alidns: { accessKeyId: `LTAIsandbox${random(6)}`, accessKeySecret: random(15) },
  };
}
