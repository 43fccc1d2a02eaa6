import { createHash, createHmac, randomUUID } from "node:crypto";
import { createAlidnsApi, type AlidnsSettings } from "../../../src/sandbox/alidns/api.ts";
import type { AlidnsZone } from "../../../src/sandbox/alidns/editions.ts";
import type { ZoneSettings } from "../../../src/sandbox/zone-store.ts";
import { apex, serveZone } from "../serve-zone.ts";

// The sandbox's Alibaba Cloud DNS over HTTP, asked with signatures made here, after Alibaba's description of both ways.

export { apex, mail } from "../serve-zone.ts";
export const KEY = { accessKeyId: "LTAIsandbox", accessKeySecret: randomUUID() };

export type Given = Readonly<Record<string, string | number | undefined>>;

/** A record as it is listed. */
export interface Shown {
  readonly RecordId: string;
  readonly RR: string;
  readonly Type: string;
  readonly Value: string;
  readonly Line: string;
  readonly Status: string;
}

export interface Answer {
  readonly RecordId: string;
  readonly TotalCount: number;
  readonly DomainRecords: { readonly Record: readonly Shown[] };
  readonly Domains: { readonly Domain: readonly Readonly<Record<string, unknown>>[] };
  readonly Code?: string;
  readonly [name: string]: unknown;
}

interface Opened extends Partial<AlidnsSettings> {
  readonly records?: ZoneSettings["records"];
  readonly zone?: AlidnsZone;
  readonly signAs?: Signer;
}

interface Signer {
  readonly accessKeyId: string;
  readonly accessKeySecret: string;
  readonly securityToken?: string;
}

/** A zone example.test, its API, and a client; the clock of all three stands still until it is moved. */
export async function openAlidns({
  records = [],
  zone: alidns = {},
  signAs = KEY,
  ...settings
}: Opened = {}) {
  const served = await serveZone({ records, alidns }, (store, now) =>
    createAlidnsApi(store, { keys: [KEY], now, ...settings }),
  );
  const send = (action: string, given: Given = {}) =>
    fetch(`${served.url}/?${new URLSearchParams(signedParameters("GET", action, given, signAs))}`);
  const call = async (action: string, given: Given = {}) =>
    (await (await send(action, { Lang: "en", ...given })).json()) as Answer;
  return {
    ...served,
    send,
    call,
    /** A call that names the zone. */
    ask: (action: string, given: Given = {}) => call(action, { DomainName: apex, ...given }),
    /** The code that such a call is refused with. */
    codeOf: async (action: string, given: Given = {}) =>
      (await call(action, { DomainName: apex, ...given })).Code ?? "taken",
    /** What such a list shows. */
    list: async (given: Given = {}) =>
      (await call("DescribeDomainRecords", { DomainName: apex, ...given })).DomainRecords.Record,
  };
}

/** Signature version 1.0. */
export function signedParameters(
  method: string,
  action: string,
  given: Given,
  { accessKeyId, accessKeySecret, securityToken }: Signer,
): Record<string, string> {
  const parameters = textsOf({
    Action: action,
    Version: "2015-01-09",
    Format: "JSON",
    AccessKeyId: accessKeyId,
    SecurityToken: securityToken,
    SignatureMethod: "HMAC-SHA1",
    SignatureVersion: "1.0",
    SignatureNonce: randomUUID(),
    Timestamp: stamp(),
    ...given,
  });
  const toSign = `${method}&%2F&${encode(canonical(parameters))}`;
  const signature = createHmac("sha1", `${accessKeySecret}&`).update(toSign).digest("base64");
  return { ...parameters, Signature: signature };
}

/** ACS3-HMAC-SHA256, of a request without a body. */
export function signedHeaders(
  url: URL,
  action: string,
  { accessKeyId, accessKeySecret, securityToken }: Signer,
): Record<string, string> {
  const headers = textsOf({
    host: url.host,
    "x-acs-action": action,
    "x-acs-content-sha256": sha256(""),
    "x-acs-date": stamp(),
    "x-acs-security-token": securityToken,
    "x-acs-signature-nonce": randomUUID(),
    "x-acs-version": "2015-01-09",
  });
  const names = Object.keys(headers).toSorted();
  const lines = names.map((name) => `${name}:${headers[name]}\n`).join("");
  const query = canonical(Object.fromEntries(url.searchParams));
  const request = ["POST", "/", query, lines, names.join(";"), sha256("")].join("\n");
  const signature = createHmac("sha256", accessKeySecret)
    .update(`ACS3-HMAC-SHA256\n${sha256(request)}`)
    .digest("hex");
  const authorization = `ACS3-HMAC-SHA256 Credential=${accessKeyId},SignedHeaders=${names.join(";")},Signature=${signature}`;
  return { ...headers, authorization };
}

function textsOf(given: Given): Record<string, string> {
  const stated = Object.entries(given).filter(([, value]) => value !== undefined);
  return Object.fromEntries(stated.map(([name, value]) => [name, String(value)]));
}

function canonical(parameters: Readonly<Record<string, string>>): string {
  const names = Object.keys(parameters).toSorted();
  return names.map((name) => `${encode(name)}=${encode(parameters[name] ?? "")}`).join("&");
}

function encode(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (one) => `%${one.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}

function stamp(): string {
  return `${new Date().toISOString().slice(0, 19)}Z`;
}
