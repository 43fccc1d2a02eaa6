import type { DomainName } from "../../dns/domain-name.ts";
import type { ApiRequest } from "../api-server.ts";
import type { StoredZone } from "../zone-store.ts";
import { CloudflareFault } from "./envelope.ts";

export interface Token {
  readonly token: string;
  /** The zones that it was made for; absent: every zone of the account. */
  readonly zones?: readonly DomainName[];
  /** What it may do there, in Cloudflare's words (`#dns_records:edit`); absent: all that a DNS client needs. */
  readonly permissions?: readonly string[];
  /** The addresses that it may be used from; absent: any. Whoever asks a sandbox comes from 127.0.0.1. */
  readonly addresses?: readonly string[];
}

/** What one request asks of a zone. */
export type Permission = (typeof PERMISSIONS)[number];

const PERMISSIONS = ["#zone:read", "#dns_records:read", "#dns_records:edit"] as const;
const HERE = "127.0.0.1";

/**
 * The token that a request carries. @throws Refusal as Cloudflare words it: a malformed token is 400, not 401
 */
export function authenticate(request: ApiRequest, tokens: readonly Token[]): Token {
  if (request.headers["x-auth-key"] !== undefined)
    throw malformed(6103, "Invalid format for X-Auth-Key header");
  const given = /^Bearer ([\w-]{40,})$/.exec(request.headers["authorization"] ?? "")?.[1];
  if (given === undefined) throw malformed(6111, "Invalid format for Authorization header");
  const known = tokens.find(({ token }) => token === given);
  if (known === undefined) throw new CloudflareFault(401, 10000, "Authentication error");
  // As many programs' users have reported it (2024): the code of a right that lacks, told apart by its words.
  if (known.addresses?.includes(HERE) === false)
    throw new CloudflareFault(403, 9109, `Cannot use the access token from location: ${HERE}`);
  return known;
}

export function mayTouch(token: Token, zone: StoredZone): boolean {
  return token.zones?.includes(zone.apex) ?? true;
}

/** What the zone list says that a token may do, beside each zone. */
export function permissionsOf({ permissions = PERMISSIONS }: Token): readonly string[] {
  return permissions;
}

/**
 * A zone that the token was not made for, by its id, is 9109. Records of it, and what the token's permissions
 * lack, answer as if the token were wrong. This comes before any look at what is asked for: a record that is
 * not there is 81044 only to those who may write.
 */
export function authorise(token: Token, zone: StoredZone, permission: Permission): void {
  if (permission === "#zone:read" && !mayTouch(token, zone)) throw notThisResource();
  if (!mayTouch(token, zone) || !permissionsOf(token).includes(permission))
    throw new CloudflareFault(403, 10000, "Authentication error");
}

export function notThisResource(): CloudflareFault {
  return new CloudflareFault(403, 9109, "Unauthorized to access requested resource");
}

function malformed(code: number, message: string): CloudflareFault {
  return new CloudflareFault(400, 6003, "Invalid request headers", [{ code, message }]);
}
