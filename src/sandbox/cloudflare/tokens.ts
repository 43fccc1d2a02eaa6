import type { DomainName } from "../../dns/domain-name.ts";
import type { ApiRequest } from "../api-server.ts";
import type { StoredZone } from "../zone-store.ts";
import { CloudflareFault } from "./envelope.ts";

export interface Token {
  readonly token: string;
  /** The zones that it was made for; absent: every zone of the account. */
  readonly zones?: readonly DomainName[];
  /** Zone:Read without DNS:Edit. */
  readonly readOnly?: boolean;
}

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
  return known;
}

export function mayTouch(token: Token, zone: StoredZone): boolean {
  return token.zones?.includes(zone.apex) ?? true;
}

/** A zone that the token was not made for answers as if the token were wrong. */
export function authorise(token: Token, zone: StoredZone, method: string): void {
  if (!mayTouch(token, zone)) throw new CloudflareFault(403, 10000, "Authentication error");
  if (token.readOnly === true && method !== "GET")
    throw new CloudflareFault(403, 9109, "Unauthorized to access requested resource");
}

function malformed(code: number, message: string): CloudflareFault {
  return new CloudflareFault(400, 6003, "Invalid request headers", [{ code, message }]);
}
