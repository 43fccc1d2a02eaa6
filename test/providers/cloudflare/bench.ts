import { onTestFinished } from "vitest";
import { createCloudflareProvider } from "../../../providers/cloudflare/adapter.ts";
import { createCloudflareClient } from "../../../providers/cloudflare/client.ts";
import type { AdapterContext } from "../../../providers/describe.ts";
import type { ConformanceSubject, GivenToAdapter } from "../../../providers/conformance.ts";
import { admitAll } from "../../../src/async/rate-limit.ts";
import type { DnsProvider } from "../../../src/dns/provider.ts";
import { parseDomainName, type DomainName } from "../../../src/dns/domain-name.ts";
import { findRRset, type RRset, type RRType } from "../../../src/dns/rrset.ts";
import { ApiJournal, serveApi } from "../../../src/sandbox/api-server.ts";
import { createCloudflareApi } from "../../../src/sandbox/cloudflare/api.ts";
import type { CloudflareSettings } from "../../../src/sandbox/cloudflare/backend.ts";
import { CloudflareFault, failure } from "../../../src/sandbox/cloudflare/envelope.ts";
import {
  ZoneStore,
  type StoredRecord,
  type StoredZone,
  type ZoneSettings,
} from "../../../src/sandbox/zone-store.ts";
import { underTest, type WordsOfHost } from "../../support/host-side.ts";
import { NO_PAUSE } from "../../support/no-pause.ts";

// The real adapter on the real SDK over a real socket, with the sandbox's API at the other end.

export const TOKEN = "sandbox-token-sandbox-token-sandbox-token";
const READ_ONLY_TOKEN = "read-only-token-read-only-token-read-only-token";
export const apex = parseDomainName("example.test");

export interface CloudflareBench extends Omit<ConformanceSubject, "createProvider"> {
  /** With a context of its own where one is given. */
  readonly createProvider: (given?: GivenToAdapter & Partial<AdapterContext>) => Promise<DnsProvider>;
  readonly store: ZoneStore;
  readonly zone: StoredZone;
  readonly journal: ApiJournal;
  readonly baseUrl: string;
  /** Told of each pause between attempts, which takes no time. */
  readonly pauses: number[];
  readonly context: AdapterContext;
}

export interface BenchOptions {
  readonly api?: Partial<CloudflareSettings>;
  readonly zone?: Partial<ZoneSettings>;
  readonly settings?: Readonly<Record<string, string>>;
  readonly token?: string;
  /** Milliseconds. */
  readonly requestTimeout?: number;
}

export async function openCloudflare(options: BenchOptions = {}): Promise<CloudflareBench> {
  // A pause of the adapter's takes no time here, and lets the host's time go on.
  const pauses: number[] = [];
  const store = new ZoneStore(() => Date.now() + pauses.reduce((sum, ms) => sum + ms, 0));
  const zone = store.add({ apex, ...options.zone });
  const journal = new ApiJournal();
  const tokens = [
    { token: TOKEN },
    { token: READ_ONLY_TOKEN, permissions: ["#zone:read", "#dns_records:read"] },
  ];
  const { api, intercept, inject } = underTest(
    createCloudflareApi(store, { tokens, ...options.api }),
    journal,
    WORDS,
  );
  const server = await serveApi(api, journal);
  onTestFinished(() => server.close());

  const baseUrl = `${server.url}/client/v4`;
  const context: AdapterContext = {
    settings: { baseUrl, apiToken: options.token ?? TOKEN, ...options.settings },
    env: {},
    credentialChain: "env",
    userAgent: "ses-onboard/test",
    clock: {
      ...NO_PAUSE,
      sleep: async (ms, { signal } = {}) => {
        signal?.throwIfAborted();
        pauses.push(ms);
      },
    },
    admit: admitAll,
    holdBack: () => {},
    onRetry: () => {},
  };
  return {
    apex,
    store,
    zone,
    journal,
    baseUrl,
    pauses,
    context,
    nameServers: zone.settings.nameServers,
    secrets: [TOKEN, READ_ONLY_TOKEN],
    createProvider: async ({ key, requestMs = options.requestTimeout, ...given } = {}) => {
      const token = key === undefined ? (options.token ?? TOKEN) : READ_ONLY_TOKEN;
      const own = { ...context, ...given };
      return createCloudflareProvider(createCloudflareClient(own, token, requestMs), own);
    },
    host: {
      seed: (rrset) => void seed(zone, rrset, rrset.locked === undefined ? {} : { locked: rrset.locked }),
      peek: (owner, type) => findRRset(rrsetsOf(zone.current.records), owner, type),
      history: () => zone.versions.map(({ records }) => rrsetsOf(records)),
      intercept,
      inject,
    },
  };
}

export function seed(
  zone: StoredZone,
  { owner, type, ttl, values }: RRset,
  extra: Partial<StoredRecord> = {},
): readonly StoredRecord[] {
  const fresh = values.map((value) => zone.newRecord({ owner, type, ttl, value, ...extra }));
  zone.commit((records) => [
    ...records.filter((record) => !(record.owner === owner && record.type === type)),
    ...fresh,
  ]);
  return fresh;
}

export function recordsAt(zone: StoredZone, owner: DomainName, type: RRType): readonly StoredRecord[] {
  return zone.current.records.filter((record) => record.owner === owner && record.type === type);
}

const WORDS: WordsOfHost = {
  operations: {
    zones: ["GET zones", "GET zones/id"],
    read: ["GET dns_records"],
    write: ["POST dns_records/batch"],
    settle: [],
  },
  refusals: {
    unauthorized: () => failure(new CloudflareFault(401, 10000, "Authentication error")),
    forbidden: () => failure(new CloudflareFault(403, 10000, "Authentication error")),
    // As they come since October 2024, without 1004 around them.
    refused: () =>
      failure(new CloudflareFault(400, 9005, "Content for A record must be a valid IPv4 address.")),
  },
};

function rrsetsOf(records: readonly StoredRecord[]): readonly RRset[] {
  const groups = new Map<string, RRset>();
  for (const { owner, type, ttl, value } of records) {
    const values = groups.get(`${owner} ${type}`)?.values ?? [];
    groups.set(`${owner} ${type}`, { owner, type, ttl, values: [...values, value] });
  }
  return [...groups.values()];
}
