import type { DomainName } from "../dns/domain-name.ts";
import type { RRset, RRType } from "../dns/rrset.ts";

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

/** What the user allows. Defaults keep everything that stands there. */
export interface Policy {
  /** Seconds, for RRsets that are created; one that is extended keeps its own TTL. */
  readonly ttl: number;
  readonly mx: "keep" | "add" | "replace";
  /** The preference of an MX that we create where there is none. */
  readonly mxPriority: number;
  readonly dmarc: "keep" | "replace";
  /** Consent to replace one RRset each: `TYPE:NAME`, upper-case type. */
  readonly replace: readonly `${RRType}:${DomainName}`[];
}

export const DEFAULT_POLICY: Policy = { ttl: 300, mx: "keep", mxPriority: 10, dmarc: "keep", replace: [] };

/** What must be known beside the RRsets at the owner to judge a requirement; found by DNS before planning, so that the judgement stays pure. */
export interface Surroundings {
  /** The DMARC record that a CNAME at the owner leads to, when there is a CNAME. */
  readonly dmarcBehindCname?: string;
  /** The DMARC record in force for the name when it has none of its own: the organisational domain's. */
  readonly inheritedDmarc?: string;
}

export type Action = "created" | "merged" | "kept" | "replaced" | "unchanged";

/** The judgement on one requirement, given what stands at its owner. */
export type Verdict =
  | {
      readonly kind: "fine";
      /** `kept`: something else than expected stands there and stays, which satisfies the rule. `unchanged`: what is expected stands there. */
      readonly action: "kept" | "unchanged";
      readonly before: RRset | undefined;
      readonly warnings: readonly Warning[];
    }
  | {
      readonly kind: "change";
      readonly action: "created" | "merged" | "replaced";
      readonly before: RRset | undefined;
      readonly after: RRset;
      readonly warnings: readonly Warning[];
    }
  | { readonly kind: "conflict"; readonly conflict: Conflict };

/** A person must choose. The planner throws it; `isMet` just answers no. */
export interface Conflict {
  readonly code: "CNAME_IN_THE_WAY" | "SPF_UNMERGEABLE" | "RECORD_IN_THE_WAY" | "VALUE_REJECTED";
  readonly message: string;
  readonly hint: string;
  readonly facts?: Readonly<Record<string, unknown>>;
}

/** Why receivers give up on an SPF term. */
export type SpfTermFault = "no-record" | "two-records" | "syntax" | "loop" | "too-many-mx";

/** Something that a person should know although the plan goes on. Facts; report/sentence.ts words them. */
export type Warning =
  | { readonly warning: "mx-added-beside-others"; readonly owner: DomainName; readonly others: readonly string[] }
  | { readonly warning: "mx-replaced"; readonly owner: DomainName; readonly lost: readonly string[] }
  | {
      readonly warning: "mx-kept";
      readonly owner: DomainName;
      readonly kept: readonly string[];
      readonly because: "mx" | "address" | "null-mx";
    }
  | { readonly warning: "spf-void-lookups"; readonly owner: DomainName; readonly count: number }
  | { readonly warning: "spf-decides-nothing"; readonly owner: DomainName }
  /** A term on which receivers give up (permerror), found by looking it up: an include without an SPF record, a loop, too many MX. */
  | { readonly warning: "spf-term-broken"; readonly owner: DomainName; readonly term: string; readonly because: SpfTermFault }
  /** What could not be looked up: the count is then a lower bound. */
  | { readonly warning: "spf-not-counted"; readonly owner: DomainName; readonly term: string; readonly because: string }
  | { readonly warning: "dmarc-inherited"; readonly owner: DomainName; readonly policy: string }
  | { readonly warning: "quotes-in-value"; readonly owner: DomainName; readonly value: string }
  | { readonly warning: "cut-at-255"; readonly owner: DomainName; readonly value: string }
  /** The parent sends the world to other servers than the zone itself names. */
  | {
      readonly warning: "delegation-differs";
      readonly owner: DomainName;
      readonly onlyParent: readonly DomainName[];
      readonly onlyZone: readonly DomainName[];
    }
  /** Not all of the live servers are those that the host assigned: the zone is half moved, so a part of the world will not see what we write. */
  | {
      readonly warning: "half-moved";
      readonly owner: DomainName;
      readonly notAtHost: readonly DomainName[];
      readonly notDelegated: readonly DomainName[];
    }
  | { readonly warning: "server-without-address"; readonly owner: DomainName; readonly servers: readonly DomainName[] }
  | {
      readonly warning: "server-lame";
      readonly owner: DomainName;
      readonly server: DomainName;
      readonly address: string;
      readonly because: "lame" | "servfail";
    }
  /** `undo` leaves it alone: somebody changed it since the run, or the log does not hold what stood there, a secret being cut out of it. */
  | {
      readonly warning: "not-put-back";
      readonly owner: DomainName;
      readonly rrtype: RRType;
      readonly expected: string;
      readonly because: "changed" | "secret";
    }
  | { readonly warning: "family-missing"; readonly owner: DomainName; readonly family: 4 | 6 }
  | { readonly warning: "doubled-suffix"; readonly owner: DomainName }
  | { readonly warning: "wildcard-shadowed"; readonly owner: DomainName; readonly wildcard: DomainName; readonly types: readonly RRType[] };
