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

/** How many sender domains SES lists, and what they may send; null: it does not say, or there is none. */
export interface IdentityList {
  readonly total: number;
  /** Reputation levels of the listed domains: 1 is a new one's. */
  readonly lowestLevel: number | null;
  readonly highestLevel: number | null;
  /** Mails a day of a domain at the highest level. */
  readonly dailyQuota: number | null;
}

/** A tag that an identity is created with. */
export interface Tag {
  readonly key: string;
  readonly value: string;
}

// The port to SES. compose.ts fills it with the real client, tests with a fake that keeps state.

export interface CreateOptions {
  readonly dkimBits: 1024 | 2048;
  readonly tags?: readonly Tag[];
}

/** What an account is called where its keys were found: by its number in a role, or by a profile's name. */
export type AccountName = { readonly uin: string } | { readonly profile: string };

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
   * The account's sender domains. Told to people, and decides nothing by itself; asked once for all domains of
   * a process, whose own creations are counted in.
   * @throws OnboardError as get
   */
  list(options: CallOptions): Promise<IdentityList>;
  /**
   * Create; an identity that is there already is adopted. Practically irreversible, so everything checkable
   * comes before.
   * @throws OnboardError as get, and IDENTITY_HELD_BY_OTHER, QUOTA_EXCEEDED, DOMAIN_INVALID
   */
  ensure(
    domain: DomainName,
    options: CallOptions & CreateOptions,
  ): Promise<Identity & { readonly created: boolean }>;
  /**
   * Has SES look every record up, now. Never before all authoritative servers serve them: its resolvers would
   * remember the "no".
   */
  verify(domain: DomainName, options: CallOptions): Promise<Identity>;
  /**
   * Its clock, in milliseconds since 1970, by a request that needs no keys; undefined: it did not tell. Absent: it
   * can't be asked.
   */
  readonly time?: (options: CallOptions) => Promise<number | undefined>;
}
