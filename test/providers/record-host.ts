import { onTestFinished } from "vitest";
import type { ConformanceSubject, GivenToAdapter } from "../../providers/conformance.ts";
import type { AdapterContext, ProviderMeta } from "../../providers/describe.ts";
import { groupRRsets } from "../../providers/kit/values.ts";
import type { Clock } from "../../src/async/clock.ts";
import { createRateLimit } from "../../src/async/rate-limit.ts";
import { findRRset, type RRset } from "../../src/dns/rrset.ts";
import type { DnsProvider } from "../../src/dns/provider.ts";
import { ApiJournal, serveApi, type Api } from "../../src/sandbox/api-server.ts";
import type { StoredRecord, StoredZone } from "../../src/sandbox/zone-store.ts";
import { underTest, type WordsOfHost } from "../support/host-side.ts";
import { NO_PAUSE } from "../support/no-pause.ts";

// A host of the sandbox that keeps one record for each value and lets so many requests through a second, over a real
// socket.

export interface RecordHost extends Omit<ConformanceSubject, "createProvider"> {
  readonly createProvider: (given?: GivenToAdapter & Partial<AdapterContext>) => Promise<DnsProvider>;
  readonly zone: StoredZone;
  readonly journal: ApiJournal;
}

export interface Serving {
  readonly zone: StoredZone;
  /** By the host's clock, milliseconds since 1970. */
  readonly createApi: (now: () => number) => Api;
  readonly words: WordsOfHost;
  readonly rate: ProviderMeta["rate"];
  readonly secrets: readonly string[];
  readonly connect: (at: Endpoint, context: AdapterContext) => DnsProvider;
}

export interface Endpoint {
  /** URL. */
  readonly endpoint: string;
  readonly isReadOnly: boolean;
  /** Milliseconds; undefined: the adapter's own. */
  readonly requestMs: number | undefined;
}

export async function serveRecordHost(serving: Serving): Promise<RecordHost> {
  const { zone, words, rate, secrets, connect } = serving;
  const journal = new ApiJournal();
  // Who waits for the rate takes no time here, and lets the host's time go on.
  let waitedMs = 0;
  const hostNow = () => Date.now() + waitedMs;
  const sleep: Clock["sleep"] = async (ms, { signal } = {}) => {
    signal?.throwIfAborted();
    waitedMs += ms;
  };
  const { admit } = createRateLimit(rate, { ...NO_PAUSE, now: hostNow, sleep });
  const { api, intercept, inject } = underTest(serving.createApi(hostNow), journal, words);
  const server = await serveApi(api, journal);
  onTestFinished(() => server.close());
  const context: AdapterContext = {
    settings: {},
    env: {},
    credentialChain: "env",
    userAgent: "ses-onboard/test",
    clock: NO_PAUSE,
    admit,
    holdBack: () => {},
    onRetry: () => {},
  };
  return {
    apex: zone.apex,
    zone,
    journal,
    nameServers: zone.settings.nameServers,
    secrets,
    createProvider: async ({ key, requestMs, ...own } = {}) =>
      connect({ endpoint: server.url, isReadOnly: key === "read-only", requestMs }, { ...context, ...own }),
    host: {
      seed: (rrset) => seed(zone, rrset),
      peek: (owner, type) => findRRset(rrsetsOf(zone.current.records), owner, type),
      history: () => zone.versions.map(({ records }) => rrsetsOf(records)),
      intercept,
      inject,
    },
  };
}

/** What is locked is weighted. */
function seed(zone: StoredZone, { owner, type, ttl, values, locked }: RRset): void {
  const marks = locked === undefined ? {} : { weight: 20 };
  const fresh = values.map((value) => zone.newRecord({ owner, type, ttl, value, ...marks }));
  zone.commit((records) => [
    ...records.filter((record) => !(record.owner === owner && record.type === type)),
    ...fresh,
  ]);
}

function rrsetsOf(records: readonly StoredRecord[]): readonly RRset[] {
  return groupRRsets(records.map(({ owner, type, ttl, value }) => ({ owner, type, ttl, values: [value] })));
}
