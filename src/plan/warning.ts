import type { DomainName } from "../dns/domain-name.ts";
import type { RRType } from "../dns/rrset.ts";
import type { DelegationWarning } from "./delegation/warning.ts";
import type { DmarcWarning } from "./dmarc/warning.ts";
import type { MxWarning } from "./mx/warning.ts";
import type { OwnershipWarning } from "./ownership/warning.ts";
import type { Requirement } from "./requirement.ts";
import type { SpfWarning } from "./spf/warning.ts";
import type { WildcardWarning } from "./wildcard/warning.ts";

/** Something that a person should know although the plan goes on. Facts; report/words/ has the sentences. */
export type Warning =
  | MxWarning
  | SpfWarning
  | DmarcWarning
  | WildcardWarning
  | OwnershipWarning
  | DelegationWarning
  | { readonly warning: "quotes-in-value"; readonly owner: DomainName; readonly value: string }
  | { readonly warning: "cut-at-255"; readonly owner: DomainName; readonly value: string }
  /**
   * `undo` leaves it alone: somebody changed it since the run, the log does not hold what stood there, a
   * secret being cut out of it, or the host keeps it locked.
   */
  | {
      readonly warning: "not-put-back";
      readonly record: Requirement;
      readonly because: "changed" | "secret" | "locked";
    }
  /** What changes was made by a product of the host's, which takes it away when it is switched off. */
  | {
      readonly warning: "goes-with-product";
      readonly owner: DomainName;
      readonly type: RRType;
      readonly product: string;
    }
  /** The host keeps these and does not serve them, since somebody has paused them: they count as absent. */
  | {
      readonly warning: "paused-records";
      readonly owner: DomainName;
      readonly type: RRType;
      readonly values: readonly string[];
    }
  /** The set grows so that its answer no longer fits into UDP; `octets` of it, `limit`: what would fit. */
  | {
      readonly warning: "answer-over-udp";
      readonly owner: DomainName;
      readonly type: RRType;
      readonly octets: number;
      readonly limit: number;
    }
  /** `plan` needs no more; `run` will. `owner` is the zone's apex. */
  | { readonly warning: "key-reads-only"; readonly owner: DomainName; readonly provider: string }
  | { readonly warning: "doubled-suffix"; readonly owner: DomainName };
