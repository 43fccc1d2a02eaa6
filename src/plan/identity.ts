import type { DomainName } from "../dns/domain-name.ts";
import type { Requirement } from "./requirement.ts";
import type { CallOptions } from "../dns/provider.ts";

/** One record that SES asks for, with what it sees there now. */
export interface IdentityRecord {
  readonly requirement: Requirement;
  /** As SES reports it: one joined text, `""` when it sees nothing. */
  readonly currentValue: string;
  readonly status: boolean;
}

/** A sender domain as Tencent Cloud SES knows it. Only `verified` decides; the records explain. */
export interface Identity {
  readonly domain: DomainName;
  readonly verified: boolean;
  readonly records: readonly IdentityRecord[];
  /** Tencent's id of the request that gave this answer: its support asks for it. */
  readonly requestId: string;
}

// The port to SES. compose.ts fills it with the real client, tests with a fake that keeps state.

/** The sender domains of one Tencent Cloud account at one site and region. */
export interface Identities {
  readonly site: "international" | "china";
  readonly region: string;
  /**
   * @throws OnboardError CREDENTIALS_*, RIGHTS_MISSING, CLOCK_SKEWED, API_* ; undefined: this account has no
   * such identity
   */
  get(domain: DomainName, options: CallOptions): Promise<Identity | undefined>;
  /**
   * Create; an identity that is there already is adopted. Practically irreversible, so everything checkable
   * comes before.
   * @throws OnboardError as get, and IDENTITY_HELD_BY_OTHER, QUOTA_EXCEEDED, DOMAIN_INVALID
   */
  ensure(
    domain: DomainName,
    options: CallOptions & { readonly dkimBits: 1024 | 2048 },
  ): Promise<Identity & { readonly created: boolean }>;
  /**
   * Has SES look every record up, now. Never before all authoritative servers serve them: its resolvers would
   * remember the "no".
   */
  verify(domain: DomainName, options: CallOptions): Promise<Identity>;
}
