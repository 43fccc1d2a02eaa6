import type { DomainName } from "../../dns/domain-name.ts";
import type { RRset, RRType } from "../../dns/rrset.ts";
import type { WhyWrittenOut } from "./after-undo.ts";

/** What to know about wildcards above the names of records. */
export type WildcardWarning =
  /** What a wildcard answers for the name is written out there; through: what its CNAME leads to. */
  | {
      readonly warning: "from-wildcard";
      readonly owner: DomainName;
      readonly type: RRType;
      readonly wildcard: DomainName;
      readonly values: readonly string[];
      readonly through?: DomainName;
    }
  /**
   * A wildcard no longer answers for this name, with what it has lost, and for all names below, with the types
   * that it answered there. `diverts`: the MX that is written takes the mail that could go to the lost addresses.
   */
  | {
      readonly warning: "wildcard-ended";
      readonly owner: DomainName;
      readonly wildcard: DomainName;
      readonly lost: readonly Pick<RRset, "type" | "ttl" | "values">[];
      readonly below: readonly RRType[];
      readonly diverts?: readonly string[];
    }
  /** Whether it answers for the name could not be looked up; it is taken as if it did. */
  | {
      readonly warning: "wildcard-not-seen";
      readonly owner: DomainName;
      readonly wildcard: DomainName;
      readonly because: string;
    }
  /**
   * `undo` leaves at the name what the wildcard had answered, since that does not answer there again: something else
   * stands at or below `top` (`exists`), or the DNS host can't tell (`unknown`).
   */
  | {
      readonly warning: "wildcard-not-back";
      readonly owner: DomainName;
      readonly type: RRType;
      readonly wildcard: DomainName;
      readonly values: readonly string[];
      readonly top: DomainName;
      readonly because: WhyWrittenOut;
    }
  /** The name has other mail servers than the wildcard above it. */
  | {
      readonly warning: "mx-not-of-wildcard";
      readonly owner: DomainName;
      readonly wildcard: DomainName;
      readonly own: readonly string[];
      readonly its: readonly string[];
    };
