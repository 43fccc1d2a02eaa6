import { waitHint } from "../../src/async/wait-words.ts";
import type { ErrorCode } from "../../src/errors/codes.ts";
import { phrase, type Text } from "../../src/errors/phrase.ts";
import { UNTRUSTED } from "../../src/net/connect-fault.ts";
import type { AlidnsFailure } from "./failure.ts";

// What the refusals of Alibaba Cloud DNS mean. errors.ts makes errors of them.

export type AlidnsAction =
  | "DescribeDomains"
  | "DescribeDomainInfo"
  | "DescribeDomainRecords"
  | "AddDomainRecord"
  | "UpdateDomainRecord"
  | "DeleteDomainRecord";

/** A code of ours, and one imperative. */
export interface Cause {
  readonly code: ErrorCode;
  readonly hint: Text;
}

/** The id names no record of this account: it is gone, or nobody has it. */
export const NO_SUCH_RECORD: ReadonlySet<string> = new Set([
  "DomainRecordNotBelongToUser",
  "InvalidRecordId.NotFound",
  "InvalidDomainRecord.NotFound",
]);

const AGAIN = phrase`Run the same command again in a few minutes; a run goes on where it stopped.`;
const away: Cause = { code: "API_UNAVAILABLE", hint: AGAIN };
const surprise: Cause = {
  code: "API_SURPRISE",
  hint: phrase`Run the same command again with ${{ option: "debug" }}; if it stays, report its output together with the request id.`,
};
const changed: Cause = {
  code: "RRSET_CHANGED",
  hint: phrase`Run the same command again: it reads and plans anew.`,
};
const rejected: Cause = {
  code: "CREDENTIALS_REJECTED",
  hint: phrase`Check the AccessKey (ALIBABA_CLOUD_ACCESS_KEY_ID and ALIBABA_CLOUD_ACCESS_KEY_SECRET) and that it is enabled in RAM.`,
};
const expired: Cause = {
  code: "CREDENTIALS_REJECTED",
  hint: phrase`Get fresh temporary credentials: the security token is expired or of another key.`,
};
const forbidden: Cause = {
  code: "RIGHTS_MISSING",
  hint: phrase`Give the RAM user a policy that allows what ${{ words: ["providers", "alidns"] }} lists for this zone.`,
};
const unverified: Cause = {
  code: "RIGHTS_MISSING",
  hint: phrase`Have the account verified in Alibaba Cloud's console (real name), then run the same command again.`,
};
const skewed: Cause = { code: "CLOCK_SKEWED", hint: phrase`Set this machine's clock (NTP) and run again.` };
const busy: Cause = {
  code: "API_RATE_LIMITED",
  hint: phrase`Run fewer domains at once, or run again in a minute.`,
};
const value: Cause = {
  code: "VALUE_REJECTED",
  hint: phrase`Look at the facts for what Alibaba Cloud DNS names, and report it if the value came from ses-onboard.`,
};
const shortTtl: Cause = {
  code: "VALUE_REJECTED",
  hint: phrase`Give a longer TTL (${{ option: "ttl" }}): the zone's edition takes no shorter one.`,
};
const full: Cause = {
  code: "QUOTA_EXCEEDED",
  hint: phrase`Remove records that are no longer needed, or change the zone's edition at Alibaba Cloud DNS.`,
};
const noZone: Cause = {
  code: "ZONE_NOT_FOUND",
  hint: phrase`Check that the zone is still in this account of Alibaba Cloud's.`,
};
const inTheWay: Cause = {
  code: "RECORD_IN_THE_WAY",
  hint: phrase`Remove the record in the way, or choose another sender domain.`,
};
const lockedRecord: Cause = {
  code: "RECORD_IN_THE_WAY",
  hint: phrase`Unlock the record in the console of Alibaba Cloud DNS, then run the same command again.`,
};
const closedZone: Cause = {
  code: "RIGHTS_MISSING",
  hint: phrase`Look at the zone in the console of Alibaba Cloud DNS: its records can't be changed as it is; then run again.`,
};
const elsewhere: Cause = {
  code: "CONFIG_INVALID",
  hint: phrase`Check the endpoint (ALIDNS_ENDPOINT): this API (version 2015-01-09) is not there.`,
};

