import type { DomainName } from "../../dns/domain-name.ts";
import { heldAt, type FindHeld } from "../../dns/held.ts";
import type { RRset } from "../../dns/rrset.ts";
import { PURPOSE_NAMES, PURPOSES } from "../../plan/purposes.ts";
import type { Run } from "../run.ts";

/** Where the records of a domain stand as SES usually asks for them, and the name that its keys stand below. */
export function usualOwners(domain: DomainName): readonly DomainName[] {
  return [...new Set(PURPOSE_NAMES.map((purpose) => PURPOSES[purpose].nameFor(domain)))];
}

/**
 * By the host's word what stands at the names that the run writes. An alias of others may lead to them, and nobody is
 * asked for them before the gate.
 */
export function heldAtHost({ domain }: Pick<Run, "domain">, rrsets: readonly RRset[]): FindHeld {
  return heldAt(usualOwners(domain), rrsets);
}
