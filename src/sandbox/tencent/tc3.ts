import { createHash, createHmac, timingSafeEqual } from "node:crypto";
import type { ApiRequest } from "../api-server.ts";

// TC3-HMAC-SHA256, seen from the server (https://www.tencentcloud.com/document/api/1093/37281, read in
// November 2026).

export interface Tc3Key {
  readonly secretId: string;
  readonly secretKey: string;
  /** Of a temporary key; requests then carry it in X-TC-Token. */
  readonly token?: string | undefined;
}

export interface Tc3Fault {
  readonly code: `AuthFailure.${string}`;
  readonly message: string;
}

/** A request's timestamp may be this far from the server's clock, either way. */
const WINDOW_SECONDS = 300;

const AUTHORIZATION =
  /^TC3-HMAC-SHA256 Credential=(?<id>[^/]+)\/(?<date>\d{4}-\d\d-\d\d)\/(?<service>[^/]+)\/tc3_request, ?SignedHeaders=(?<names>[^,]+), ?Signature=(?<signature>[0-9a-f]{64})$/;

/** What the server knows of itself. */
export interface Tc3Server {
  /** Its clock, milliseconds since 1970. */
  readonly nowMs: number;
  /** The product that a request has to be signed for: `ses`, `dnspod`. */
  readonly service: string;
}

/** Why the API would not believe this request; undefined: it is signed as it should be. */
export function findTc3Fault(
  request: ApiRequest,
  keys: readonly Tc3Key[],
  { nowMs, service }: Tc3Server,
): Tc3Fault | undefined {
  const signed = AUTHORIZATION.exec(request.headers["authorization"] ?? "")?.groups as SignedBy | undefined;
  const timestamp = Number(request.headers["x-tc-timestamp"]);
  if (signed === undefined) {
    return fault(
      "InvalidAuthorization",
      "The Authorization header is not in the form that TC3-HMAC-SHA256 asks for.",
    );
  }
  const key = keys.find(({ secretId }) => secretId === signed.id);
  if (key === undefined)
    return fault(
      "SecretIdNotFound",
      "The SecretId is not found, please ensure that your SecretId is correct.",
    );
  // Written so that a timestamp that is no number is out of the window too.
  if (!(Math.abs(nowMs / 1000 - timestamp) <= WINDOW_SECONDS)) return fault("SignatureExpire", EXPIRED);
  if (!isSigned(request, signed, key.secretKey, service)) return fault("SignatureFailure", WRONG_SIGNATURE);
  if (request.headers["x-tc-token"] !== key.token) return fault("TokenFailure", "The token is invalid.");
  return undefined;
}

/** The key whose id a request carries, believed or not. */
export function findSigner<K extends Tc3Key>(request: ApiRequest, keys: readonly K[]): K | undefined {
  const signed = AUTHORIZATION.exec(request.headers["authorization"] ?? "")?.groups as SignedBy | undefined;
  return keys.find(({ secretId }) => secretId === signed?.id);
}

/** The parts of the Authorization header. */
interface SignedBy {
  readonly id: string;
  readonly date: string;
  readonly service: string;
  /** Lower-case header names, joined by `;`. */
  readonly names: string;
  readonly signature: string;
}

const EXPIRED = "The timestamp is expired: it differs from the server's time by more than five minutes.";
const WRONG_SIGNATURE =
  "The provided credentials could not be validated. Please check your signature is correct.";

function isSigned(request: ApiRequest, signed: SignedBy, secretKey: string, service: string): boolean {
  const host = request.headers["host"] ?? "";
  // The SDK signs the endpoint's first label as service, which is `127` for a sandbox.
  const isInScope = signed.service === service || signed.service === host.split(".")[0];
  const isToday = signed.date === dateOf(Number(request.headers["x-tc-timestamp"]));
  const covers = signed.names.split(";").includes("host") && signed.names.split(";").includes("content-type");
  if (!isInScope || !isToday || !covers) return false;
  // The SDK signs the host without the port that it then sends.
  return [host, host.replace(/:\d+$/, "")].some((signedHost) => {
    const headers = { ...request.headers, host: signedHost };
    return isEqual(signatureOf({ ...request, headers }, signed, secretKey), signed.signature);
  });
}

function signatureOf(request: ApiRequest, { date, service, names }: SignedBy, secretKey: string): string {
  const lines = names
    .split(";")
    .map((name) => `${name}:${(request.headers[name] ?? "").trim().toLowerCase()}\n`);
  const canonical = [
    request.method,
    request.path,
    request.query.toString(),
    lines.join(""),
    names,
    sha256(request.body),
  ].join("\n");
  const scope = `${date}/${service}/tc3_request`;
  const toSign = ["TC3-HMAC-SHA256", request.headers["x-tc-timestamp"], scope, sha256(canonical)].join("\n");
  const signingKey = scope
    .split("/")
    .reduce<string | Buffer>((key, part) => hmac(key, part), `TC3${secretKey}`);
  return hmac(signingKey, toSign).toString("hex");
}

function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}

function hmac(key: string | Buffer, text: string): Buffer {
  return createHmac("sha256", key).update(text).digest();
}

function isEqual(a: string, b: string): boolean {
  return timingSafeEqual(Buffer.from(a), Buffer.from(b));
}

function dateOf(timestampSeconds: number): string {
  return new Date(timestampSeconds * 1000).toISOString().slice(0, 10);
}

function fault(name: string, message: string): Tc3Fault {
  return { code: `AuthFailure.${name}`, message };
}
