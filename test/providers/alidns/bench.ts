import { onTestFinished } from "vitest";
import { createAlidnsProvider } from "../../../providers/alidns/adapter.ts";
import { createAlidnsClient } from "../../../providers/alidns/client.ts";
import type { AdapterContext } from "../../../providers/describe.ts";
import type { ConformanceSubject, GivenToAdapter } from "../../../providers/conformance.ts";
import { meta } from "../../../providers/alidns/meta.ts";
import { groupRRsets } from "../../../providers/kit/values.ts";
import type { Clock } from "../../../src/async/clock.ts";
import { createRateLimit } from "../../../src/async/rate-limit.ts";
import type { DnsProvider } from "../../../src/dns/provider.ts";
import { parseDomainName } from "../../../src/dns/domain-name.ts";
import { findRRset, type RRset } from "../../../src/dns/rrset.ts";
import { ApiJournal, serveApi } from "../../../src/sandbox/api-server.ts";
import { createAlidnsApi, type AlidnsKey, type AlidnsSettings } from "../../../src/sandbox/alidns/api.ts";
import {
  ZoneStore,
  type StoredRecord,
  type StoredZone,
  type ZoneSettings,
} from "../../../src/sandbox/zone-store.ts";
import { underTest, type WordsOfHost } from "../../support/host-side.ts";
import { NO_PAUSE } from "../../support/no-pause.ts";

// The real adapter over a real socket, with the sandbox's API at the other end: our own fake, after Alibaba's
// documentation.

const apex = parseDomainName("example.test");
const KEY: AlidnsKey = { accessKeyId: "LTAIsandboxsandbox", accessKeySecret: "secret-key-of-the-sandbox" };
const READ_ONLY: AlidnsKey = {
  accessKeyId: "LTAIreadonlyreadonly",
  accessKeySecret: "secret-key-that-may-only-read",
  actions: ["DescribeDomains", "DescribeDomainInfo", "DescribeDomainRecords"],
};

export interface AlidnsBench extends Omit<ConformanceSubject, "createProvider"> {
  readonly createProvider: (given?: GivenToAdapter & Partial<AdapterContext>) => Promise<DnsProvider>;
  readonly zone: StoredZone;
  readonly journal: ApiJournal;
}

export interface BenchOptions {
  readonly api?: Partial<AlidnsSettings>;
  readonly zone?: Partial<ZoneSettings>;
}

export async function openAlidns({
  api: given = {},
  zone: settings = {},
}: BenchOptions = {}): Promise<AlidnsBench> {
  const store = new ZoneStore();
  // The cases take TTLs that only the dearest plans have.
  const zone = store.add({ apex, alidns: { edition: "version_enterprise_advanced" }, ...settings });
  const journal = new ApiJournal();
  // Who waits for the rate takes no time here, and lets the host's time go on.
  let waitedMs = 0;
  const hostNow = () => Date.now() + waitedMs;
  const sleep: Clock["sleep"] = async (ms, { signal } = {}) => {
    signal?.throwIfAborted();
    waitedMs += ms;
  };
  const { admit } = createRateLimit(meta.rate, { ...NO_PAUSE, now: hostNow, sleep });
  const alidns = createAlidnsApi(store, {
    keys: [KEY, READ_ONLY],
    now: hostNow,
    ...given,
  });
  const { api, intercept, inject } = underTest(alidns, journal, WORDS);
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
    apex,
    zone,
    journal,
    nameServers: zone.settings.nameServers,
    secrets: [KEY.accessKeySecret, READ_ONLY.accessKeySecret],
    createProvider: async ({ key, requestMs, ...own } = {}) => {
      const credentials = key === undefined ? KEY : READ_ONLY;
      const client = createAlidnsClient(
        { credentials, endpoint: server.url },
        { ...context, ...own },
        requestMs,
      );
      return createAlidnsProvider(client, { ...context, ...own });
    },
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

const refusal = (Code: string, status: number) => () => ({
  status,
  body: JSON.stringify({
    RequestId: "r-1",
    HostId: "alidns.aliyuncs.com",
    Code,
    Message: "As the case wants it.",
  }),
});

const WORDS: WordsOfHost = {
  operations: {
    zones: ["DescribeDomains", "DescribeDomainInfo"],
    read: ["DescribeDomainRecords"],
    write: ["AddDomainRecord", "UpdateDomainRecord", "DeleteDomainRecord"],
    settle: [],
  },
  refusals: {
    unauthorized: refusal("InvalidAccessKeyId.NotFound", 404),
    forbidden: refusal("Forbidden.RAM", 403),
    refused: refusal("SubDomainInvalid.Value", 400),
  },
};

function rrsetsOf(records: readonly StoredRecord[]): readonly RRset[] {
  return groupRRsets(records.map(({ owner, type, ttl, value }) => ({ owner, type, ttl, values: [value] })));
}
