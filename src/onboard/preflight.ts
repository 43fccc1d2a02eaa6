import { prefixed, type DomainName } from "../dns/domain-name.ts";
import type { Delegation } from "../dns/observation.ts";
import type { DnsProvider, Zone } from "../dns/provider.ts";
import type { RRset } from "../dns/rrset.ts";
import { OnboardError } from "../errors/onboard-error.ts";
import type { Identity } from "../plan/identity.ts";
import type { Surroundings } from "../plan/requirement.ts";
import { chooseZone } from "./choose-zone.ts";
import type { Run } from "./ports.ts";
import { findSurroundings } from "./surroundings.ts";
import { firstDecides, together } from "./together.ts";
import { warnOfWildcard } from "./accidents.ts";

/** Everything that is known before anything irreversible. */
export interface Ground {
  readonly delegation: Delegation;
  readonly provider: DnsProvider;
  readonly zone: Zone;
  /** Undefined: not created yet. */
  readonly identity: Identity | undefined;
  /** Every RRset at `owners`, by the provider's word: asking DNS early could plant a "no". */
  readonly rrsets: readonly RRset[];
  readonly owners: readonly DomainName[];
  readonly surroundings: Surroundings;
}

/**
 * Step 1: the zone by the live delegation, the provider that holds it, what stands at the names.
 * @throws OnboardError for everything that would fail later, before anything is created or written
 */
export async function preflight(run: Run): Promise<Ground> {
  const [place, identity] = await firstDecides(
    run.signal,
    (signal) => findPlace({ ...run, signal }),
    (signal) => run.identities.get(run.domain, { signal }),
  );
  run.emit({ type: "identity.found", exists: identity !== undefined, verified: identity?.verified ?? false });
  const owners = ownersToRead(run.domain, identity);
  const rrsets = await place.provider.readRRsets(place.zone, owners, { signal: run.signal });
  assertNoZoneCut(place.zone, owners, rrsets);
  assertNoAlias(run.domain, rrsets);
  const [surroundings] = await together(run.signal, [
    (signal) => findSurroundings({ ...run, signal }, rrsets, identity),
    (signal) => warnOfWildcard({ ...run, signal }, place.zone.apex, rrsets),
  ]);
  return { ...place, identity, owners, rrsets, surroundings };
}

type Place = Pick<Ground, "delegation" | "provider" | "zone">;

async function findPlace(run: Run): Promise<Place> {
  const delegation = await run.authority.delegation(run.domain, { signal: run.signal });
  const { apex, parentNameServers: nameServers, soa } = delegation;
  run.emit({ type: "delegation.found", apex, nameServers, negativeTtlSeconds: soa?.negativeTtl ?? null });
  const provider = await run.findProvider(run.domain, delegation, { signal: run.signal });
  const zone = chooseZone(provider, delegation, await provider.zonesAt(apex, { signal: run.signal }));
  run.emit({ type: "zone.found", provider: provider.name, apex: zone.apex, id: zone.id, nameServers: zone.nameServers ?? nameServers });
  return { delegation, provider, zone };
}

/** The sender domain, where its policy and keys stand, and every name that a known identity asks for. */
function ownersToRead(domain: DomainName, identity: Identity | undefined): readonly DomainName[] {
  const asked = (identity?.records ?? []).map((record) => record.requirement.owner);
  return [...new Set([domain, prefixed("_dmarc", domain), prefixed("_domainkey", domain), ...asked])];
}

function assertNoZoneCut(zone: Zone, owners: readonly DomainName[], rrsets: readonly RRset[]): void {
  const cut = rrsets.find((rrset) => rrset.type === "NS" && rrset.owner !== zone.apex && owners.includes(rrset.owner));
  if (cut === undefined) return;
  throw new OnboardError(
    "ZONE_NOT_DELEGATED",
    `${cut.owner} is delegated onward to ${cut.values.join(", ")}, so a record written into ${zone.apex} at or below it would never be served.`,
    {
      hint: `Remove the NS records at ${cut.owner}, or name the provider that holds that zone.`,
      facts: { owner: cut.owner, nameServers: cut.values },
    },
  );
}

/** Nothing may stand beside a CNAME (RFC 1034 section 3.6.2), and SES looks the records up at the name itself. */
function assertNoAlias(domain: DomainName, rrsets: readonly RRset[]): void {
  const alias = rrsets.find((rrset) => rrset.owner === domain && rrset.type === "CNAME");
  if (alias === undefined) return;
  throw new OnboardError(
    "CNAME_IN_THE_WAY",
    `${domain} is an alias (CNAME) of ${alias.values.join(", ")}; no TXT or MX record can stand beside it.`,
    {
      hint: `Send from another name, like mail.${domain}, or replace the CNAME at ${domain} by address records.`,
      facts: { owner: domain, target: alias.values },
    },
  );
}
