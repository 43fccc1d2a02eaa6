import { isAtOrBelow, registrableDomainOf, type DomainName } from "../../dns/domain-name.ts";
import { findRRset, type RRset } from "../../dns/rrset.ts";
import { isOnboardError, OnboardError } from "../../errors/onboard-error.ts";
import { dmarcNameOf, isDmarc, onlyDmarc } from "../../plan/dmarc/dmarc.ts";
import { replacesDmarc } from "../../plan/dmarc/rule.ts";
import { findMtaSts } from "../../plan/mx/mta-sts.ts";
import type { Identity } from "../../plan/identity.ts";
import { PURPOSE_NAMES, PURPOSES } from "../../plan/purposes.ts";
import type { Purpose, Surroundings } from "../../plan/requirement.ts";
import type { FoundZone } from "./find-zone.ts";
import { patiently, type Run } from "../run.ts";

/** How each of the surroundings is found; undefined: there is none, or it would decide nothing. */
export type FindSurroundings = {
  readonly [K in keyof Surroundings]-?: () => Promise<Surroundings[K]>;
};

/** What lies outside the zone's RRsets and decides about records of these purposes. */
export async function gatherSurroundings(
  purposes: readonly Purpose[],
  find: FindSurroundings,
): Promise<Surroundings> {
  const wanted = new Set(purposes.flatMap((purpose) => PURPOSES[purpose].surroundings));
  const found: [string, unknown][] = [];
  for (const name of wanted) found.push([name, await find[name]()]);
  // Each name came with its own finder's value, as the type of `find` says.
  return Object.fromEntries(found.filter(([, value]) => value !== undefined));
}

/** What surrounds the records that SES asks for: all that it may ask for, as long as it has not spoken. */
export function findSurroundings(
  run: Run,
  foundZone: FoundZone,
  rrsets: readonly RRset[],
  identity: Identity | undefined,
): Promise<Surroundings> {
  const asked = identity?.records.map(({ requirement }) => requirement.purpose);
  const owner = dmarcNameOf(run.domain);
  const isAlias = findRRset(rrsets, owner, "CNAME") !== undefined;
  return gatherSurroundings(asked ?? PURPOSE_NAMES, {
    dmarcBehindCname: async () => (isAlias ? readDmarc(run, owner, foundZone) : undefined),
    inheritedDmarc: async () => (isAlias ? undefined : findInheritanceBeside(run, foundZone, owner, rrsets)),
    mtaSts: () => Promise.resolve(findMtaSts(run.domain, rrsets)),
    synthesised: () => Promise.resolve(undefined),
  });
}

async function findInheritanceBeside(
  run: Run,
  foundZone: FoundZone,
  owner: DomainName,
  rrsets: readonly RRset[],
): Promise<string | undefined> {
  const stands = findRRset(rrsets, owner, "TXT")?.values.some(isDmarc) === true;
  // A policy that is to be replaced must not fall below the inherited one either.
  if (!stands || replacesDmarc(run, owner)) return findInheritance(run, foundZone);
  // A policy that stands there is kept in any case. The inherited one only shows whether it equals what we
  // would publish, so failing to read it does no harm.
  return findInheritance(run, foundZone).catch(unlessUnreadable);
}

function unlessUnreadable(error: unknown): undefined {
  if (isOnboardError(error) && error.code === "NOT_OBSERVABLE") return undefined;
  throw error;
}

/**
 * A name without a record of its own falls under its organisational domain's policy (RFC 7489 section 6.6.3).
 */
export async function findInheritance(
  run: Run,
  foundZone: FoundZone | undefined,
): Promise<string | undefined> {
  const organisation = registrableDomainOf(run.domain);
  if (organisation === undefined || organisation === run.domain) return undefined;
  return readDmarc(run, dmarcNameOf(organisation), foundZone);
}

/** @param foundZone whose host is read when no name server can be asked and the name lies in the zone */
async function readDmarc(
  run: Run,
  owner: DomainName,
  foundZone: FoundZone | undefined,
): Promise<string | undefined> {
  const found = await run.authority.lookup({ owner, type: "TXT" }, { signal: run.signal });
  if (found.kind === "answer") return onlyDmarc(found.rrset.values);
  if (found.kind !== "failed") return undefined;
  if (foundZone !== undefined && isAtOrBelow(owner, foundZone.zone.apex))
    return readAtHost(run, owner, foundZone);
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
  { provider, zone }: FoundZone,
): Promise<string | undefined> {
  const rrsets = await provider.readRRsets(zone, [owner], patiently(run));
  return onlyDmarc(findRRset(rrsets, owner, "TXT")?.values ?? []);
}
