import { parentOf, type DomainName } from "../../dns/domain-name.ts";
import { sameKey, type SynthesisedRRset } from "../../dns/rrset.ts";
import type { Case } from "../verdict.ts";
import type { DmarcLevel } from "./discovery.ts";
import { inheritanceOf, type Discovery, type Inheritance, type UnreadableLevel } from "./inheritance.ts";
import { dmarcToPublish } from "./publish.ts";

/** What a record that is to be published at the name says, and why. */
export interface Prospect {
  readonly publish: string;
  readonly domain: DomainName;
  /** The wildcard that answers for the name. */
  readonly wildcard: DomainName | undefined;
  /** What is found at the name by that wildcard, and above it. */
  readonly levels: readonly DmarcLevel[];
  readonly inheritance: Inheritance;
  readonly unreadable: readonly UnreadableLevel[];
}

/**
 * What is in force for the name by other records than its own: by what a wildcard answers there until the name exists
 * and by those above it, since receivers of one kind may read a text that the others drop. A wildcard's text in which
 * neither finds a policy takes no stricter one away that stands above.
 */
export function prospectOf(given: Case): Prospect {
  const { requirement, surroundings } = given;
  const domain = parentOf(requirement.owner) ?? requirement.owner;
  const prefer = preferenceOf(given);
  const above = surroundings.dmarcAbove ?? [];
  const synthesised = synthesisedAt(given);
  const levels = [...(synthesised === undefined ? [] : [{ domain, values: synthesised.values }]), ...above];
  const withOwn = inheritanceOf(domain, levels, prefer);
  const isOwnRead = [withOwn.rfc9989, withOwn.rfc7489].some((found) => found?.domain === domain);
  const inheritance = isOwnRead ? withOwn : inheritanceOf(domain, above, prefer);
  return {
    domain,
    inheritance,
    publish: dmarcToPublish(requirement.expected, inheritance.chosen),
    wildcard: synthesised?.wildcard,
    levels,
    unreadable: withOwn.unreadable,
  };
}

/** What is published for want of a record at the name, where it is more than SES asks for; undefined: it is not. */
export function inheritedDmarc(given: Case): string | undefined {
  const { publish } = prospectOf(given);
  return publish === given.requirement.expected ? undefined : publish;
}

/** The standard that the user has named. */
export function preferenceOf({ policy: { dmarc } }: Case): Discovery | undefined {
  return dmarc === "rfc9989" || dmarc === "rfc7489" ? dmarc : undefined;
}

/** What a wildcard answers at the name, be it by a CNAME of its own. */
function synthesisedAt({ requirement: { owner, type }, surroundings }: Case): SynthesisedRRset | undefined {
  return surroundings.synthesised?.find((rrset) => sameKey(rrset, { owner, type }));
}
