import type { DomainName } from "./domain-name.ts";
import type { RRset, RRsetKey } from "./rrset.ts";

// What one server said to one question, and what the walk from the roots found. Facts; nothing here judges
// whether an answer is the wanted one.

/** What a server is asked for. */
export type Question = RRsetKey;

export type Transport = "udp" | "tcp" | "doh";

/** One address of one authoritative server. */
export interface ServerAddress {
  readonly server: DomainName;
  /** IPv4 or IPv6 literal, canonical text. */
  readonly address: string;
  readonly port: number;
}

/** The parts of an SOA record that tell how long things last. */
export interface SoaTimes {
  readonly serial: number;
  /** Seconds: the lower of the SOA's TTL and its MINIMUM (RFC 2308 section 5). */
  readonly negativeTtl: number;
  /**
   * How often a secondary looks for a new serial when nobody notifies it: the longest that a healthy one
   * lags.
   */
  readonly refreshSeconds?: number;
  /** How soon a secondary looks again after it could not. */
  readonly retrySeconds?: number;
}

/** RFC 8914: why a server failed. */
export interface ExtendedError {
  readonly code: number;
  readonly text: string;
}

/**
 * One answer, told apart as far as it can be. NXDOMAIN and NODATA are answers; everything from `lame` on is
 * not one.
 */
export type Said =
  | ({ readonly kind: "answer"; readonly rrset: RRset } & MaybeWithoutAuthority)
  /** The name is an alias. The records are those that the answer held of the target, if any. */
  | ({
      readonly kind: "cname";
      readonly target: DomainName;
      readonly ttl: number;
      readonly rrset: RRset | undefined;
    } & MaybeWithoutAuthority)
  | {
      readonly kind: "nodata" | "nxdomain";
      readonly soa: SoaTimes | undefined;
      /** The owner of the SOA that came with the "no": the apex of the zone that says it. Absent: none came. */
      readonly zone?: DomainName | undefined;
    }
  /** The server sends us to a zone below: there is a zone cut between it and the name. */
  | { readonly kind: "referral"; readonly to: DomainName; readonly nameServers: readonly DomainName[] }
  | {
      readonly kind: "lame";
      readonly because: LameReason;
      /**
       * It says that nothing is there. That proves nothing, and yet resolvers that ask this server take it (Unbound 1.17
       * and BIND 9.18, November 2026, beside a server in order).
       */
      readonly believed?: "nodata" | "nxdomain";
      /** Of `given-away`: where it sends us for its own zone. */
      readonly nameServers?: readonly DomainName[];
    }
  | { readonly kind: "servfail"; readonly extendedErrors: readonly ExtendedError[] }
  | {
      readonly kind: "unreachable";
      readonly because: "timeout" | "refused" | "no-route" | "reset";
      readonly family: 4 | 6;
    }
  | { readonly kind: "malformed"; readonly because: string };

/** `zone-above`: its "no" comes out of a zone above. `given-away`: it sends us on, to the very zone that it was asked for. */
export type LameReason =
  | "not-authoritative"
  | "refused"
  | "upward-referral"
  | "zone-above"
  | "given-away"
  | "notauth"
  | "not-implemented";

/** What was said, and how long it took. */
export type Observation = { readonly transport: Transport; readonly roundTripMs: number } & Said;

/**
 * Whether it came with AA. A positive answer of the name and type asked, without AA and without RA, from an address that is delegated the zone:
 * resolvers take it, so it counts (Unbound and BIND, November 2026). It is never proof of an absence, an apex or a cut.
 */
export interface MaybeWithoutAuthority {
  readonly withoutAuthority?: true;
}

/** What an address said. */
export interface Heard {
  readonly at: ServerAddress;
  readonly observation: Observation;
}

/** Why a name server's name leads to no address. */
export type Unaddressed =
  /** An alias, which a name server's name must not be (RFC 2181 section 10.3). */
  | "alias"
  /** It lies in the zone that it serves, and the parent gives no address (glue) for it. */
  | "no-glue"
  /** Its zone's name servers lie in a zone whose name servers lie in it. */
  | "circular"
  /** Nobody who could tell has answered. */
  | "unanswered"
  /** There is no such name, or it has no address. */
  | "none";

/** One question to one address and what came of it, for whoever looks on. */
export interface AskedQuestion {
  readonly to: { readonly address: string; readonly port: number; readonly server?: DomainName };
  readonly question: Question;
  /** Undefined: nobody waits for the answer any more. */
  readonly observation: Observation | undefined;
  readonly tookMs: number;
}

/** How the walk from the roots ended: the zone that a name belongs to and who serves it. */
export interface Delegation {
  /** The apex of the deepest zone at or above the name. */
  readonly apex: DomainName;
  /** Per the parent's referral. */
  readonly parentNameServers: readonly DomainName[];
  /** Per the zone's own apex NS RRset; empty when no server of it answered. */
  readonly childNameServers: readonly DomainName[];
  /**
   * Every address of every server of either set, both families, but for `leftOut`; servers without an address are in
   * `unresolved`.
   */
  readonly addresses: readonly ServerAddress[];
  readonly unresolved: readonly DomainName[];
  /** For each of `unresolved`, why. Absent: not known. */
  readonly unaddressed?: ReadonlyMap<DomainName, Unaddressed> | undefined;
  /** How many names and addresses are beyond what is asked. Absent: none. */
  readonly leftOut?: { readonly servers: number; readonly addresses: number } | undefined;
  /** Undefined when no server told it: none answered, or the zone has none; `heard` tells which. */
  readonly soa: SoaTimes | undefined;
  /**
   * No server of the zone around it refers to this zone: the world comes to it by the servers of that one, which are
   * among `addresses`. Absent: it is delegated, or its own servers are those of the zone around it.
   */
  readonly enclosing?: Enclosing | undefined;
  /** What was said about the zone itself on the walk, by those that were asked. Absent or empty: nothing to tell. */
  readonly heard?: readonly Heard[] | undefined;
  /** Servers of the parent zone that don't know of the delegation although others of them do. Absent: none was seen. */
  readonly parentsWithout?: readonly Heard[] | undefined;
}

/** The zone around another one. */
export interface Enclosing {
  readonly apex: DomainName;
  readonly nameServers: readonly DomainName[];
  /**
   * Whether it has nothing at the apex of the other. Where it has something it may delegate that one, which can't be
   * seen where all of its servers serve both.
   */
  readonly isWithout: boolean;
}

/** What the iterative lookup of one name found, following aliases, from authoritative servers only. */
export type Lookup =
  | { readonly kind: "answer"; readonly rrset: RRset; readonly canonicalName: DomainName }
  | { readonly kind: "nodata" | "nxdomain" }
  /**
   * Nothing can be said: servers unreachable, broken or contradictory. Never to be read as "nothing there".
   */
  | {
      readonly kind: "failed";
      readonly because: string;
      /**
       * No name server can be asked from here, or somebody else answers in its place; resolvers may tell by HTTPS. Absent:
       * one was asked.
       */
      readonly outOfSight?: true;
    };
