import { randomUUID } from "node:crypto";
import { dnspod as sdk } from "tencentcloud-sdk-nodejs-dnspod";
import { createDnspodApi, type DnspodSettings } from "../../../src/sandbox/dnspod/api.ts";
import type { DnspodZone } from "../../../src/sandbox/dnspod/grades.ts";
import type { ZoneSettings } from "../../../src/sandbox/zone-store.ts";
import { apex, serveZone } from "../serve-zone.ts";

// The real SDK against the sandbox's DNSPod over HTTP: our own fake, after Tencent's documentation.

export { apex, mail } from "../serve-zone.ts";
export const KEY = { secretId: "AKIDsandbox", secretKey: randomUUID() };

/** A record as the two reading calls show it. */
export interface Shown {
  readonly RecordId: number;
  readonly Name: string;
  readonly Type: string;
  readonly Value: string;
  readonly Line: string;
  readonly LineId: string;
  readonly Weight: number | null;
  readonly MX: number;
  readonly TTL: number;
  readonly Status: string;
  readonly Remark: string;
  readonly DefaultNS: boolean;
}

interface Answer {
  readonly RecordId: number;
  readonly RecordList: readonly Shown[];
  readonly RecordCountInfo: {
    readonly TotalCount: number;
    readonly ListCount: number;
    readonly SubdomainCount: number;
  };
  readonly DomainList: readonly Record<string, unknown>[];
  readonly DomainCountInfo: { readonly DomainTotal: number; readonly AllTotal: number };
  readonly [name: string]: unknown;
}

interface Given extends Partial<DnspodSettings> {
  readonly records?: ZoneSettings["records"];
  readonly zone?: DnspodZone;
  readonly signAs?: { readonly secretId: string; readonly secretKey: string; readonly token?: string };
}

/** A zone example.test, its API, and a client; the clock of all three stands still until it is moved. */
export async function openDnspod({ records = [], zone: dnspod = {}, signAs = KEY, ...settings }: Given = {}) {
  const served = await serveZone({ records, dnspod }, (store, now) =>
    createDnspodApi(store, { keys: [KEY], now, ...settings }),
  );
  const httpProfile = { endpoint: served.url.slice("http://".length), protocol: "http://" };
  const client = new sdk.v20210323.Client({ credential: signAs, profile: { httpProfile } });
  const call = (action: string, parameters: object = {}) =>
    client.request(action, parameters) as Promise<Answer>;
  return {
    ...served,
    call,
    /** A call that names the zone. */
    ask: (action: string, parameters: object = {}) => call(action, { Domain: apex, ...parameters }),
    /** The code that such a call is refused with. */
    codeOf: (action: string, parameters: object = {}) =>
      call(action, { Domain: apex, ...parameters }).then(
        () => "taken",
        (error: { readonly code?: string }) => error.code,
      ),
  };
}
