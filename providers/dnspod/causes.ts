import { waitHint } from "../../src/async/wait-words.ts";
import type { ErrorCode } from "../../src/errors/codes.ts";
import type { TencentFailure } from "../../src/tencent/failure.ts";
import { UNTRUSTED } from "../../src/net/connect-fault.ts";
import { phrase, type Text } from "../../src/errors/phrase.ts";

// What DNSPod's refusals mean. errors.ts makes errors of them.

export type DnspodAction =
  | "DescribeDomainList"
  | "DescribeRecordList"
  | "DescribeRecord"
  | "CreateRecord"
  | "ModifyRecord"
  | "ModifyRecordFields"
  | "DeleteRecord";

/** A code of ours, and one imperative. */
export interface Cause {
  readonly code: ErrorCode;
  readonly hint: Text;
}

/** The id names no record: it is gone, or nobody has it. */
export const NO_SUCH_RECORD: ReadonlySet<string> = new Set([
  "InvalidParameter.RecordIdInvalid",
  "ResourceNotFound.NoDataOfRecord",
]);
/** The API does not have it; the pages of the international site leave ModifyRecordFields out (2025). */
export const NO_SUCH_ACTION: ReadonlySet<string> = new Set([
  "UnsupportedOperation",
  "InvalidAction",
  "ActionOffline",
]);
/** CAM does not allow this key the action. */
export const NOT_ALLOWED = /^(?:AuthFailure\.)?UnauthorizedOperation(?:\.|$)/;
/** A listing without a single entry, where it is told as an error. */
export const NOTHING_LISTED: ReadonlySet<string> = new Set([
  "ResourceNotFound.NoDataOfRecord",
  "ResourceNotFound.NoDataOfDomain",
]);

const AGAIN = phrase`Run the same command again in a few minutes; a run goes on where it stopped.`;
const REPORT = phrase`Run the same command again with ${{ option: "debug" }}; if it stays, report its output together with the request id.`;
const changed: Cause = {
  code: "RRSET_CHANGED",
  hint: phrase`Run the same command again: it reads and plans anew.`,
};
const away: Cause = { code: "API_UNAVAILABLE", hint: AGAIN };
const tooMany: Cause = {
  code: "API_RATE_LIMITED",
  hint: phrase`Run fewer domains at once, or run again in a minute.`,
};
const surprise: Cause = { code: "API_SURPRISE", hint: REPORT };
const rejected: Cause = {
  code: "CREDENTIALS_REJECTED",
  hint: phrase`Check the key (DNSPOD_SECRET_ID and DNSPOD_SECRET_KEY, else those of Tencent Cloud), and that the site is the one where it was made.`,
};
const forbidden: Cause = {
  code: "RIGHTS_MISSING",
  hint: phrase`Give the key a policy in CAM that allows what ${{ words: ["providers", "dnspod"] }} lists for this zone.`,
};
const unverified: Cause = {
  code: "RIGHTS_MISSING",
  hint: phrase`Have the account verified in Tencent Cloud's console (real name, mailbox, phone): DNSPod changes nothing before.`,
};
const notOurs: Cause = {
  code: "RIGHTS_MISSING",
  hint: phrase`Use a key of the account that holds the zone, or have the zone shared with this one for writing.`,
};
const lockedZone: Cause = {
  code: "RIGHTS_MISSING",
  hint: phrase`Unlock the zone in DNSPod's console, then run the same command again.`,
};
const bannedZone: Cause = {
  code: "RIGHTS_MISSING",
  hint: phrase`Have DNSPod lift the ban on the zone (a ticket in its console), or choose another sender domain.`,
};
const value: Cause = {
  code: "VALUE_REJECTED",
  hint: phrase`Look at the facts for what DNSPod names, and report it if the value came from ses-onboard.`,
};
const full: Cause = {
  code: "QUOTA_EXCEEDED",
  hint: phrase`Remove records that are no longer needed, or change the zone's plan at DNSPod.`,
};
const noZone: Cause = {
  code: "ZONE_NOT_FOUND",
  hint: phrase`Check that the zone is still in this account; DNSPod's China and international accounts don't see each other's zones.`,
};
const inTheWay: Cause = {
  code: "RECORD_IN_THE_WAY",
  hint: phrase`Remove the record in the way, or choose another sender domain.`,
};
const address: Cause = {
  code: "RIGHTS_MISSING",
  hint: phrase`Allow this machine's address to the key in CAM or DNSPod, or run where it is allowed.`,
};
const elsewhere: Cause = {
  code: "CONFIG_INVALID",
  hint: phrase`Check the endpoint of DNSPod: its API (version 2021-03-23) is not there.`,
};

/**
 * The codes of the pages of these seven calls and the common ones (API of November 2026, and the constants of
 * Tencent's Go SDK). One that is not named here counts as what it begins with.
 */
