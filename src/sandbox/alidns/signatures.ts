import { createHash, createHmac, timingSafeEqual } from "node:crypto";
import type { ApiRequest } from "../api-server.ts";
import { gatewayRefusal } from "./faults.ts";

// The two ways in which a request to an RPC API of Alibaba Cloud is signed: in its parameters (signature version 1.0,
// HMAC-SHA1), and in its headers (V3, ACS3-HMAC-SHA256). Clients of both are in use (November 2026).

export interface AlidnsCredentials {
  readonly accessKeyId: string;
  readonly accessKeySecret: string;
  /** Of a temporary key; requests then carry it. */
  readonly securityToken?: string | undefined;
}

/** A request as it was read, before anybody believes it. */
export interface SignedRequest {
  readonly action: string | undefined;
  readonly version: string | undefined;
  readonly accessKeyId: string | undefined;
  readonly securityToken: string | undefined;
  /** ISO 8601, UTC. */
  readonly date: string | undefined;
  readonly nonce: string | undefined;
  /** Every parameter, of the query and of the form in the body. */
  readonly parameters: Readonly<Record<string, string>>;
  readonly isSignedWith: (secret: string) => boolean;
}

/** A date may be this far from the server's clock, either way. */
const WINDOW_MS = 15 * 60_000;

const AUTHORIZATION =
  /^ACS3-HMAC-SHA256 Credential=(?<id>[^,]+), ?SignedHeaders=(?<names>[a-z0-9;-]+), ?Signature=(?<signature>[0-9a-f]{64})$/;

export function readSigned(request: ApiRequest): SignedRequest {
  const isForm = request.headers["content-type"]?.startsWith("application/x-www-form-urlencoded") === true;
  const form = isForm ? [...new URLSearchParams(request.body)] : [];
  const parameters = Object.fromEntries([...request.query, ...form]);
  return request.headers["authorization"] === undefined
    ? signedInParameters(request, parameters)
    : signedInHeaders(request, parameters);
}

function signedInParameters(
  request: ApiRequest,
  parameters: Readonly<Record<string, string>>,
): SignedRequest {
  const { Signature = "", ...signed } = parameters;
  return {
    action: parameters["Action"],
    version: parameters["Version"],
    accessKeyId: parameters["AccessKeyId"],
    securityToken: parameters["SecurityToken"],
    date: parameters["Timestamp"],
    nonce: parameters["SignatureNonce"],
    parameters,
    isSignedWith: (secret) =>
      parameters["SignatureMethod"] === "HMAC-SHA1" &&
      parameters["SignatureVersion"] === "1.0" &&
      isEqual(Signature, rpcSignature(request.method, signed, secret)),
  };
}

function rpcSignature(method: string, signed: Readonly<Record<string, string>>, secret: string): string {
  const toSign = [method, "/", canonicalQuery(Object.entries(signed))].map(encode).join("&");
  return createHmac("sha1", `${secret}&`).update(toSign).digest("base64");
}

function signedInHeaders(request: ApiRequest, parameters: Readonly<Record<string, string>>): SignedRequest {
  const { headers } = request;
  const { id, names = "", signature = "" } = AUTHORIZATION.exec(headers["authorization"] ?? "")?.groups ?? {};
  const signedNames = names.split(";");
  const mustBeSigned = ["host", ...Object.keys(headers).filter((name) => name.startsWith("x-acs-"))];
  const isWhole =
    mustBeSigned.every((name) => signedNames.includes(name)) &&
    headers["x-acs-content-sha256"] === sha256(request.body);
  const host = headers["host"] ?? "";
  return {
    action: headers["x-acs-action"],
    version: headers["x-acs-version"],
    accessKeyId: id,
    securityToken: headers["x-acs-security-token"],
    date: headers["x-acs-date"],
    nonce: headers["x-acs-signature-nonce"],
    parameters: { Format: "JSON", ...parameters },
    // The SDK signs the host without the port that it then sends.
    isSignedWith: (secret) =>
      isWhole &&
      [host, host.replace(/:\d+$/, "")].some((signedHost) =>
        isEqual(signature, acs3Signature(request, { ...headers, host: signedHost }, signedNames, secret)),
      ),
  };
}

function acs3Signature(
  { method, path, query }: ApiRequest,
  headers: ApiRequest["headers"],
  names: readonly string[],
  secret: string,
): string {
  const canonical = [
    method,
    path,
    canonicalQuery([...query]),
    ...names.map((name) => `${name}:${(headers[name] ?? "").trim()}`),
    "",
    names.join(";"),
    headers["x-acs-content-sha256"] ?? "",
  ].join("\n");
  return createHmac("sha256", secret)
    .update(`ACS3-HMAC-SHA256\n${sha256(canonical)}`)
    .digest("hex");
}

/**
 * The key that a request is signed with. A nonce is good for one request.
 * @throws AlidnsFault for one that is not believed
 */
export function signerOf<Key extends AlidnsCredentials>(
  signed: SignedRequest,
  keys: readonly Key[],
  { nowMs, isNewNonce }: { readonly nowMs: number; readonly isNewNonce: (nonce: string) => boolean },
): Key {
  const { accessKeyId, date = "", nonce, securityToken } = signed;
  if (accessKeyId === undefined || nonce === undefined) throw gatewayRefusal("IncompleteSignature");
  const key = keys.find((one) => one.accessKeyId === accessKeyId);
  if (key === undefined) throw gatewayRefusal("InvalidAccessKeyId.NotFound");
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/.test(date)) throw gatewayRefusal("InvalidTimeStamp.Format");
  if (Math.abs(nowMs - Date.parse(date)) > WINDOW_MS) throw gatewayRefusal("InvalidTimeStamp.Expired");
  if (!signed.isSignedWith(key.accessKeySecret)) throw gatewayRefusal("SignatureDoesNotMatch");
  if (!isNewNonce(nonce)) throw gatewayRefusal("SignatureNonceUsed");
  if (securityToken === undefined && key.securityToken !== undefined)
    throw gatewayRefusal("MissingSecurityToken");
  if (securityToken !== key.securityToken) throw gatewayRefusal("InvalidSecurityToken.Malformed");
  return key;
}

function canonicalQuery(pairs: readonly (readonly [string, string])[]): string {
  return pairs
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map((pair) => pair.map(encode).join("="))
    .join("&");
}

/** RFC 3986. */
function encode(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}

function isEqual(a: string, b: string): boolean {
  return a.length === b.length && timingSafeEqual(Buffer.from(a), Buffer.from(b));
}
