import type { DomainName } from "../../dns/domain-name.ts";
import type { RRsetKey, RRType } from "../../dns/rrset.ts";
import type { ExtendedError, Said, ServerAddress, Unaddressed } from "../../dns/observation.ts";

/** What to know about who serves a zone. `owner` is its apex. */
export type DelegationWarning =
  /** The parent delegates to other servers than the zone itself names. */
  | {
      readonly warning: "delegation-differs";
      readonly owner: DomainName;
      readonly onlyParent: readonly DomainName[];
      readonly onlyZone: readonly DomainName[];
    }
  /**
   * Not all of the live servers are those that the host assigned. `otherCopy`: of those that are not the host's, who shows
   * another copy of the zone, so that a part of the world will not see what we write. Empty: none was seen.
   */
  | {
      readonly warning: "half-moved";
      readonly owner: DomainName;
      readonly notAtHost: readonly DomainName[];
      readonly notDelegated: readonly DomainName[];
      readonly otherCopy: readonly DomainName[];
    }
  /** Names of servers that lead nowhere, those with the same reason together. Without one: not known. */
  | {
      readonly warning: "server-without-address";
      readonly owner: DomainName;
      readonly servers: readonly DomainName[];
      readonly because?: Unaddressed;
    }
  /** So many names of servers are not looked up, and so many known addresses not asked: nobody needs as many. */
  | {
      readonly warning: "not-all-asked";
      readonly owner: DomainName;
      readonly asked: number;
      readonly servers: number;
      readonly addresses: number;
    }
  /** An address that the zone is delegated to, and which does not serve it as it should. */
  | {
      readonly warning: "server-lame";
      readonly owner: DomainName;
      readonly at: ServerAddress;
      readonly said: Said;
    }
  /** The same of a server that the zone names and its parent does not: nobody has to come by it. */
  | {
      readonly warning: "undelegated-server";
      readonly owner: DomainName;
      readonly at: ServerAddress;
      readonly said: Said;
    }
  /**
   * These don't answer from here. `whole`: a server of which no address answers; else others of its addresses do. Nothing
   * waits for them.
   */
  | {
      readonly warning: "server-silent";
      readonly owner: DomainName;
      readonly servers: readonly ServerAddress[];
      readonly whole: boolean;
    }
  /** These answered for the zone, and not when they were asked for this record: nothing waits for them. */
  | {
      readonly warning: "record-unanswered";
      readonly owner: DomainName;
      readonly servers: readonly ServerAddress[];
      readonly rrset: RRsetKey;
    }
  /** These serve the records, and none of them with authority (AA=0): they are not set up as servers of the zone. */
  | {
      readonly warning: "without-authority";
      readonly owner: DomainName;
      readonly servers: readonly ServerAddress[];
    }
  /** Nobody delegates the zone: the world comes to it by the servers of the zone around it. */
  | {
      readonly warning: "zone-not-cut";
      readonly owner: DomainName;
      readonly enclosing: DomainName;
      readonly nameServers: readonly DomainName[];
    }
  /** Servers of the zone above that don't know of the delegation, although others of them do. */
  | {
      readonly warning: "parents-disagree";
      readonly owner: DomainName;
      readonly without: readonly ServerAddress[];
    }
  /** Where SOA and NS have to stand, nothing may stand beside an alias (RFC 1034 section 3.6.2). */
  | { readonly warning: "alias-at-apex"; readonly owner: DomainName; readonly target: DomainName }
  | { readonly warning: "family-missing"; readonly owner: DomainName; readonly family: 4 | 6 }
  /** The zone may be signed, and no resolver told in time whether it passes validation. */
  | { readonly warning: "dnssec-unknown"; readonly owner: DomainName }
  /** All name servers serve it, and these resolvers, which validate, refuse it. `owner` and `type` are the record's. */
  | {
      readonly warning: "fails-validation";
      readonly owner: DomainName;
      readonly type: RRType;
      readonly resolvers: readonly string[];
      readonly extendedErrors: readonly ExtendedError[];
    };
