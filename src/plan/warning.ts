import type { DomainName } from "../dns/domain-name.ts";
import type { ServerAddress } from "../dns/observation.ts";
import type { RRType } from "../dns/rrset.ts";
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
  | { readonly warning: "quotes-in-value"; readonly owner: DomainName; readonly value: string }
  | { readonly warning: "cut-at-255"; readonly owner: DomainName; readonly value: string }
  /** The parent delegates to other servers than the zone itself names. */
  | {
      readonly warning: "delegation-differs";
      readonly owner: DomainName;
      readonly onlyParent: readonly DomainName[];
      readonly onlyZone: readonly DomainName[];
    }
  /**
   * Not all of the live servers are those that the host assigned: the zone is half moved, so a part of the
   * world will not see what we write.
   */
  | {
      readonly warning: "half-moved";
      readonly owner: DomainName;
      readonly notAtHost: readonly DomainName[];
      readonly notDelegated: readonly DomainName[];
    }
  | {
      readonly warning: "server-without-address";
      readonly owner: DomainName;
      readonly servers: readonly DomainName[];
    }
  | {
      readonly warning: "server-lame";
      readonly owner: DomainName;
      readonly at: ServerAddress;
      readonly because: "lame" | "servfail";
    }
  /**
   * These don't answer from here. `whole`: a server of which no address answers; else others of its addresses do. They
   * held nothing up.
   */
  | {
      readonly warning: "server-silent";
      readonly owner: DomainName;
      readonly servers: readonly ServerAddress[];
      readonly whole: boolean;
    }
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
  | { readonly warning: "family-missing"; readonly owner: DomainName; readonly family: 4 | 6 }
  | { readonly warning: "doubled-suffix"; readonly owner: DomainName };
