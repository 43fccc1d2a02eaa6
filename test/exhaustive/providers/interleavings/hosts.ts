import { createHash, createHmac, randomUUID } from "node:crypto";
import { createAlidnsProvider } from "../../../../providers/alidns/adapter.ts";
import { AlidnsCallError } from "../../../../providers/alidns/failure.ts";
import { meta as alidnsMeta } from "../../../../providers/alidns/meta.ts";
import { queryOf, signedHeaders } from "../../../../providers/alidns/sign.ts";
import { createDnspodProvider } from "../../../../providers/dnspod/adapter.ts";
import { meta as dnspodMeta } from "../../../../providers/dnspod/meta.ts";
import type { Clock } from "../../../../src/async/clock.ts";
import { createRateLimit } from "../../../../src/async/rate-limit.ts";
import type { DnsProvider } from "../../../../src/dns/provider.ts";
import { createAlidnsApi } from "../../../../src/sandbox/alidns/api.ts";
import type { Api, ApiRequest } from "../../../../src/sandbox/api-server.ts";
import { createDnspodApi } from "../../../../src/sandbox/dnspod/api.ts";
import type { ZoneStore } from "../../../../src/sandbox/zone-store.ts";
import { TencentCallError } from "../../../../src/tencent/failure.ts";

// Both adapters on our own fakes of their hosts, without a socket between them: a request takes virtual time only.

/** How a request gets to the host: it waits on the way there and back, and others may come first. */
export type Journey = <T>(signal: AbortSignal | undefined, arrive: () => T) => Promise<T>;

export interface HostWorld {
  readonly store: ZoneStore;
  readonly clock: Clock;
  /** How old a listing is this time, in milliseconds, where the host's may be. */
  readonly listingAgeMs: () => number;
}

/** A host with one account, and the adapter of each program that asks it. */
export interface Host {
  readonly connect: (journey: Journey, clock: Clock) => DnsProvider;
}

export interface HostKind {
  readonly title: string;
  /** A listing may be so old, in milliseconds. */
  readonly lagMs: number;
  readonly open: (world: HostWorld) => Host;
}

const LISTING_LAG_MS = 30_000;
const contextOf = (rate: typeof dnspodMeta.rate, clock: Clock) => ({
  clock,
  ...createRateLimit(rate, clock),
  onRetry: () => {},
});

export const HOSTS: Readonly<Record<"dnspod" | "alidns", HostKind>> = {
  dnspod: {
    title: "DNSPod",
    lagMs: LISTING_LAG_MS,
    open: ({ store, clock, listingAgeMs }) => {
      const key = { secretId: "AKIDsandbox", secretKey: randomUUID() };
      const api = createDnspodApi(store, {
        keys: [key],
        now: () => clock.now(),
        get listLagMs() {
          return listingAgeMs();
        },
      });
      return {
        connect: (journey, own) =>
          createDnspodProvider(
            async (action, parameters, signal) => {
              const request = signedByTc3(action, parameters, { ...key, nowMs: clock.now() });
              return fieldsOfDnspod(await journey(signal, () => api.answer(request)));
            },
            contextOf(dnspodMeta.rate, own),
            { readLagMs: LISTING_LAG_MS, defaultLine: "默认" },
          ),
      };
    },
  },
  alidns: {
    title: "Alibaba Cloud DNS",
    lagMs: 0,
    open: ({ store, clock }) => {
      const key = { accessKeyId: "LTAIsandbox", accessKeySecret: randomUUID() };
      const api = createAlidnsApi(store, { keys: [key], now: () => clock.now() });
      return {
        connect: (journey, own) =>
          createAlidnsProvider(
            async (action, parameters, signal) => {
              const signable = { host: "host.test", path: "/", action, parameters, now: clock.now() };
              const request: ApiRequest = {
                method: "POST",
                path: "/",
                query: new URLSearchParams(queryOf(parameters)),
                headers: signedHeaders(key, { ...signable, nonce: randomUUID() }),
                body: "",
              };
              return fieldsOfAlidns(await journey(signal, () => api.answer(request)));
            },
            contextOf(alidnsMeta.rate, own),
          ),
      };
    },
  },
};

type Answer = Awaited<ReturnType<Api["answer"]>>;
type Fields = Readonly<Record<string, unknown>>;

function fieldsOfDnspod({ body }: Answer): Fields {
  const { Response: fields } = JSON.parse(body) as { readonly Response: Fields };
  const { Error: refusal, RequestId: requestId } = fields;
  if (refusal === undefined) return fields;
  const { Code: code, Message: message } = refusal as { readonly Code: string; readonly Message: string };
  throw new TencentCallError({ kind: "api", code, message, requestId: String(requestId) }, undefined);
}

function fieldsOfAlidns({ status, body }: Answer): Fields {
  const fields = JSON.parse(body) as Fields;
  if (status < 400) return fields;
  const [code, message, requestId] = [fields["Code"], fields["Message"], fields["RequestId"]].map(String);
  throw new AlidnsCallError({
    kind: "api",
    code: code ?? "",
    message: message ?? "",
    requestId: requestId ?? "",
    status,
  });
}

interface Signer {
  readonly secretId: string;
  readonly secretKey: string;
  readonly nowMs: number;
}

function signedByTc3(action: string, parameters: Fields, { secretId, secretKey, nowMs }: Signer): ApiRequest {
  const sha256 = (text: string) => createHash("sha256").update(text).digest("hex");
  const hmac = (secret: string | Buffer, text: string) => createHmac("sha256", secret).update(text).digest();
  const body = JSON.stringify(parameters);
  const timestamp = String(Math.floor(nowMs / 1_000));
  const scope = `${new Date(nowMs).toISOString().slice(0, 10)}/dnspod/tc3_request`;
  const canonical = `POST\n/\n\ncontent-type:application/json\nhost:host.test\n\ncontent-type;host\n${sha256(body)}`;
  const toSign = `TC3-HMAC-SHA256\n${timestamp}\n${scope}\n${sha256(canonical)}`;
  const signingKey = scope.split("/").reduce<string | Buffer>(hmac, `TC3${secretKey}`);
  return {
    method: "POST",
    path: "/",
    query: new URLSearchParams(),
    headers: {
      host: "host.test",
      "content-type": "application/json",
      "x-tc-action": action,
      "x-tc-version": "2021-03-23",
      "x-tc-timestamp": timestamp,
      authorization: `TC3-HMAC-SHA256 Credential=${secretId}/${scope}, SignedHeaders=content-type;host, Signature=${hmac(signingKey, toSign).toString("hex")}`,
    },
    body,
  };
}
