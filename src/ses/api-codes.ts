import type { ErrorCode } from "../errors/codes.ts";
import type { SesAction } from "./attempt.ts";
import { phrase, type Text } from "../errors/phrase.ts";

/** What an error of the API means for us. */
export interface FailureRule {
  readonly code: ErrorCode;
  /** How often it is worth another attempt within one call. */
  readonly retries: number;
  /**
   * What it shows of SES: that it wants fewer requests, or that it, or the way to it, is away. Both are waited out
   * within the caller's patience, the second once SES has answered.
   */
  readonly shows?: "busy" | "away";
  readonly hint: Text | ((action: SesAction) => Text);
}

/** A row of the table: docs/ses-codes.md is made of it. */
export interface ApiCodeRow {
  /** Each stands for those that begin with it and a dot, too. */
  readonly codes: readonly string[];
  /** The calls on which it means this; absent: on each that no other row speaks of. */
  readonly on?: readonly SesAction[];
  readonly means: string;
  readonly rule: FailureRule;
  /** It is an answer, and the run goes on; the rule holds where it can't. */
  readonly goesOn?: true;
}

const AGAIN = phrase`Run the same command again in a few minutes; a run goes on where it stopped.`;
const KEYS = phrase`Check TENCENTCLOUD_SECRET_ID and TENCENTCLOUD_SECRET_KEY, and that the site is the one where the key was made.`;
export const REPORT = phrase`Run the same command again with ${{ option: "debug" }}; if it stays, report its output together with the request id.`;

export const unavailable: FailureRule = { code: "API_UNAVAILABLE", retries: 3, hint: AGAIN };
const rejected: FailureRule = { code: "CREDENTIALS_REJECTED", retries: 0, hint: KEYS };
export const tooMany: FailureRule = {
  code: "API_RATE_LIMITED",
  retries: 5,
  shows: "busy",
  hint: phrase`Run fewer domains at once, or run again in a minute.`,
};
const quota: FailureRule = {
  code: "QUOTA_EXCEEDED",
  retries: 0,
  hint: phrase`Ask Tencent Cloud by a ticket for more sender domains; deleting one usually does not free its place.`,
};
const domainInvalid: FailureRule = {
  code: "DOMAIN_INVALID",
  retries: 0,
  hint: phrase`Check the spelling of the sender domain; SES does not take this one.`,
};
const ours: FailureRule = { code: "UNEXPECTED", retries: 0, hint: REPORT };
const elsewhere: FailureRule = {
  code: "CONFIG_INVALID",
  retries: 0,
  hint: phrase`Check ses.endpoint and ses.site: the API of SES (version 2020-10-02) is not there.`,
};

const CREATE = ["CreateEmailIdentity"] as const;
const LIST = ["ListEmailIdentities"] as const;
const PARAMETERS = ["InvalidParameter", "InvalidParameterValue", "MissingParameter", "UnknownParameter"];

/**
 * What each documented code means on each call: the pages of Create, Update, Get and List of SES 2020-10-02
 * at both sites, and Tencent Cloud's common codes (read in November 2026). None of them is a surprise. A code
 * that is named wins over one that only begins like it, and a row for the call over one for each.
 */