/**
 * The codes of the pages of these six calls, of their gateway, and of what tools that use them have met (November
 * 2026). One that is not named here counts as what it begins with.
 */
const BY_HOST_CODE: Readonly<Record<string, Cause>> = {
  InvalidAccessKeyId: rejected,
  IncompleteSignature: rejected,
  InvalidSecurityToken: expired,
  MissingSecurityToken: expired,
  SignatureDoesNotMatch: rejected,
  MissingAccessKeyId: rejected,
  Forbidden: forbidden,
  NoPermission: forbidden,
  InvalidTimeStamp: skewed,
  // A nonce is new each time: the gateway has seen this very request, from a proxy that sends twice.
  SignatureNonceUsed: away,
  Throttling: busy,
  ServiceUnavailable: away,
  InternalError: away,
  UnKnownError: away,
  SystemBusy: away,
  LastOperationNotFinished: away,
  InvalidDomainName: noZone,
  IncorrectDomainUser: noZone,
  // The record to change is gone, or the one to create is there: somebody was faster, or our own write came through
  // and its answer did not.
  DomainRecordDuplicate: changed,
  DomainRecordNotBelongToUser: changed,
  InvalidRecordId: changed,
  InvalidDomainRecord: changed,
  DomainRecordConflict: inTheWay,
  DomainRecordLocked: lockedRecord,
  DomainForbidden: closedZone,
  DomainExpiredDNSForbidden: closedZone,
  "Forbidden.DomainExpired": closedZone,
  "Forbidden.UserVerification": unverified,
  RecordForbidden: closedZone,
  RecordFobidden: closedZone,
  QuotaExceeded: full,
  "QuotaExceeded.TTL": shortTtl,
  InvalidTTL: shortTtl,
  SubDomainInvalid: value,
  "SubDomainInvalid.TTL": shortTtl,
  InvalidRR: value,
  InvalidValue: value,
  InvalidPriority: value,
  InvalidParameter: value,
  InvalidAction: elsewhere,
  InvalidVersion: elsewhere,
  UnsupportedOperation: surprise,
};

const WRITES: ReadonlySet<AlidnsAction> = new Set([
  "AddDomainRecord",
  "UpdateDomainRecord",
  "DeleteDomainRecord",
]);

/** What a failure of this call means; a code that nobody documents is a surprise. */
export function causeFor(failure: AlidnsFailure, action: AlidnsAction): Cause {
  switch (failure.kind) {
    case "api":
      return causeOfCode(failure, action);
    case "http":
      return causeOfStatus(failure);
    case "redirect":
    case "not-an-answer":
    case "too-long":
      return between;
    case "timeout":
      return away;
    case "unconnected":
      return { ...away, hint: failure.fault.hint };
    case "network":
      return /certificate|altname/i.test(failure.message)
        ? { ...away, hint: UNTRUSTED.hint }
        : { ...away, hint: phrase`Check the network, the proxy and the endpoint, then run again.` };
  }
}

/** A gateway before the API limits requests by 429 and a page of its own. */
function causeOfStatus({ status, retryAfterSeconds }: Extract<AlidnsFailure, { kind: "http" }>): Cause {
  if (status !== 429 && status < 500) return between;
  const cause = status === 429 ? busy : away;
  return retryAfterSeconds === undefined ? cause : { ...cause, hint: waitHint(retryAfterSeconds) };
}

const between: Cause = {
  ...surprise,
  hint: phrase`Check the endpoint (ALIDNS_ENDPOINT) and the network: something in between, a proxy or a sign-in page, answers for Alibaba Cloud DNS.`,
};

function causeOfCode(
  { code, status }: { readonly code: string; readonly status: number },
  action: AlidnsAction,
) {
  const known = ownOf(code) ?? ownOf(code.split(".")[0] ?? "");
  // What a server of its own can't do now has status 5xx, whatever its code is.
  const cause = known ?? (status >= 500 ? away : surprise);
  // A read sends no value, so a value can't be what was refused.
  return cause.code === "VALUE_REJECTED" && !WRITES.has(action) ? surprise : cause;
}

function ownOf(code: string): Cause | undefined {
  return Object.hasOwn(BY_HOST_CODE, code) ? BY_HOST_CODE[code] : undefined;
}
