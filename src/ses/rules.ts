import type { ErrorCode } from "../errors/codes.ts";
import type { SesAction } from "./attempt.ts";
import type { SesFailure } from "./failure.ts";

/** What an error of the API means for us. */
export interface FailureRule {
  readonly code: ErrorCode;
  /** How often it is worth another attempt within one call. */
  readonly retries: number;
  readonly hint: string | ((action: SesAction) => string);
}

const AGAIN = "Run the same command again in a few minutes; it continues where this run stopped.";
const KEYS =
  "Check TENCENTCLOUD_SECRET_ID and TENCENTCLOUD_SECRET_KEY, and that the site is the one where the key was made.";
const REPORT =
  "Run the same command again with --debug; if it stays, report its output together with the request id.";

const rejected: FailureRule = { code: "CREDENTIALS_REJECTED", retries: 0, hint: KEYS };
const unavailable: FailureRule = { code: "API_UNAVAILABLE", retries: 3, hint: AGAIN };
const surprise: FailureRule = { code: "API_SURPRISE", retries: 0, hint: REPORT };
const rightsMissing: FailureRule = {
  code: "RIGHTS_MISSING",
  retries: 0,
  hint: (action) => `Allow ses:${action} to this key in CAM (https://console.tencentcloud.com/cam).`,
};
const quota: FailureRule = {
  code: "QUOTA_EXCEEDED",
  retries: 0,
  hint: "Ask Tencent Cloud by a ticket for more sender domains; deleting one usually does not free its place.",
};

/**
 * By the API's own code, else by what stands before its dot (error codes of SES 2020-10-02, read in November
 * 2026).
 */
const RULE_BY_API_CODE: ReadonlyMap<string, FailureRule> = new Map<string, FailureRule>([
  [
    "InvalidParameterValue.CreatedByOther",
    {
      code: "IDENTITY_HELD_BY_OTHER",
      retries: 0,
      hint: "Use the account that holds the domain, or open a ticket at Tencent Cloud to have it released.",
    },
  ],
  [
    "InvalidParameterValue.InvalidEmailIdentity",
    {
      code: "DOMAIN_INVALID",
      retries: 0,
      hint: "Check the spelling of the sender domain; SES does not take this one.",
    },
  ],
  ["OperationDenied.ExceedDomainLimit", quota],
  ["LimitExceeded", quota],
  // "The request has not taken effect."
  ["FailedOperation.ServiceNotAvailable", unavailable],
  ["ServiceUnavailable", unavailable],
  ["ResourceUnavailable", unavailable],
  ["InternalError", { ...unavailable, retries: 2 }],
  [
    "RequestLimitExceeded",
    { code: "API_RATE_LIMITED", retries: 5, hint: "Run fewer domains at once, or run again in a minute." },
  ],
  [
    "AuthFailure.SignatureExpire",
    { code: "CLOCK_SKEWED", retries: 0, hint: "Set this machine's clock (NTP) and run again." },
  ],
  [
    "AuthFailure.TokenFailure",
    { ...rejected, hint: "Get fresh temporary credentials: the session token is expired or of another key." },
  ],
  ["AuthFailure.UnauthorizedOperation", rightsMissing],
  ["UnauthorizedOperation", rightsMissing],
  ["AuthFailure", rejected],
  [
    "OperationDenied",
    {
      code: "RIGHTS_MISSING",
      retries: 0,
      hint: "Read Tencent's message: the account may have to activate SES or to be verified first.",
    },
  ],
  [
    "UnsupportedRegion",
    {
      code: "CONFIG_INVALID",
      retries: 0,
      hint: "Name a region that has SES at this site: ses.region in the config.",
    },
  ],
]);

const RULE_BY_STAGE: Readonly<Record<"connect" | "tls" | "exchange", FailureRule>> = {
  connect: {
    ...unavailable,
    retries: 2,
    hint: "Check the network, the proxy and ses.endpoint, then run again.",
  },
  tls: {
    ...unavailable,
    retries: 0,
    hint: "Give Node the certificate authority of the proxy in between (NODE_EXTRA_CA_CERTS), or correct ses.endpoint.",
  },
  exchange: unavailable,
};

export function ruleFor(failure: SesFailure): FailureRule {
  switch (failure.kind) {
    case "api":
      return (
        RULE_BY_API_CODE.get(failure.code) ??
        RULE_BY_API_CODE.get(failure.code.split(".")[0] ?? "") ??
        surprise
      );
    case "http":
      return failure.status >= 500
        ? unavailable
        : { ...surprise, hint: "Check ses.endpoint and the proxy: SES itself never answers so." };
    case "redirect":
      return {
        ...surprise,
        hint: "Check ses.endpoint and the network: SES does not redirect, so something in between does.",
      };
    case "not-an-answer":
      return {
        ...surprise,
        retries: 2,
        hint: "Check the network: something in between, a proxy or a sign-in page, answers for SES.",
      };
    case "timeout":
      return { ...unavailable, retries: 1 };
    case "network":
      return RULE_BY_STAGE[failure.stage];
  }
}
