import { onTestFinished } from "vitest";
import { createCloudflareProvider } from "../../../providers/cloudflare/adapter.ts";
import { createCloudflareClient } from "../../../providers/cloudflare/client.ts";
import type { AdapterContext } from "../../../providers/describe.ts";
import type { ConformanceSubject, HostFault } from "../../../providers/conformance.ts";
import { admitAll } from "../../../src/async/rate-limit.ts";
import type { DnsProvider } from "../../../src/dns/provider.ts";
import { parseDomainName, type DomainName } from "../../../src/dns/domain-name.ts";
import { findRRset, type RRset, type RRType } from "../../../src/dns/rrset.ts";
import { ApiJournal, serveApi, type Api } from "../../../src/sandbox/api-server.ts";
import { createCloudflareApi } from "../../../src/sandbox/cloudflare/api.ts";
import type { CloudflareSettings } from "../../../src/sandbox/cloudflare/backend.ts";
import {
  ZoneStore,
  type StoredRecord,
  type StoredZone,
  type ZoneSettings,
} from "../../../src/sandbox/zone-store.ts";
import { NO_PAUSE } from "../../support/no-pause.ts";

// The real adapter on the real SDK over a real socket, with the sandbox's API at the other end.

export const TOKEN = "sandbox-token-sandbox-token-sandbox-token";
export const apex = parseDomainName("example.test");

export interface CloudflareBench extends Omit<ConformanceSubject, "createProvider"> {
  /** With a context of its own where one is given. */
  readonly createProvider: (context?: AdapterContext) => Promise<DnsProvider>;
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
  const pending: { readonly on: HostFault["on"]; readonly edit: () => void | Promise<void> }[] = [];
  const api = intercepted(
    createCloudflareApi(store, { tokens: [{ token: TOKEN }], ...options.api }),
    pending,
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
    createProvider: async (own = context) =>
      createCloudflareProvider(
        createCloudflareClient(own, options.token ?? TOKEN, options.requestTimeout),
        own,
      ),
    host: {
      seed: (rrset) => void seed(zone, rrset),
      peek: (owner, type) => findRRset(rrsetsOf(zone.current.records), owner, type),
      history: () => zone.versions.map(({ records }) => rrsetsOf(records)),
      intercept: (on, edit) => void pending.push({ on, edit }),
      inject: ({ on, kind, times }) => journal.inject({ operation: OPERATION[on], kind: FAULT[kind], times }),
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

const OPERATION = { read: "GET dns_records", write: "POST dns_records/batch" } as const;
const FAULT = {
  unavailable: "server-error",
  "rate-limited": "rate-limit",
  "answer-lost": "reset-after",
  stalled: "slow-body",
} as const;

function intercepted(
  api: Api,
  pending: { readonly on: HostFault["on"]; readonly edit: () => void | Promise<void> }[],
): Api {
  return {
    ...api,
    async answer(request) {
      const at = pending.findIndex(({ on }) => OPERATION[on] === api.operationOf(request));
      if (at !== -1) await pending.splice(at, 1)[0]?.edit();
      return api.answer(request);
    },
  };
}

function rrsetsOf(records: readonly StoredRecord[]): readonly RRset[] {
  const groups = new Map<string, RRset>();
  for (const { owner, type, ttl, value } of records) {
    const values = groups.get(`${owner} ${type}`)?.values ?? [];
    groups.set(`${owner} ${type}`, { owner, type, ttl, values: [...values, value] });
  }
  return [...groups.values()];
}
