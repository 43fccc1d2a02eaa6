import { isAtOrBelow, parentOf, registrableDomainOf, type DomainName } from "../../dns/domain-name.ts";
import type { Lookup } from "../../dns/observation.ts";
import { DS } from "../../dns/rrset.ts";
import type { Run } from "../run.ts";

// What receivers that validate make of a zone and its records: signed.ts whether they validate it at all,
// refuse-bogus.ts before anything is created, receivers.ts once the records are served.

/**
 * Whose key (DS) validates the names of a zone. `own`: one that the zone above holds. `around`: one of a zone between
 * it and the registrable domain; the zone is unsigned where that one proves so, which only who validates can see.
 * `none`: nobody validates, whatever stands in the zone.
 */
export type KeyAbove = "own" | "around" | "none";

/**
 * The zone above is asked at its own servers, so nobody remembers a "no".
 * @returns undefined where they don't tell
 * @throws only the signal's reason, when it aborts
 */
export async function findKeyAbove(
  { authority, signal }: Pick<Run, "authority" | "signal">,
  apex: DomainName,
): Promise<KeyAbove | undefined> {
  const [own, ...around] = await Promise.all(
    apexesAbove(apex).map((owner) => authority.lookup({ owner, type: DS }, { signal })),
  );
  if (own !== undefined && holdsKey(own)) return "own";
  if (around.some(holdsKey)) return "around";
  return [own, ...around].some((found) => found?.kind === "failed") ? undefined : "none";
}

/** Whether anybody may validate a zone. */
export async function isSigned(
  run: Pick<Run, "authority" | "signal">,
  apex: DomainName,
): Promise<boolean | undefined> {
  const key = await findKeyAbove(run, apex);
  return key === undefined ? undefined : key !== "none";
}

/**
 * The algorithms and digests that IANA has assigned (DNSSEC algorithm numbers and DS digests, November 2026). A zone is
 * insecure, and not bogus, to whoever knows none of what its DS records name (RFC 4035 section 5.2).
 */
const ALGORITHMS: ReadonlySet<number> = new Set([3, 5, 6, 7, 8, 10, 12, 13, 14, 15, 16, 17, 23]);
const DIGESTS: ReadonlySet<number> = new Set([1, 2, 3, 4, 5, 6]);

function holdsKey(found: Lookup): boolean {
  return found.kind === "answer" && found.rrset.values.some(isOfKnownKind);
}

/** By the numbers of the record (RFC 4034 section 5.1), which comes as octets: two of a tag, the algorithm, the digest. */
function isOfKnownKind(value: string): boolean {
  const [, algorithm, digest] = /^\\# \d+ [\da-f]{4}([\da-f]{2})([\da-f]{2})/i.exec(value) ?? [];
  if (algorithm === undefined || digest === undefined) return true;
  return ALGORITHMS.has(Number.parseInt(algorithm, 16)) && DIGESTS.has(Number.parseInt(digest, 16));
}

/** The zone, and every name above it at which a zone around it may begin. */
function apexesAbove(apex: DomainName): readonly DomainName[] {
  const [above, organisation] = [parentOf(apex), registrableDomainOf(apex)];
  const isInside = above !== undefined && organisation !== undefined && isAtOrBelow(above, organisation);
  return isInside ? [apex, ...apexesAbove(above)] : [apex];
}
