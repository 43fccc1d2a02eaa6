import { together } from "../../async/together.ts";
import { findDomainName, isAtOrBelow, isRegistrySuffix, registrableDomainOf } from "../../dns/domain-name.ts";
import type { DomainName } from "../../dns/domain-name.ts";
import { heldAt, type FindHeld } from "../../dns/held.ts";
import type { Lookup } from "../../dns/observation.ts";
import { findRRset, type RRset } from "../../dns/rrset.ts";
import type { HintPart } from "../../errors/hint.ts";
import { OnboardError } from "../../errors/onboard-error.ts";
import { wildcardsAround, wildcardsOver } from "../../plan/wildcard/wildcard.ts";
import { dmarcNameOf, resemblesDmarc } from "../../plan/dmarc/dmarc.ts";
import { dmarcNamesAbove, type DmarcLevel } from "../../plan/dmarc/discovery.ts";
import type { FoundZone } from "./find-zone.ts";
import { heldAtHost, usualOwners } from "./own-names.ts";
import { lookUp, patiently, type Run } from "../run.ts";

// What DMARC says around a domain: at the names above it, and where its own record is served elsewhere.

/** What is served as TXT at a name. */
type ReadTexts = (run: Run, owner: DomainName) => Promise<Lookup>;

export const lookUpTexts: ReadTexts = (run, owner) => lookUpBeside(run, owner);

function lookUpBeside(run: Run, owner: DomainName, held?: FindHeld): Promise<Lookup> {
  return lookUp(run, { owner, type: "TXT" }, held);
}

/**
 * By the host's word inside the zone, since a listing tells of today and costs nothing more, and inside those above it
 * whose hosts showed the way; by DNS where another zone or a wildcard answers. The run writes at none of these names, so
 * nobody remembers a wrong "no".
 */
export function textsBeside({ zone, above }: FoundZone, rrsets: readonly RRset[]): ReadTexts {
  return async (run, owner) => {
    if (above !== undefined && !isAtOrBelow(owner, zone.apex)) {
      const names = [owner, ...wildcardsAround([owner], above.zone.apex)];
      const around = await above.provider.readRRsets(above.zone, names, patiently(run));
      return textsBeside(above, around)(run, owner);
    }
    const at = (type: string) => findRRset(rrsets, owner, type);
    // Of an alias the host knows where it leads.
    const held =
      at("CNAME") === undefined
        ? heldAtHost(run, rrsets)
        : heldAt([...usualOwners(run.domain), owner], rrsets);
    const isInside = isAtOrBelow(owner, zone.apex) && at("CNAME") === undefined && at("NS") === undefined;
    const rrset = at("TXT");
    if (isInside && rrset !== undefined) return { kind: "answer", rrset, canonicalName: owner };
    if (isInside && !mayBeSynthesised(owner, zone.apex, rrsets)) return { kind: "nodata" };
    return lookUpBeside(run, owner, held);
  };
}

/** Whether a wildcard of the zone could answer with DMARC there, or leads to where nobody knows. */
function mayBeSynthesised(owner: DomainName, apex: DomainName, rrsets: readonly RRset[]): boolean {
  const wildcards = wildcardsOver(owner, apex);
  return rrsets.some(
    ({ owner: at, type, values }) =>
      wildcards.includes(at) && (type === "CNAME" || values.some(resemblesDmarc)),
  );
}

/**
 * What stands at `_dmarc` of each name above the domain, up to the TLD (RFC 9989 section 4.10; the organisational
 * domain of RFC 7489 is among them). All at once.
 * @throws OnboardError NOT_OBSERVABLE: a policy that can't be read is never overridden
 */
export async function readDmarcAbove(
  run: Run,
  read: ReadTexts,
  foundZone?: FoundZone,
): Promise<readonly DmarcLevel[]> {
  const levels = await together(
    run,
    dmarcNamesAbove(run.domain).map((domain) => async (own: Run): Promise<readonly DmarcLevel[]> => {
      const owner = dmarcNameOf(domain);
      const found = await read(own, owner);
      if (found.kind === "answer") return [{ domain, values: found.rrset.values }];
      if (found.kind !== "failed") return [];
      if (!isDispensable(run, domain, foundZone))
        throw unreadable(owner, found, domain !== registrableDomainOf(run.domain));
      const warning = { warning: "dmarc-not-read", owner, because: found.because } as const;
      run.emit({ type: "warning.raised", warning });
      return [];
    }),
  );
  return levels.flat();
}

/**
 * RFC 7489 asks at the organisational domain alone. And above the names that people register hardly anybody has a
 * record: where port 53 is closed for good, a run that had to see there could onboard nobody.
 */
function isDispensable(
  { domain, policy }: Run,
  above: DomainName,
  foundZone: FoundZone | undefined,
): boolean {
  if (policy.dmarc === "rfc7489") return above !== registrableDomainOf(domain);
  return foundZone?.delegation.addresses.length === 0 && isRegistrySuffix(above);
}

/**
 * What another zone serves as the name's TXT: behind a CNAME, which is not asked for at the name itself, or in the
 * zone to which the name is delegated. The run writes at neither. Undefined: the zone itself answers for the name.
 * @throws OnboardError NOT_OBSERVABLE
 */
export async function readServedElsewhere(
  run: Run,
  owner: DomainName,
  rrsets: readonly RRset[],
): Promise<readonly string[] | undefined> {
  const alias = findRRset(rrsets, owner, "CNAME")?.values[0];
  if (alias === undefined && findRRset(rrsets, owner, "NS") === undefined) return undefined;
  const name = alias === undefined ? owner : findDomainName(alias);
  if (name === undefined) return [];
  const found = await lookUpBeside(run, name, name === owner ? undefined : heldAtHost(run, rrsets));
  if (found.kind === "failed") throw unreadable(owner, found);
  return found.kind === "answer" ? found.rrset.values : [];
}

type Failed = Extract<Lookup, { readonly kind: "failed" }>;

function unreadable(owner: DomainName, { because, outOfSight }: Failed, isOfTreeWalk = false): OnboardError {
  const again =
    outOfSight === true
      ? "Have DNS let through unaltered from here, to port 53 or by HTTPS to public resolvers, then run again"
      : "Run again when the name servers answer";
  const wayOut: readonly HintPart[] = isOfTreeWalk
    ? [" RFC 7489 does not ask there: ", { option: "dmarc", value: "rfc7489" }, " goes without it."]
    : [];
  return new OnboardError(
    "NOT_OBSERVABLE",
    `It can't be seen from here whether ${owner} holds a DMARC policy: ${because}.`,
    {
      hint: [`${again}; a policy that can't be read is never overridden.`, ...wayOut],
      facts: { owner, because },
    },
  );
}
