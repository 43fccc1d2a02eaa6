import type { DomainName } from "../../dns/domain-name.ts";
import type { Heard } from "../../dns/observation.ts";
import type { Zone } from "../../dns/provider.ts";
import type { RRset } from "../../dns/rrset.ts";
import { OnboardError } from "../../errors/onboard-error.ts";
import { listPhrase, phrase } from "../../errors/phrase.ts";
import { isDmarcName } from "../../plan/dmarc/dmarc.ts";
import type { Identity } from "../../plan/identity.ts";
import { markNames } from "../../plan/ownership/marks.ts";
import { PURPOSE_NAMES, PURPOSES } from "../../plan/purposes.ts";
import { wildcardsAround } from "../../plan/wildcard/wildcard.ts";
import type { Surroundings } from "../../plan/requirement.ts";
import { findZone, type FoundZone } from "./find-zone.ts";
import { inspectDelegation } from "./inspect-delegation.ts";
import { patiently, type Run } from "../run.ts";
import { findSurroundings } from "./surroundings.ts";
import { namesToWrite } from "./wildcards.ts";
import { requireRoom, tellListing } from "./tell-listing.ts";
import { firstDecides, together } from "../../async/together.ts";
import { warnOfKeepers, warnOfMisplacedDmarc, warnOfPaused, warnOfUnseen } from "./warn-of-names.ts";

// Step 1. Read preflight.ts, find-zone.ts (choose-zone.ts), inspect-delegation.ts, surroundings.ts
// (dmarc-around.ts, wildcards.ts), warn-of-names.ts, tell-listing.ts.

/** Everything that is known before anything irreversible. */
export interface Preflight extends FoundZone {
  /** Undefined: not created yet. */
  readonly identity: Identity | undefined;
  /**
   * Every RRset at `owners`, read from the provider: asking resolvers before the write would have them
   * remember a "no".
   */
  readonly rrsets: readonly RRset[];
  readonly owners: readonly DomainName[];
  readonly surroundings: Surroundings;
  /** What each server said of the zone. Absent: none was asked. */
  readonly heard?: readonly Heard[];
}

/**
 * Step 1: the zone by the live delegation, the provider that holds it, what stands at the names.
 * @throws OnboardError for everything that would fail later, before anything is created or written
 */
export async function preflight(run: Run): Promise<Preflight> {
  const [foundZone, identity] = await firstDecides(run, findZone, (own) =>
    own.identities.get(own.domain, patiently(own)),
  );
  run.emit({ type: "identity.found", exists: identity !== undefined, verified: identity?.verified ?? false });
  const [known, heard] = await together(run, [
    (own) => readRecords(own, foundZone, identity),
    (own) => inspectDelegation(own, foundZone),
    async (own) => {
      if (identity === undefined) requireRoom(own, await tellListing(own));
    },
  ]);
  return { ...foundZone, identity, ...known, heard };
}

/** @throws OnboardError ZONE_NOT_DELEGATED, CNAME_IN_THE_WAY; as DnsProvider.readRRsets */
export async function readRecords(
  run: Run,
  foundZone: FoundZone,
  identity: Identity | undefined,
): Promise<Pick<Preflight, "owners" | "rrsets" | "surroundings">> {
  const { provider, zone } = foundZone;
  const places = ownersToWrite(run.domain, identity);
  const around = wildcardsAround(namesToWrite(run.domain, identity), zone.apex);
  const owners = [...new Set([...places, ...ownersBeside(run.domain, zone.apex), ...around])];
  const marks = markNames(run.domain, zone.apex);
  const read = await provider.readRRsets(zone, [...new Set([...owners, ...marks])], patiently(run));
  const rrsets = read.filter(({ owner }) => owners.includes(owner));
  assertNoZoneCut(zone, places, rrsets);
  assertNoAlias(run.domain, rrsets);
  warnOfMisplacedDmarc(run, rrsets);
  warnOfKeepers(run, read);
  await warnOfPaused(run, foundZone, places);
  if (provider.byHand === true) warnOfUnseen(run, zone.apex);
  const surroundings = await findSurroundings(run, foundZone, rrsets, identity);
  return { owners, rrsets, surroundings };
}

/** The sender domain, where its policy and keys stand, and every name that a known identity asks for. */
function ownersToWrite(domain: DomainName, identity: Identity | undefined): readonly DomainName[] {
  const asked = (identity?.records ?? []).map((record) => record.requirement.owner);
  return [...new Set([...namesToWrite(domain, identity), ...asked])];
}

/** The names whose records decide about those. */
function ownersBeside(domain: DomainName, apex: DomainName): readonly DomainName[] {
  return PURPOSE_NAMES.flatMap((purpose) => PURPOSES[purpose].alsoRead(domain, apex));
}

/**
 * A name that holds a policy may be delegated, as vendors of hosted DMARC want it: nothing else stands there, and
 * its rule judges what is served.
 */
function assertNoZoneCut(zone: Zone, owners: readonly DomainName[], rrsets: readonly RRset[]): void {
  const cut = rrsets.find(
    ({ type, owner }) =>
      type === "NS" && owner !== zone.apex && owners.includes(owner) && !isDmarcName(owner),
  );
  if (cut === undefined) return;
  throw new OnboardError(
    "ZONE_NOT_DELEGATED",
    phrase`${cut.owner} is delegated onward to ${listPhrase(cut.values, ", ")}, so a record written into ${zone.apex} at or below it would never be served.`,
    {
      hint: phrase`Remove the NS records at ${cut.owner}, or name the provider that holds that zone.`,
      facts: { owner: cut.owner, nameServers: cut.values },
    },
  );
}

/**
 * Nothing may stand beside a CNAME (RFC 1034 section 3.6.2), and SES looks the records up at the name itself.
 */
function assertNoAlias(domain: DomainName, rrsets: readonly RRset[]): void {
  const alias = rrsets.find((rrset) => rrset.owner === domain && rrset.type === "CNAME");
  if (alias === undefined) return;
  throw new OnboardError(
    "CNAME_IN_THE_WAY",
    phrase`${domain} is an alias (CNAME) of ${listPhrase(alias.values, ", ")}; no TXT or MX record can stand beside it.`,
    {
      hint: phrase`Send from another name, like mail.${domain}, or replace the CNAME at ${domain} by address records.`,
      facts: { owner: domain, target: alias.values },
    },
  );
}
