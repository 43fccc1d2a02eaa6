import { prefixed, registrableDomainOf, type DomainName } from "../dns/domain-name.ts";
import { findRRset, type RRset } from "../dns/rrset.ts";
import { OnboardError } from "../errors/onboard-error.ts";
import { isDmarc } from "../plan/dmarc.ts";
import type { Identity } from "../plan/identity.ts";
import type { Surroundings } from "../plan/requirement.ts";
import type { Run } from "./ports.ts";

/** What lies outside the zone's RRsets and decides about a DMARC record: the target of an alias, or the organisation's policy. */
export async function findSurroundings(run: Run, rrsets: readonly RRset[], identity: Identity | undefined): Promise<Surroundings> {
  // An identity that is known not to ask for a policy needs none.
  if (identity?.records.every(({ requirement }) => requirement.purpose !== "dmarc") === true) return {};
  const owner = prefixed("_dmarc", run.domain);
  if (findRRset(rrsets, owner, "CNAME") !== undefined) {
    const behind = await readDmarc(run, owner);
    return behind === undefined ? {} : { dmarcBehindCname: behind };
  }
  const stands = findRRset(rrsets, owner, "TXT")?.values.some(isDmarc) === true;
  if (!stands || replacesDmarc(run, owner)) return findInheritance(run);
  // A policy that stands is kept in any case; the inherited one only tells whether it is what we would publish.
  return findInheritance(run).catch(unlessUnreadable);
}

function unlessUnreadable(error: unknown): Surroundings {
  if (error instanceof OnboardError && error.code === "NOT_OBSERVABLE") return {};
  throw error;
}

/** A policy that is to be replaced must not fall below the inherited one either. */
export function replacesDmarc({ policy }: Run, owner: DomainName): boolean {
  return policy.dmarc === "replace" || policy.replace.includes(`TXT:${owner}`);
}

/** A name without a record of its own falls under its organisational domain's policy (RFC 7489 section 6.6.3). */
export async function findInheritance(run: Run): Promise<Surroundings> {
  const organisation = registrableDomainOf(run.domain);
  if (organisation === undefined || organisation === run.domain) return {};
  const inherited = await readDmarc(run, prefixed("_dmarc", organisation));
  return inherited === undefined ? {} : { inheritedDmarc: inherited };
}

async function readDmarc(run: Run, owner: DomainName): Promise<string | undefined> {
  const found = await run.authority.lookup({ owner, type: "TXT" }, { signal: run.signal });
  if (found.kind === "failed") {
    throw new OnboardError("NOT_OBSERVABLE", `Whether ${owner} holds a DMARC policy can't be seen from here: ${found.because}.`, {
      hint: "Run again when the name servers answer; a policy that can't be read is never overridden.",
      facts: { owner, because: found.because },
    });
  }
  if (found.kind !== "answer") return undefined;
  const records = found.rrset.values.filter(isDmarc);
  return records.length === 1 ? records[0] : undefined;
}