export const API_CODES: readonly ApiCodeRow[] = [
  {
    codes: ["InvalidParameterValue.RepeatCreation"],
    on: CREATE,
    means: "this account has the identity already: it is adopted, and the run goes on",
    rule: { ...unavailable, retries: 0 },
    goesOn: true,
  },
  {
    codes: ["InvalidParameterValue.NotExistDomain"],
    means:
      "first Get: the identity is not created yet; after our own Create or adoption: SES is late, so it is asked twice more",
    rule: { ...unavailable, retries: 2 },
  },
  {
    codes: ["InvalidParameterValue.CreatedByOther"],
    means: "another account holds the domain",
    rule: {
      code: "IDENTITY_HELD_BY_OTHER",
      retries: 0,
      hint: phrase`Use the account that holds the domain, or open a ticket at Tencent Cloud to have it released.`,
    },
  },
  {
    codes: ["InvalidParameterValue.InvalidEmailIdentity"],
    means: "SES does not take this domain",
    rule: domainInvalid,
  },
  {
    codes: PARAMETERS,
    on: CREATE,
    means: "the domain, or a tag where one is given: nothing else differs from run to run",
    rule: {
      ...domainInvalid,
      hint: phrase`Check the spelling of the sender domain and the tags (${{ option: "tag" }}, ses.tags); SES does not take one of them.`,
    },
  },
  { codes: PARAMETERS, on: LIST, means: "our own mistake; told in one line", rule: ours },
  { codes: PARAMETERS, means: "the domain: it is the one parameter that is sent", rule: domainInvalid },
  {
    codes: ["OperationDenied.ExceedDomainLimit", "LimitExceeded"],
    on: CREATE,
    means: "the account's number of sender domains is used up; counted for ever",
    rule: quota,
  },
  { codes: ["LimitExceeded"], means: "asked too often", rule: tooMany },
  { codes: ["RequestLimitExceeded"], means: "too many requests in a second", rule: tooMany },
  {
    codes: ["FailedOperation.DKIMNotApplied"],
    means: "SES has no DKIM key of this length for the identity",
    rule: {
      code: "VALUE_REJECTED",
      retries: 0,
      hint: phrase`Use the other length of the DKIM key: ${{ option: "dkim" }} for a domain that is not created yet, the SES console for one that exists; then run again.`,
    },
  },
  {
    codes: ["FailedOperation.ServiceNotAvailable", "ServiceUnavailable"],
    means: "SES could not do it just now; nothing took effect",
    rule: { ...unavailable, shows: "away" },
  },
  {
    codes: ["ResourceUnavailable", "ResourceInUse", "ResourceInsufficient", "ResourceNotFound"],
    means: "something inside of Tencent Cloud is missing or busy",
    rule: { ...unavailable, shows: "away" },
  },
  {
    codes: ["InternalError", "FailedOperation"],
    means: "SES failed",
    rule: { ...unavailable, retries: 2 },
  },
  {
    codes: ["AuthFailure.SignatureExpire"],
    means: "this machine's clock differs by more than five minutes",
    rule: { code: "CLOCK_SKEWED", retries: 0, hint: phrase`Set this machine's clock (NTP) and run again.` },
  },
  {
    codes: ["AuthFailure.TokenFailure"],
    means: "the session token is expired or of another key",
    rule: {
      ...rejected,
      hint: phrase`Get fresh temporary credentials: the session token is expired or of another key.`,
    },
  },
  { codes: ["AuthFailure"], means: "the key is not taken", rule: rejected },
  {
    codes: ["AuthFailure.UnauthorizedOperation", "UnauthorizedOperation"],
    means: "the key is good, and its policy lacks the action",
    rule: {
      code: "RIGHTS_MISSING",
      retries: 0,
      hint: (action) =>
        phrase`Allow ses:${action} to this key in CAM (https://console.tencentcloud.com/cam).`,
    },
  },
  {
    codes: ["OperationDenied", "UnsupportedOperation"],
    means: "the account may not",
    rule: {
      code: "RIGHTS_MISSING",
      retries: 0,
      hint: phrase`Read Tencent's message: the account may have to activate SES or to be verified first.`,
    },
  },
  {
    codes: ["IpInBlacklist", "IpNotInWhitelist"],
    means: "the key may not be used from this address",
    rule: {
      code: "RIGHTS_MISSING",
      retries: 0,
      hint: phrase`Allow this machine's address to the key in CAM, or run where it is allowed.`,
    },
  },
  {
    codes: ["UnsupportedRegion"],
    means: "the site has no SES in this region",
    rule: {
      code: "CONFIG_INVALID",
      retries: 0,
      hint: phrase`Name a region that has SES at this site: ses.region in the config.`,
    },
  },
  {
    codes: ["InvalidAction", "NoSuchProduct", "NoSuchVersion", "UnsupportedProtocol"],
    means: "what answers is Tencent Cloud, and not SES",
    rule: elsewhere,
  },
  {
    codes: ["ActionOffline"],
    means: "Tencent has taken the call out of service",
    rule: { ...unavailable, retries: 0, hint: phrase`Look for a newer version of ses-onboard.` },
  },
  {
    codes: ["InvalidRequest", "RequestSizeLimitExceeded", "ResponseSizeLimitExceeded", "DryRunOperation"],
    means: "our own mistake",
    rule: ours,
  },
];
