import { UNTRUSTED } from "../net/connect-fault.ts";
import type { SesAction } from "./attempt.ts";
import { waitHint } from "../async/wait-words.ts";
import { API_CODES, REPORT, tooMany, unavailable, type FailureRule } from "./api-codes.ts";
import type { TencentFailure } from "../tencent/failure.ts";
import { phrase } from "../errors/phrase.ts";

export type { FailureRule } from "./api-codes.ts";

const surprise: FailureRule = { code: "API_SURPRISE", retries: 0, hint: REPORT };
const away: FailureRule = { ...unavailable, shows: "away" };
/** Somebody answers in SES's place. */
const others: FailureRule = { ...surprise, shows: "away" };

const RULE_BY_STAGE: Readonly<Record<"connect" | "tls" | "exchange", FailureRule>> = {
  connect: {
    ...away,
    retries: 2,
    hint: phrase`Check the network, the proxy and ses.endpoint, then run again.`,
  },
  tls: {
    ...unavailable,
    retries: 0,
    hint: UNTRUSTED.hint,
  },
  exchange: away,
};

/** What a failure of this call means; an API code that nobody documents is a surprise. */
export function ruleFor(failure: TencentFailure, action: SesAction): FailureRule {
  switch (failure.kind) {
    case "api":
      return ruleOf(failure.code, action) ?? ruleOf(failure.code.split(".")[0] ?? "", action) ?? surprise;
    case "http":
      return ruleForStatus(failure);
    case "redirect":
      return {
        ...others,
        hint: phrase`Check ses.endpoint and the network: SES does not redirect, so something in between does.`,
      };
    case "not-an-answer":
      return {
        ...others,
        retries: 2,
        hint: phrase`Check the network: something in between, a proxy or a sign-in page, answers for SES.`,
      };
    case "too-long":
      return {
        ...surprise,
        hint: phrase`Check ses.endpoint and the network: something in between answers for SES.`,
      };
    case "timeout":
      return { ...away, retries: 1 };
    case "unconnected": {
      const { mayPass, hint } = failure.fault;
      return mayPass ? { ...away, retries: 2, hint } : { ...unavailable, retries: 0, hint };
    }
    case "network":
      return RULE_BY_STAGE[failure.stage];
  }
}

/** SES tells all with status 200. A gateway that limits requests hands on others of them, so it is waited for. */
function ruleForStatus({
  status,
  retryAfterSeconds,
}: Extract<TencentFailure, { kind: "http" }>): FailureRule {
  if (status !== 429 && status < 500)
    return { ...others, hint: phrase`Check ses.endpoint and the proxy: SES itself never answers so.` };
  const rule = status === 429 ? tooMany : away;
  return retryAfterSeconds === undefined
    ? rule
    : { ...rule, shows: "busy", hint: waitHint(retryAfterSeconds) };
}

/** Undefined: the table does not name this code. */
function ruleOf(apiCode: string, action: SesAction): FailureRule | undefined {
  const rows = API_CODES.filter(({ codes }) => codes.includes(apiCode));
  const row = rows.find(({ on }) => on?.includes(action)) ?? rows.find(({ on }) => on === undefined);
  return row?.rule;
}
