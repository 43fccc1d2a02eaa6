import { createHash, createHmac } from "node:crypto";

export interface AlidnsCredentials {
  readonly accessKeyId: string;
  readonly accessKeySecret: string;
  /** Of a temporary key. */
  readonly securityToken?: string | undefined;
}

/** What a signature covers, beside the credentials. */
export interface Signable {
  readonly host: string;
  readonly path: string;
  readonly action: string;
  readonly parameters: Readonly<Record<string, string>>;
  /** Milliseconds since 1970, by this machine's clock. */
  readonly now: number;
  /** Used once. */
  readonly nonce: string;
}

const ALGORITHM = "ACS3-HMAC-SHA256";
const VERSION = "2015-01-09";

/**
 * The headers of a POST without a body whose parameters are in the query, signed in Alibaba Cloud's third way
 * ("V3 request structure and signature", November 2026), which its own SDK for this API uses.
 */
export function signedHeaders(
  { accessKeyId, accessKeySecret, securityToken }: AlidnsCredentials,
  { host, path, action, parameters, now, nonce }: Signable,
): Readonly<Record<string, string>> {
  const payload = sha256("");
  const headers: Readonly<Record<string, string>> = {
    host,
    "x-acs-action": action,
    "x-acs-content-sha256": payload,
    "x-acs-date": `${new Date(now).toISOString().slice(0, 19)}Z`,
    ...(securityToken === undefined ? {} : { "x-acs-security-token": securityToken }),
    "x-acs-signature-nonce": nonce,
    "x-acs-version": VERSION,
  };
  const names = Object.keys(headers).toSorted();
  const canonical = [
    "POST",
    path,
    queryOf(parameters),
    ...names.map((name) => `${name}:${headers[name]}`),
    "",
    names.join(";"),
    payload,
  ].join("\n");
  const signature = createHmac("sha256", accessKeySecret)
    .update(`${ALGORITHM}\n${sha256(canonical)}`)
    .digest("hex");
  return {
    ...headers,
    authorization: `${ALGORITHM} Credential=${accessKeyId},SignedHeaders=${names.join(";")},Signature=${signature}`,
  };
}

/** Parameters in the one spelling that is signed: sorted, and all but RFC 3986's unreserved characters encoded. */
export function queryOf(parameters: Readonly<Record<string, string>>): string {
  return Object.entries(parameters)
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => `${encoded(name)}=${encoded(value)}`)
    .join("&");
}

function encoded(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
