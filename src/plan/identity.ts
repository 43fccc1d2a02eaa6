import type { DomainName } from "../dns/domain-name.ts";
import type { Requirement } from "./requirement.ts";

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
  /** Tencent's id of the request that told this: support asks for it. */
  readonly requestId: string;
}
