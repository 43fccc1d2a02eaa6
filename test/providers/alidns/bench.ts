import { createAlidnsProvider } from "../../../providers/alidns/adapter.ts";
import { createAlidnsClient } from "../../../providers/alidns/client.ts";
import { meta } from "../../../providers/alidns/meta.ts";
import { parseDomainName } from "../../../src/dns/domain-name.ts";
import { createAlidnsApi, type AlidnsKey } from "../../../src/sandbox/alidns/api.ts";
import { ZoneStore } from "../../../src/sandbox/zone-store.ts";
import type { WordsOfHost } from "../../support/host-side.ts";
import { serveRecordHost, type RecordHost } from "../record-host.ts";

// The real adapter over a real socket, with the sandbox's API at the other end: our own fake, after Alibaba's
// documentation.

const apex = parseDomainName("example.test");
const KEY: AlidnsKey = { accessKeyId: "LTAIsandboxsandbox", accessKeySecret: "secret-key-of-the-sandbox" };
const READ_ONLY: AlidnsKey = {
  accessKeyId: "LTAIreadonlyreadonly",
  accessKeySecret: "secret-key-that-may-only-read",
  actions: ["DescribeDomains", "DescribeDomainInfo", "DescribeDomainRecords"],
};

export function openAlidns(): Promise<RecordHost> {
  const store = new ZoneStore();
  return serveRecordHost({
    // The cases take TTLs that only the dearest plans have.
    zone: store.add({ apex, alidns: { edition: "version_enterprise_advanced" } }),
    createApi: (now) => createAlidnsApi(store, { keys: [KEY, READ_ONLY], now }),
    words: WORDS,
    rate: meta.rate,
    secrets: [KEY.accessKeySecret, READ_ONLY.accessKeySecret],
    connect: ({ endpoint, isReadOnly, requestMs }, context) => {
      const credentials = isReadOnly ? READ_ONLY : KEY;
      return createAlidnsProvider(createAlidnsClient({ credentials, endpoint }, context, requestMs), context);
    },
  });
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
