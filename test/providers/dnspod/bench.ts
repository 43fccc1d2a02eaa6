import { onTestFinished } from "vitest";
import { createDnspodProvider } from "../../../providers/dnspod/adapter.ts";
import { createDnspodClient } from "../../../providers/dnspod/client.ts";
import type { AdapterContext } from "../../../providers/describe.ts";
import type { ConformanceSubject, GivenToAdapter } from "../../../providers/conformance.ts";
import { meta } from "../../../providers/dnspod/meta.ts";
import { groupRRsets } from "../../../providers/kit/values.ts";
import type { Clock } from "../../../src/async/clock.ts";
import { createRateLimit } from "../../../src/async/rate-limit.ts";
import type { DnsProvider } from "../../../src/dns/provider.ts";
import { parseDomainName } from "../../../src/dns/domain-name.ts";
import { findRRset, type RRset } from "../../../src/dns/rrset.ts";
import { ApiJournal, serveApi } from "../../../src/sandbox/api-server.ts";
import { createDnspodApi, type DnspodKey, type DnspodSettings } from "../../../src/sandbox/dnspod/api.ts";
import { respondFault } from "../../../src/sandbox/tencent/api3.ts";
import { TencentFault } from "../../../src/sandbox/tencent/faults.ts";
import {
  ZoneStore,
  type StoredRecord,
  type StoredZone,
  type ZoneSettings,
} from "../../../src/sandbox/zone-store.ts";
import { underTest, type WordsOfHost } from "../../support/host-side.ts";
import { NO_PAUSE } from "../../support/no-pause.ts";

// The real adapter on the real SDK over a real socket, with the sandbox's API at the other end: our own fake, after
// Tencent's documentation.

const apex = parseDomainName("example.test");
const KEY: DnspodKey = { secretId: "AKIDsandboxsandbox", secretKey: "secret-key-of-the-sandbox" };
const READ_ONLY: DnspodKey = {
  secretId: "AKIDreadonlyreadonly",
  secretKey: "secret-key-that-may-only-read",
  actions: ["DescribeDomainList", "DescribeRecordList", "DescribeRecord"],
};
const READ_LAG_MS = 30_000;

export interface DnspodBench extends Omit<ConformanceSubject, "createProvider"> {
  readonly createProvider: (given?: GivenToAdapter & Partial<AdapterContext>) => Promise<DnsProvider>;
  readonly zone: StoredZone;
  readonly journal: ApiJournal;
}

export interface BenchOptions {
  readonly api?: Partial<DnspodSettings>;
  readonly zone?: Partial<ZoneSettings>;
}

/** Its listing shows everything at once until a case asks for the lag. */
export async function openDnspod({
  api: given = {},
  zone: settings = {},
}: BenchOptions = {}): Promise<DnspodBench> {
  let now: (() => number) | undefined;
  const store = new ZoneStore(() => now?.() ?? Date.now());
  // The cases take TTLs that only the dearest plans have.
  const zone = store.add({ apex, dnspod: { grade: "DP_ULTRA" }, ...settings });
  const journal = new ApiJournal();
  const site = given.site ?? "china";
  // Who waits for the rate takes no time here, and lets the host's time go on.
  let waitedMs = 0;
  const hostNow = () => Date.now() + waitedMs;
  const sleep: Clock["sleep"] = async (ms, { signal } = {}) => {
    signal?.throwIfAborted();
    waitedMs += ms;
  };
  const { admit } = createRateLimit(meta.rate, { ...NO_PAUSE, now: hostNow, sleep });
  const dnspod = createDnspodApi(store, {
    keys: [KEY, READ_ONLY],
    now: hostNow,
    ...given,
    get listLagMs() {
      return now === undefined ? 0 : READ_LAG_MS;
    },
  });
  const { api, intercept, inject } = underTest(dnspod, journal, WORDS);
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
    secrets: [KEY.secretKey, READ_ONLY.secretKey],
    createProvider: async ({ key, requestMs, ...own } = {}) => {
      const credentials = key === undefined ? KEY : READ_ONLY;
      const client = createDnspodClient(
        { credentials, endpoint: server.url },
        { ...context, ...own },
        requestMs,
      );
      const defaultLine = site === "china" ? "默认" : "Default";
      return createDnspodProvider(client, { ...context, ...own }, { readLagMs: READ_LAG_MS, defaultLine });
    },
    host: {
      seed: (rrset) => seed(zone, rrset),
      peek: (owner, type) => findRRset(rrsetsOf(zone.current.records), owner, type),
      history: () => zone.versions.map(({ records }) => rrsetsOf(records)),
      intercept,
      inject,
      lag: (clock) => {
        now = clock;
      },
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

const refusal = (code: string) => () =>
  respondFault(Date.now(), new TencentFault(code, "As the case wants it."));

const WORDS: WordsOfHost = {
  operations: {
    zones: ["DescribeDomainList"],
    read: ["DescribeRecordList"],
    write: ["CreateRecord", "ModifyRecordFields", "DeleteRecord", "ModifyRecord"],
    settle: [],
  },
  refusals: {
    unauthorized: refusal("AuthFailure.SignatureFailure"),
    forbidden: refusal("UnauthorizedOperation"),
    refused: refusal("InvalidParameter.RecordValueInvalid"),
  },
};

function rrsetsOf(records: readonly StoredRecord[]): readonly RRset[] {
  return groupRRsets(records.map(({ owner, type, ttl, value }) => ({ owner, type, ttl, values: [value] })));
}
