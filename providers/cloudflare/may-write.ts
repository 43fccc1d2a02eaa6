import { randomBytes } from "node:crypto";
import type { DnsProvider } from "../../src/dns/provider.ts";
import { isOnboardError, type ErrorFacts } from "../../src/errors/onboard-error.ts";
import type { Persist } from "../kit/persist.ts";
import type { CloudflareClient } from "./api.ts";

/** What the host answers to who may write: that there is no such record. */
const NO_SUCH_RECORD = 81044;
const NOT_ALLOWED = new Set([10000, 9109]);

/**
 * Whether the token may write into a zone. Where the zone list told that it may, no request is sent. Else one
 * that can't succeed: a batch that deletes a record by an id which nobody has, of 128 random bits.
 * @throws OnboardError RIGHTS_MISSING and CREDENTIALS_REJECTED, with Cloudflare's own reason; API_RATE_LIMITED
 */
export function createMayWrite(
  client: CloudflareClient,
  persist: Persist,
  isEditable: (zoneId: string) => boolean,
): NonNullable<DnsProvider["mayWrite"]> {
  return async ({ id: zoneId }, _places, options) => {
    if (isEditable(zoneId)) return true;
    const nobodys = { id: randomBytes(16).toString("hex") };
    const probe = { zone_id: zoneId, deletes: [nobodys], patches: [], posts: [] };
    try {
      await persist(options, async (own) => client.dns.records.batch(probe, own));
      // Who says that it deleted this record is not Cloudflare.
      return undefined;
    } catch (error) {
      options.signal?.throwIfAborted();
      // It was waited out for as long as there is patience: the write would meet the same.
      if (!isOnboardError(error) || error.code === "API_RATE_LIMITED") throw error;
      const codes = hostCodesIn(error.facts);
      if (codes.includes(NO_SUCH_RECORD)) return true;
      if (!codes.some((code) => NOT_ALLOWED.has(code))) return undefined;
      // What it lacks (a right, this zone, this machine's address), or that it is no token, is in its own sentence.
      throw error;
    }
  };
}

function hostCodesIn({ hostErrors }: ErrorFacts): readonly number[] {
  return Array.isArray(hostErrors) ? hostErrors.map((error: unknown) => Number(Object(error).code)) : [];
}
