import type { DomainName } from "../../dns/domain-name.ts";

/** A policy that a discovery finds: which tag of the record at which name says it. */
export interface DmarcFinding {
  readonly policy: string;
  readonly tag: string;
  readonly from: DomainName;
}

/** What else a finding asks for: its trial, strict alignments and addresses for reports, as tags. */
export interface DmarcFound extends DmarcFinding {
  readonly beside: readonly string[];
}

/** What to know about a DMARC policy. `owner` is where it stands or shall stand, `from` where another one stands. */
export type DmarcWarning =
  /** The policy of a record above, or what that record adds to SES's own, is published as the name's own. */
  | (DmarcFinding & {
      readonly warning: "dmarc-inherited";
      readonly owner: DomainName;
      /** Addresses for reports that came with it. */
      readonly reports: readonly string[];
    })
  /** Receivers of RFC 9989 and of RFC 7489 find for the name what differs for them; absent: no policy. */
  | {
      readonly warning: "dmarc-discoveries-differ";
      readonly owner: DomainName;
      readonly rfc9989?: DmarcFound;
      readonly rfc7489?: DmarcFound;
      /** Whose policy is published. */
      readonly taken: "rfc9989" | "rfc7489";
      /** The user has named that one. */
      readonly named: boolean;
      /** The record that is published. */
      readonly published: string;
      /** What mail of the domain may depend on already: SPF, MX, addresses. */
      readonly senders: readonly string[];
    }
  /** A wildcard's record counted for the name until now, and is written out. */
  | {
      readonly warning: "dmarc-written-out";
      readonly owner: DomainName;
      readonly wildcard: DomainName;
      readonly policy: string;
    }
  /** No name above has a record, so the new one moves the border of relaxed alignment to the domain. */
  | { readonly warning: "dmarc-own-organisation"; readonly owner: DomainName; readonly domain: DomainName }
  /** What is inherited was meant for a part of the mail only, or (0) as a test. */
  | {
      readonly warning: "dmarc-pct";
      readonly owner: DomainName;
      readonly from: DomainName;
      readonly pct: number;
      /** It is published as `t=y`. */
      readonly trial: boolean;
    }
  /** The record above is stricter with names that do not exist. */
  | {
      readonly warning: "dmarc-np-ends";
      readonly owner: DomainName;
      readonly from: DomainName;
      readonly np: string;
      readonly policy: string;
    }
  /** What is replaced was stricter, may have been meant so, or asked for more. */
  | {
      readonly warning: "dmarc-weakened";
      readonly owner: DomainName;
      /** The strictest policy that stands there, in its own spelling. */
      readonly former: string;
      readonly policy: string;
      /** Whether receivers obey it; and if not, whether it can be told what was meant. */
      readonly was: "obeyed" | "meant" | "unknown";
      /** The tags that end: for names below, strict alignment, addresses for reports. */
      readonly lost: readonly string[];
    }
  /** A record that stands is kept, although not all of it is as the standard has it. */
  | {
      readonly warning: "dmarc-flawed";
      readonly owner: DomainName;
      readonly value: string;
      readonly flaws: readonly string[];
    }
  /** What is in force by a record above has flaws: receivers drop these, or take the policy for `none`. */
  | {
      readonly warning: "dmarc-flawed-above";
      readonly owner: DomainName;
      readonly from: DomainName;
      /** What receivers find in it in spite of them. */
      readonly policy: string;
      readonly flaws: readonly string[];
    }
  /** What stands above and is meant as DMARC gives no policy. */
  | {
      readonly warning: "dmarc-unreadable-above";
      readonly owner: DomainName;
      readonly from: DomainName;
      readonly values: readonly string[];
      readonly policy: string;
    }
  /** `owner` could not be looked up, and the run goes on without it. */
  | { readonly warning: "dmarc-not-read"; readonly owner: DomainName; readonly because: string }
  /** A DMARC text at the domain itself, where no receiver looks. */
  | { readonly warning: "dmarc-misplaced"; readonly owner: DomainName; readonly value: string }
  /** Nothing at `at` says that the address takes reports for the domain; or (`because`) it could not be looked up. */
  | {
      readonly warning: "dmarc-reports-dropped";
      readonly owner: DomainName;
      readonly address: string;
      readonly at: DomainName;
      readonly because?: string;
    };
