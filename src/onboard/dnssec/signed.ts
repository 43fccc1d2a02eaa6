import { isAtOrBelow, parentOf, registrableDomainOf, type DomainName } from "../../dns/domain-name.ts";
import { DS } from "../../dns/rrset.ts";
import type { Run } from "../run.ts";

// What receivers that validate make of a zone and its records: signed.ts whether they validate it at all,
// refuse-bogus.ts before anything is created, receivers.ts once the records are served.

/**
 * Whether a zone is signed as far as the world knows: the zone above, or one between it and the registrable domain,
 * holds a key (DS). Without one nobody validates, whatever stands in the zone. The zone above is asked at its own
 * servers, so nobody remembers a "no".
 * @returns undefined where they don't tell
 * @throws only the signal's reason, when it aborts
 */
export async function isSigned(
  { authority, signal }: Pick<Run, "authority" | "signal">,
  apex: DomainName,
): Promise<boolean | undefined> {
  const found = await Promise.all(
    apexesAbove(apex).map((owner) => authority.lookup({ owner, type: DS }, { signal })),
  );
  if (found.some(({ kind }) => kind === "answer")) return true;
  return found.some(({ kind }) => kind === "failed") ? undefined : false;
}

/** The zone, and every name above it at which a zone around it may begin. */
function apexesAbove(apex: DomainName): readonly DomainName[] {
  const [above, organisation] = [parentOf(apex), registrableDomainOf(apex)];
  const isInside = above !== undefined && organisation !== undefined && isAtOrBelow(above, organisation);
  return isInside ? [apex, ...apexesAbove(above)] : [apex];
}
