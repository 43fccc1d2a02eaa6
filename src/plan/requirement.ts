import type { DomainName } from "../dns/domain-name.ts";
import type { Place } from "../dns/place.ts";
import { keyText, type RRset, type RRType, type SynthesisedRRset } from "../dns/rrset.ts";
import type { DmarcLevel } from "./dmarc/discovery.ts";

// Judging records, pure. Read requirement.ts (what is asked for), verdict.ts (what a rule says), purposes.ts
// (which rule), a folder for each kind, satisfy.ts, then swaps.ts (all of them together), consent/ and
// undo.ts. identity.ts has the port of SES.

/** What a record is for. `other`: something new that SES asks for and this tool has no special rule for. */
export type Purpose = "spf" | "dkim" | "dmarc" | "mx" | "other";

/** A record that the identity asks for, in canonical form. */
export interface Requirement {
  readonly purpose: Purpose;
  readonly owner: DomainName;
  readonly type: RRType;
  /** Canonical value; MX without a preference is `host`, the policy then chooses one. */
  readonly expected: string;
}

/** One text for each record of an identity, for maps. */
export function recordText(record: Requirement): string {
  return `${record.purpose} ${keyText(record)} ${record.expected}`;
}

/** Whether both are the same record of an identity. */
export function sameRecord(a: Requirement, b: Requirement): boolean {
  return recordText(a) === recordText(b);
}

/**
 * A consent that was not given for this one run: by a config file, a list of domains, or a variable. Who approves a
 * plan did not type it.
 */
export interface StandingConsent {
  readonly option: "mx" | "dmarc" | "replace" | "allow";
  readonly value: string;
  /** `ses-onboard.yaml:12` or `SES_ONBOARD_ALLOW`. */
  readonly from: string;
}

/** What the user allows. Defaults keep everything that stands there. */
export interface Policy {
  /** Seconds, for RRsets that are created; one that is extended keeps its own TTL. */
  readonly ttl: number;
  readonly mx: "keep" | "add" | "replace";
  /** The preference of an MX that we create where there is none. */
  readonly mxPriority: number;
  /**
   * What to do about a policy that stands there. The name of a standard keeps it, too, and says whose discovery of
   * the inherited policy counts where the two differ; by default the stricter policy does.
   */
  readonly dmarc: "keep" | "replace" | "rfc9989" | "rfc7489";
  /** Consent to replace one RRset each; it allows no record that an identity does not usually need. */
  readonly replace: readonly Place[];
  /**
   * Consent to one RRset each; it lets nothing be removed. To one that goes beyond what was agreed upon
   * (consent/beyond.ts). To `TXT:_mta-sts.D`: SES's exchange may come to D although that policy stands (mx/mta-sts.ts); judged always.
   */
  readonly allow: readonly Place[];
}

export const DEFAULT_POLICY: Policy = {
  ttl: 300,
  mx: "keep",
  mxPriority: 10,
  dmarc: "keep",
  replace: [],
  allow: [],
};

/**
 * What must be known beside the RRsets at the owner to judge a requirement; found by DNS before planning, so
 * that the judgement stays pure.
 */
export interface Surroundings {
  /**
   * The TXT values at `_dmarc` of the domain where another zone serves them: behind a CNAME, or where the name is
   * delegated to. Undefined: neither is the case.
   */
  readonly dmarcElsewhere?: readonly string[];
  /**
   * What stands at `_dmarc` of the names above, up to the TLD, where anything does. Undefined: it could not be read,
   * and a record stands that is kept anyway.
   */
  readonly dmarcAbove?: readonly DmarcLevel[];
  /** What mail of the domain may depend on already, for people: its SPF record, MX and addresses. */
  readonly standingSenders?: readonly string[];
  /** What stands at the MTA-STS record's name, or answers there, where that is or may lead to a policy. */
  readonly mtaSts?: RRset;
  /**
   * What wildcards answer at the names that are to be written and do not exist yet. For MX, SPF and DMARC that is
   * what stands there in effect: whoever writes at such a name ends it.
   */
  readonly synthesised?: readonly SynthesisedRRset[];
}

/** `written-out`: what a wildcard answers at the name is written there as it is. */
export type Action = "created" | "merged" | "written-out" | "kept" | "replaced" | "unchanged";
