import { randomBytes, randomInt } from "node:crypto";
import { isAtOrBelow } from "../../../src/dns/domain-name.ts";
import type { CallOptions, Zone } from "../../../src/dns/provider.ts";
import { keyText, type RRsetKey } from "../../../src/dns/rrset.ts";
import type { ErrorCode } from "../../../src/errors/codes.ts";
import { isOnboardError, type OnboardError } from "../../../src/errors/onboard-error.ts";
import type { RawChange } from "../api.ts";
import { OWN_PATIENCE_MS, type Route53Calls } from "../calls.ts";
import { recordNameOf } from "../convert.ts";

/**
 * Whether these places may be written, by one batch of DELETEs that nothing can match. IAM judges a request before
 * Route 53 looks at its content, and its conditions are about names, types and actions: so the real names and types
 * are asked for, all in one batch as they are written. DELETE stands for CREATE, too, since no CREATE is certain to
 * fail; a policy that allows CREATE alone is taken for one that allows nothing. It leaves an entry in CloudTrail.
 * @throws OnboardError RIGHTS_MISSING with AWS's own words, which alone tell who withholds the right; where the
 * credentials themselves, or the zone, are refused; API_RATE_LIMITED where Route 53 asks for a longer pause than the
 * caller can wait
 */
export async function mayWrite(
  calls: Route53Calls,
  zone: Zone,
  places: readonly RRsetKey[],
  options: CallOptions,
): Promise<boolean | undefined> {
  const { signal } = options;
  const asked = new Map(places.map((place) => [keyText(place), place]));
  const probes = [...asked.values()].flatMap((place) => probeOf(zone, place));
  if (probes.length === 0) return undefined;
  try {
    await calls.probe(zone.id, probes, signal === undefined ? {} : { signal });
    // No Route 53 says yes to that: an emulator, or a proxy's page.
    return undefined;
  } catch (error) {
    signal?.throwIfAborted();
    if (!isOnboardError(error) || DEFINITE.has(error.code)) throw error;
    if (outlasts(error, options.patienceMs)) throw error;
    const isAllowed = error.code === "VALUE_REJECTED" && MISMATCH.test(error.message);
    return isAllowed && probes.length === asked.size ? true : undefined;
  }
}

/** Whether the host wants to be left alone for longer than the caller has patience: it would refuse the write, too. */
function outlasts({ code, facts }: OnboardError, patienceMs = OWN_PATIENCE_MS): boolean {
  const { retryAfterSeconds } = facts;
  if (code !== "API_RATE_LIMITED" || typeof retryAfterSeconds !== "number") return false;
  return retryAfterSeconds * 1_000 > patienceMs;
}

/** A "no", and what was true for the reading a moment ago and is not for the writing (keys that have just expired). */
const DEFINITE: ReadonlySet<ErrorCode> = new Set([
  "RIGHTS_MISSING",
  "CREDENTIALS_REJECTED",
  "CREDENTIALS_MISSING",
  "CLOCK_SKEWED",
  "CONFIG_INVALID",
  "ZONE_NOT_FOUND",
]);

const MISMATCH = /but it was not found|do not match the current values/;

/** None for a type that this program never writes. */
function probeOf({ apex }: Zone, { owner, type }: RRsetKey): readonly RawChange[] {
  const value = VALUES[type]?.();
  if (value === undefined || !isAtOrBelow(owner, apex)) return [];
  const set = { Name: recordNameOf(owner), Type: type, TTL: randomInt(1, 2 ** 31 - 1) };
  return [{ Action: "DELETE", ResourceRecordSet: { ...set, ResourceRecords: [{ Value: value }] } }];
}

/**
 * Values that nobody can have, new each time: 128 random bits where the type holds them; addresses of networks that
 * are never assigned (RFC 1112 section 4, RFC 6666), which the random TTL makes rarer still.
 */
const VALUES: Readonly<Record<string, () => string>> = {
  TXT: () => `"ses-onboard asks for its rights ${random()}"`,
  MX: () => `${randomInt(65_536)} ${random()}.invalid.`,
  CNAME: () => `${random()}.invalid.`,
  A: () => [randomInt(240, 255), randomInt(256), randomInt(256), randomInt(256)].join("."),
  AAAA: () => `100::${(random().match(/.{4}/g) ?? []).slice(0, 4).join(":")}`,
};

function random(): string {
  return randomBytes(16).toString("hex");
}
