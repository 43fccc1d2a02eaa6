import { isAtOrBelow, prefixed, registrableDomainOf, type DomainName } from "../../dns/domain-name.ts";
import { findRRset, type RRset } from "../../dns/rrset.ts";
import { OnboardError } from "../../errors/onboard-error.ts";
import { isDmarc } from "../../plan/dmarc/dmarc.ts";
import type { Identity } from "../../plan/identity.ts";
import type { Surroundings } from "../../plan/requirement.ts";
import type { Place } from "./find-place.ts";
import type { Run } from "../run.ts";

/**
 * What lies outside the zone's RRsets and decides about a DMARC record: the target of an alias, or the
 * organisation's policy.
 */
export async function findSurroundings(
  run: Run,
  place: Place,
  rrsets: readonly RRset[],
  identity: Identity | undefined,
): Promise<Surroundings> {
  // An identity that is known not to ask for a policy needs none.
  if (identity?.records.every(({ requirement }) => requirement.purpose !== "dmarc") === true) return {};
  const owner = prefixed("_dmarc", run.domain);
  if (findRRset(rrsets, owner, "CNAME") !== undefined) {
    const behind = await readDmarc(run, owner, place);
    return behind === undefined ? {} : { dmarcBehindCname: behind };
  }
  const stands = findRRset(rrsets, owner, "TXT")?.values.some(isDmarc) === true;
  if (!stands || replacesDmarc(run, owner)) return findInheritance(run, place);
  // A policy that stands is kept in any case; the inherited one only tells whether it is what we would
  // publish.
  return findInheritance(run, place).catch(unlessUnreadable);
}

function unlessUnreadable(error: unknown): Surroundings {
  if (error instanceof OnboardError && error.code === "NOT_OBSERVABLE") return {};
  throw error;
}

/** A policy that is to be replaced must not fall below the inherited one either. */
export function replacesDmarc({ policy }: Run, owner: DomainName): boolean {
  return policy.dmarc === "replace" || policy.replace.includes(`TXT:${owner}`);
}

/**
 * A name without a record of its own falls under its organisational domain's policy (RFC 7489 section 6.6.3).
 */
export async function findInheritance(run: Run, place: Place | undefined): Promise<Surroundings> {
  const organisation = registrableDomainOf(run.domain);
  if (organisation === undefined || organisation === run.domain) return {};
  const inherited = await readDmarc(run, prefixed("_dmarc", organisation), place);
  return inherited === undefined ? {} : { inheritedDmarc: inherited };
}

/**
 * @param place where the host's word stands in for name servers that can't be asked, as far as the name lies
 * in its zone
 */
async function readDmarc(run: Run, owner: DomainName, place: Place | undefined): Promise<string | undefined> {
  const found = await run.authority.lookup({ owner, type: "TXT" }, { signal: run.signal });
  if (found.kind === "answer") return onlyDmarc(found.rrset.values);
  if (found.kind !== "failed") return undefined;
  if (place !== undefined && isAtOrBelow(owner, place.zone.apex)) return readAtHost(run, owner, place);
  throw new OnboardError(
    "NOT_OBSERVABLE",
    `Whether ${owner} holds a DMARC policy can't be seen from here: ${found.because}.`,
    {
      hint: "Run again when the name servers answer; a policy that can't be read is never overridden.",
      facts: { owner, because: found.because },
    },
  );
}

async function readAtHost(
  run: Run,
  owner: DomainName,
  { provider, zone }: Place,
): Promise<string | undefined> {
  const rrsets = await provider.readRRsets(zone, [owner], { signal: run.signal });
  return onlyDmarc(findRRset(rrsets, owner, "TXT")?.values ?? []);
}

/** Two policies are none (RFC 7489 section 6.6.3). */
function onlyDmarc(values: readonly string[]): string | undefined {
  const records = values.filter(isDmarc);
  return records.length === 1 ? records[0] : undefined;
}
