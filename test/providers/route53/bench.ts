import { createRoute53Provider } from "../../../providers/route53/adapter.ts";
import type { Route53Api } from "../../../providers/route53/api.ts";
import { createRoute53Client } from "../../../providers/route53/client.ts";
import { parseDomainName, type DomainName } from "../../../src/dns/domain-name.ts";
import type { GivenToAdapter } from "../../../providers/conformance.ts";
import type { DnsProvider, Zone } from "../../../src/dns/provider.ts";
import type { RRset } from "../../../src/dns/rrset.ts";
import { ApiJournal, serveApi } from "../../../src/sandbox/api-server.ts";
import {
  createRoute53Sandbox,
  type Route53Options,
  type Route53Sandbox,
  type Route53SandboxSettings,
} from "../../../src/sandbox/route53/api.ts";
import { zoneIdOf } from "../../../src/sandbox/route53/listings.ts";
import { ZoneStore, type StoredZone, type ZoneSettings } from "../../../src/sandbox/zone-store.ts";
import { NO_PAUSE } from "../../support/no-pause.ts";

export const name = parseDomainName;
export const APEX = name("example.test");
export const D = name("mail.example.test");

const KEY = { accessKeyId: "AKIDEXAMPLE", secretAccessKey: "sandbox/secret+key" };

/** The real adapter on the real SDK against the sandbox's API over real HTTP. */
export interface Fixture {
  readonly store: ZoneStore;
  readonly stored: StoredZone;
  readonly sandbox: Route53Sandbox;
  readonly journal: ApiJournal;
  readonly url: string;
  readonly provider: DnsProvider;
  readonly zone: Zone;
  readonly client: (env?: Readonly<Record<string, string>>) => Promise<Route53Api>;
  readonly newProvider: (options?: ProviderOptions) => Promise<DnsProvider>;
  /** Pauses asked for between attempts, and the codes they were for. */
  readonly retries: { readonly code: string; readonly nextInMs: number }[];
  /** For how long the account was held back, each time. */
  readonly held: readonly number[];
  calls: () => number;
  readonly operations: () => readonly string[];
  readonly close: () => Promise<void>;
}

interface ProviderOptions extends Pick<GivenToAdapter, "clock" | "admit"> {
  readonly env?: Readonly<Record<string, string>>;
  readonly zoneId?: string;
  readonly requestMs?: number;
  /** How far ahead this machine's clock is; the SDK's signature date is not moved by it. */
  readonly now?: () => number;
  readonly sleep?: (ms: number) => Promise<void>;
}

export interface BenchSettings extends Partial<Omit<Route53SandboxSettings, "store" | "credentials">> {
  readonly zone?: Partial<ZoneSettings>;
  /** What IAM lets the key do; absent: everything. */
  readonly rights?: Route53Options["rights"];
  readonly otherZones?: readonly ZoneSettings[];
}

export async function openFixture({
  zone: zoneSettings,
  otherZones,
  rights,
  ...settings
}: BenchSettings = {}): Promise<Fixture> {
  const store = new ZoneStore();
  const stored = store.add({ apex: APEX, ...zoneSettings });
  for (const other of otherZones ?? []) store.add(other);
  const sandbox = createRoute53Sandbox({ store, credentials: { ...KEY, ...rights }, ...settings });
  const journal = new ApiJournal();
  const server = await serveApi(sandbox, journal);
  const retries: { code: string; nextInMs: number }[] = [];
  const held: number[] = [];
  let calls = 0;
  const client = (env: Readonly<Record<string, string>> = {}): Promise<Route53Api> =>
    createRoute53Client(
      {
        settings: { endpoint: server.url },
        env: { AWS_ACCESS_KEY_ID: KEY.accessKeyId, AWS_SECRET_ACCESS_KEY: KEY.secretAccessKey, ...env },
        credentialChain: "env",
        userAgent: "ses-onboard/0.0.0",
      },
      { connectMs: 1_000, requestMs: 2_000, keysMs: 2_000 },
    );
  const newProvider = async ({
    env,
    zoneId,
    requestMs = 2_000,
    now = Date.now,
    sleep,
    clock = { ...NO_PAUSE, now, ...(sleep === undefined ? {} : { sleep }) },
    admit = async function admit() {
      calls += 1;
      return admit;
    },
  }: ProviderOptions = {}): Promise<DnsProvider> =>
    createRoute53Provider(await client(env), {
      zoneId,
      requestMs,
      clock,
      admit,
      holdBack: (ms) => void held.push(ms),
      onRetry: (_attempt, nextInMs, code) => retries.push({ code, nextInMs }),
    });
  return {
    store,
    stored,
    sandbox,
    journal,
    url: server.url,
    client,
    newProvider,
    retries,
    held,
    provider: await newProvider(),
    zone: { apex: APEX, id: zoneIdOf(stored), nameServers: undefined },
    calls: () => calls,
    operations: () => journal.operations("route53"),
    close: server.close,
  };
}

export function txt(owner: DomainName, ...values: readonly string[]): RRset {
  return { owner, type: "TXT", ttl: 300, values };
}

/** What the zone holds at this place, reached without the adapter. */
export function held(fixture: Fixture, owner: DomainName, type = "TXT"): readonly string[] {
  return fixture.stored.current.records
    .filter((record) => record.owner === owner && record.type === type)
    .map((record) => record.value);
}

export async function codeOf(work: Promise<unknown>): Promise<unknown> {
  try {
    await work;
    return "success";
  } catch (error) {
    return (error as { code?: unknown }).code ?? error;
  }
}
