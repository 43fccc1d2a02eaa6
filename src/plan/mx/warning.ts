import type { DomainName } from "../../dns/domain-name.ts";
import type { Place } from "../../dns/place.ts";
import type { RRType } from "../../dns/rrset.ts";

/** What to know about mail for a name. */
export type MxWarning =
  | {
      readonly warning: "mx-added-beside-others";
      readonly owner: DomainName;
      readonly others: readonly string[];
    }
  /** `wildcard`: what it has answered for the name until now. */
  | {
      readonly warning: "mx-replaced";
      readonly owner: DomainName;
      readonly lost: readonly string[];
      readonly wildcard?: DomainName;
    }
  /**
   * `--allow`: a new exchange beside a policy that may not list it. `owner` is the policy record's name; `type`: TXT,
   * or that of what leads to a record.
   */
  | {
      readonly warning: "mta-sts-allowed";
      readonly owner: DomainName;
      readonly type: RRType;
      readonly exchange: string;
    }
  | {
      readonly warning: "mx-kept";
      readonly owner: DomainName;
      readonly kept: readonly string[];
      readonly because: "mx" | "address" | "null-mx";
      /** The consent without which an MTA-STS policy stops SES's MX. */
      readonly allow?: Place;
    };
