import { createHash, createHmac, timingSafeEqual } from "node:crypto";
import type { ApiRequest } from "../api-server.ts";
import { Route53Fault } from "./fault.ts";

// AWS Signature Version 4 for the one service `route53`
// (docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html).

export interface SigV4Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  /** Demanded with each request when it is set, as temporary credentials are. */
  readonly sessionToken?: string;
}

/** Milliseconds that a signature's date may differ from the server's clock, either way. */
const LONGEST_SKEW_MS = 5 * 60_000;

const AUTHORIZATION =
  /^AWS4-HMAC-SHA256 Credential=([^/,\s]+)\/(\d{8})\/([a-z0-9-]+)\/route53\/aws4_request, ?SignedHeaders=([a-z0-9;-]+), ?Signature=([0-9a-f]{64})$/;

/** Whose key a request names. */
export function findSigner<Key extends SigV4Credentials>(
  request: ApiRequest,
  keys: readonly Key[],
): Key | undefined {
  const named = AUTHORIZATION.exec(request.headers["authorization"] ?? "")?.[1];
  return keys.find(({ accessKeyId }) => accessKeyId === named);
}

export interface Verifying {
  /** Milliseconds since 1970. */
  readonly now: number;
  /** The region that a request has to be signed for; undefined: any. */
  readonly signedFor?: string | undefined;
}

/** @throws Route53Fault in AWS's own words when the request is not signed with these credentials now */
export function verifySigV4(
  request: ApiRequest,
  credentials: SigV4Credentials,
  { now, signedFor = "" }: Verifying,
): void {
  const header = request.headers["authorization"];
  if (header === undefined)
    throw new Route53Fault("MissingAuthenticationToken", "Missing Authentication Token", 403);
  const match = AUTHORIZATION.exec(header);
  if (match === null)
    throw new Route53Fault(
      "IncompleteSignature",
      "The request signature does not conform to AWS standards.",
      403,
    );
  const [, accessKeyId = "", date = "", region = "", signedHeaders = "", signature = ""] = match;
  if (
    accessKeyId !== credentials.accessKeyId ||
    request.headers["x-amz-security-token"] !== credentials.sessionToken
  )
    throw new Route53Fault(
      "InvalidClientTokenId",
      "The security token included in the request is invalid.",
      403,
    );
  if (signedFor !== "" && region !== signedFor)
    throw new Route53Fault(
      "SignatureDoesNotMatch",
      `Credential should be scoped to a valid region, not '${region}'. `,
      403,
    );
  const scope = { date, region, signedHeaders };
  if (!sameText(signature, signatureOf(request, credentials, scope)))
    throw new Route53Fault("SignatureDoesNotMatch", MISMATCH, 403);
  demandFresh(request.headers["x-amz-date"] ?? "", now);
}

const MISMATCH =
  "The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details.";

interface Scope {
  readonly date: string;
  readonly region: string;
  readonly signedHeaders: string;
}

function signatureOf(request: ApiRequest, credentials: SigV4Credentials, scope: Scope): string {
  const canonical = [
    request.method,
    // SigV4 encodes each segment of the path once more for every service but S3.
    request.path.split("/").map(encode).join("/"),
    canonicalQuery(request.query),
    ...scope.signedHeaders
      .split(";")
      .map((name) => `${name}:${(request.headers[name] ?? "").trim().replace(/\s+/g, " ")}`),
    "",
    scope.signedHeaders,
    sha256(request.body),
  ].join("\n");
  const credentialScope = `${scope.date}/${scope.region}/route53/aws4_request`;
  const toSign = [
    "AWS4-HMAC-SHA256",
    request.headers["x-amz-date"] ?? "",
    credentialScope,
    sha256(canonical),
  ].join("\n");
  const key = [scope.date, scope.region, "route53", "aws4_request"].reduce<Buffer | string>(
    (secret, part) => createHmac("sha256", secret).update(part).digest(),
    `AWS4${credentials.secretAccessKey}`,
  );
  return createHmac("sha256", key).update(toSign).digest("hex");
}

function canonicalQuery(query: URLSearchParams): string {
  const pairs = [...query].map(([name, value]) => `${encode(name)}=${encode(value)}`);
  return pairs.toSorted().join("&");
}

function encode(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

/**
 * AWS calls a skewed clock a signature that does not match and says why in the text alone (recorded traffic,
 * 2026).
 */
function demandFresh(stamp: string, now: number): void {
  const signedAt = Date.parse(
    stamp.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, "$1-$2-$3T$4:$5:$6Z"),
  );
  if (Number.isNaN(signedAt))
    throw new Route53Fault("IncompleteSignature", "Date must be in ISO-8601 'basic format'.", 403);
  if (Math.abs(now - signedAt) <= LONGEST_SKEW_MS) return;
  const limit = stampOf(now + (signedAt < now ? -LONGEST_SKEW_MS : LONGEST_SKEW_MS));
  const text =
    signedAt < now
      ? `Signature expired: ${stamp} is now earlier than ${limit} (${stampOf(now)} - 5 min.)`
      : `Signature not yet current: ${stamp} is still later than ${limit} (${stampOf(now)} + 5 min.)`;
  throw new Route53Fault("SignatureDoesNotMatch", text, 403);
}

function stampOf(at: number): string {
  return new Date(at).toISOString().replace(/[-:]|\.\d{3}/g, "");
}

function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}

function sameText(a: string, b: string): boolean {
  return a.length === b.length && timingSafeEqual(Buffer.from(a), Buffer.from(b));
}