const BY_HOST_CODE: Readonly<Record<string, Cause>> = {
  "AuthFailure.SignatureExpire": {
    code: "CLOCK_SKEWED",
    hint: phrase`Set this machine's clock (NTP) and run again.`,
  },
  "AuthFailure.TokenFailure": {
    code: "CREDENTIALS_REJECTED",
    hint: phrase`Get fresh temporary credentials: the session token is expired or of another key.`,
  },
  "AuthFailure.UnauthorizedOperation": forbidden,
  AuthFailure: rejected,
  UnauthorizedOperation: forbidden,
  RequestLimitExceeded: tooMany,
  IpInBlacklist: address,
  IpNotInWhitelist: address,
  InternalError: away,
  ServiceUnavailable: away,
  ResourceUnavailable: away,
  ResourceInUse: away,
  ResourceInsufficient: away,
  FailedOperation: away,
  // A limit of the product's own, behind the gateway's: nothing was done.
  "FailedOperation.FrequencyLimit": tooMany,
  "FailedOperation.DomainIsLocked": lockedZone,
  "FailedOperation.DomainIsSpam": bannedZone,
  "FailedOperation.NotDomainOwner": notOurs,
  "FailedOperation.DomainOwnedByOtherUser": notOurs,
  "FailedOperation.NotRealNamedUser": unverified,
  "FailedOperation.LoginAreaNotAllowed": address,
  "FailedOperation.LoginFailed": rejected,
  "InvalidParameter.UnrealNameUser": unverified,
  "InvalidParameter.EmailNotVerified": unverified,
  "InvalidParameter.MobileNotVerified": unverified,
  "InvalidParameter.AccountIsBanned": unverified,
  "InvalidParameter.RequestIpLimited": address,
  "InvalidParameter.QcloudUinInvalid": rejected,
  "InvalidParameter.DomainIdInvalid": noZone,
  "InvalidParameter.DomainInvalid": noZone,
  "InvalidParameterValue.DomainNotExists": noZone,
  "InvalidParameter.DomainIsAliaser": notOurs,
  "InvalidParameter.DomainNotAllowedModifyRecords": lockedZone,
  "InvalidParameter.DomainInEffectOrInvalidated": lockedZone,
  // The record to change is gone, or the one to create is there: somebody was faster, or our own write came
  // through and its answer did not.
  "InvalidParameter.DomainRecordExist": changed,
  "InvalidParameter.RecordIdInvalid": changed,
  "ResourceNotFound.NoDataOfRecord": changed,
  "InvalidParameter.DnssecAddCnameError": inTheWay,
  "InvalidParameter.OperateFailed": away,
  InvalidParameter: value,
  InvalidParameterValue: value,
  LimitExceeded: full,
  "LimitExceeded.RecordTtlLimit": {
    code: "VALUE_REJECTED",
    hint: phrase`Give a longer TTL (${{ option: "ttl" }}): the zone's plan at DNSPod takes no shorter one.`,
  },
  "LimitExceeded.FailedLoginLimitExceeded": rejected,
  OperationDenied: notOurs,
  ResourceNotFound: noZone,
  UnsupportedOperation: surprise,
  InvalidAction: elsewhere,
  NoSuchProduct: elsewhere,
  NoSuchVersion: elsewhere,
  UnsupportedProtocol: elsewhere,
};

const WRITES: ReadonlySet<DnspodAction> = new Set([
  "CreateRecord",
  "ModifyRecord",
  "ModifyRecordFields",
  "DeleteRecord",
]);

/** What a failure of this call means; a code that nobody documents is a surprise. */
export function causeFor(failure: TencentFailure, action: DnspodAction): Cause {
  switch (failure.kind) {
    case "api":
      return causeOfCode(failure.code, action);
    case "http":
      return causeOfStatus(failure);
    case "redirect":
    case "not-an-answer":
    case "too-long":
      return {
        ...surprise,
        hint: phrase`Check the endpoint of DNSPod and the network: something in between, a proxy or a sign-in page, answers for it.`,
      };
    case "timeout":
      return away;
    case "unconnected":
      return { ...away, hint: failure.fault.hint };
    case "network":
      return failure.stage === "tls"
        ? { ...away, hint: UNTRUSTED.hint }
        : { ...away, hint: phrase`Check the network, the proxy and the endpoint of DNSPod, then run again.` };
  }
}

/** DNSPod tells all with status 200; a gateway before it limits requests by 429. */
function causeOfStatus({ status, retryAfterSeconds }: Extract<TencentFailure, { kind: "http" }>): Cause {
  if (status !== 429 && status < 500)
    return {
      ...surprise,
      hint: phrase`Check the endpoint of DNSPod and the proxy: DNSPod itself never answers so.`,
    };
  const cause = status === 429 ? tooMany : away;
  return retryAfterSeconds === undefined ? cause : { ...cause, hint: waitHint(retryAfterSeconds) };
}

function causeOfCode(code: string, action: DnspodAction): Cause {
  const cause = ownOf(code) ?? ownOf(code.split(".")[0] ?? "") ?? surprise;
  // A read sends no value, so a value can't be what was refused.
  return cause.code === "VALUE_REJECTED" && !WRITES.has(action) ? surprise : cause;
}

function ownOf(code: string): Cause | undefined {
  return Object.hasOwn(BY_HOST_CODE, code) ? BY_HOST_CODE[code] : undefined;
}
