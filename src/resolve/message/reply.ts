import type { ExtendedError } from "../../dns/observation.ts";
import type { RRType } from "../../dns/rrset.ts";

/**
 * A record with its RDATA as canonical text (src/dns/rdata.ts). Names are lower case without a final dot; the
 * root is `.`.
 */
export interface WireRecord {
  readonly owner: string;
  readonly type: RRType;
  /** Seconds. */
  readonly ttl: number;
  readonly value: string;
}

export interface Reply {
  readonly authoritative: boolean;
  /** RA: whoever answers would ask others. */
  readonly recursionAvailable: boolean;
  /** AD: a resolver has validated all of it (RFC 4035 section 3.2.3). */
  readonly authenticData: boolean;
  /** The 12 bits of header and OPT together (RFC 6891 section 6.1.3). */
  readonly rcode: number;
  readonly answers: readonly WireRecord[];
  readonly authorities: readonly WireRecord[];
  readonly additionals: readonly WireRecord[];
  readonly extendedErrors: readonly ExtendedError[];
}

export type Decoded =
  | { readonly kind: "reply"; readonly reply: Reply }
  | { readonly kind: "truncated" }
  | { readonly kind: "malformed"; readonly because: string };
