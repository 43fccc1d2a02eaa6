import type { DomainName } from "../../dns/domain-name.ts";
import type { RRType } from "../../dns/rrset.ts";

/** What to know about others who keep records of the zone. */
export type OwnershipWarning =
  | KeptByProgram
  /**
   * A zone that is changed by hand: what stands was read from its name servers, by type. `owner` is the zone's apex.
   */
  | { readonly warning: "seen-from-outside"; readonly owner: DomainName };

export interface KeptByProgram {
  readonly warning: "kept-by-program";
  /** Where the mark stands, or the record whose comment says so. */
  readonly owner: DomainName;
  readonly type: RRType;
  /** external-dns, octoDNS, Terraform, … */
  readonly program: string;
  /** The mark itself, or the comment. */
  readonly mark: string;
  /** What is to stand in that program's configuration, line by line: in a result, where anything is written. */
  readonly export?: readonly string[];
}
