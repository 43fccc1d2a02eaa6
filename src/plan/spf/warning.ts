import type { DomainName } from "../../dns/domain-name.ts";

/** Why receivers give up on an SPF term. */
export type SpfTermFault = "no-record" | "two-records" | "syntax" | "loop" | "too-many-mx";

/** What to know about an SPF record. */
export type SpfWarning =
  | { readonly warning: "spf-void-lookups"; readonly owner: DomainName; readonly count: number }
  | { readonly warning: "spf-decides-nothing"; readonly owner: DomainName }
  /**
   * A term on which receivers give up (permerror), found by looking it up: an include without an SPF record,
   * a loop, too many MX.
   */
  | {
      readonly warning: "spf-term-broken";
      readonly owner: DomainName;
      readonly term: string;
      readonly because: SpfTermFault;
    }
  /** What could not be looked up: the count is then a lower bound. */
  | {
      readonly warning: "spf-not-counted";
      readonly owner: DomainName;
      readonly term: string;
      readonly because: string;
    };
