import { createDnspodProvider } from "../../../providers/dnspod/adapter.ts";
import { createDnspodClient } from "../../../providers/dnspod/client.ts";
import { meta } from "../../../providers/dnspod/meta.ts";
import { parseDomainName } from "../../../src/dns/domain-name.ts";
import { createDnspodApi, type DnspodKey, type DnspodSettings } from "../../../src/sandbox/dnspod/api.ts";
import { respondFault } from "../../../src/sandbox/tencent/api3.ts";
import { TencentFault } from "../../../src/sandbox/tencent/faults.ts";
import { ZoneStore } from "../../../src/sandbox/zone-store.ts";
import type { WordsOfHost } from "../../support/host-side.ts";
import { serveRecordHost, type RecordHost } from "../record-host.ts";

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

/** Its listing shows everything at once until a case asks for the lag. */
export async function openDnspod({
  api = {},
}: { readonly api?: Partial<DnspodSettings> } = {}): Promise<RecordHost> {
  let lagClock: (() => number) | undefined;
  const store = new ZoneStore(() => lagClock?.() ?? Date.now());
  const defaultLine = (api.site ?? "china") === "china" ? "默认" : "Default";
  const served = await serveRecordHost({
    // The cases take TTLs that only the dearest plans have.
    zone: store.add({ apex, dnspod: { grade: "DP_ULTRA" } }),
    createApi: (now) =>
      createDnspodApi(store, {
        keys: [KEY, READ_ONLY],
        now,
        ...api,
        get listLagMs() {
          return lagClock === undefined ? 0 : READ_LAG_MS;
        },
      }),
    words: WORDS,
    rate: meta.rate,
    secrets: [KEY.secretKey, READ_ONLY.secretKey],
    connect: ({ endpoint, isReadOnly, requestMs }, context) => {
      const credentials = isReadOnly ? READ_ONLY : KEY;
      const client = createDnspodClient({ credentials, endpoint }, context, requestMs);
      return createDnspodProvider(client, context, { readLagMs: READ_LAG_MS, defaultLine });
    },
  });
  const lag = (clock: () => number) => {
    lagClock = clock;
  };
  return { ...served, host: { ...served.host, lag } };
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
