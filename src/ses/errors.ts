import { OnboardError, type ErrorFacts } from "../errors/onboard-error.ts";
import type { outageTold } from "../async/availability.ts";
import type { SesAction } from "./attempt.ts";
import type { SesFailure, SesCallError } from "./failure.ts";
import { ruleFor } from "./rules.ts";

export interface CalledAction {
  readonly action: SesAction;
  /** With more than one, an earlier attempt may have had its effect although its answer never came. */
  readonly attempts: number;
  /** The outage that it met. Absent: none that lasted. */
  readonly told?: ReturnType<typeof outageTold>;
}

/** The error that users meet, for the attempt that was the last one. */
export function errorFrom(
  { failure, cause }: SesCallError,
  { action, attempts, told }: CalledAction,
): OnboardError {
  const { code, hint } = ruleFor(failure, action);
  return new OnboardError(code, sentenceOf(failure, action) + (told?.words ?? ""), {
    hint: typeof hint === "string" ? hint : hint(action),
    facts: { api: "ses", action, attempts, ...factsOf(failure), ...told?.facts },
    // Kept for --debug: the SDK's errors hold texts and ids, never a header or a key.
    cause,
  });
}

/**
 * `skewSeconds`: positive when this machine's clock is ahead; undefined when the server's time could not be
 * had.
 */
export function clockSkewed(
  error: SesCallError,
  called: CalledAction,
  skewSeconds: number | undefined,
): OnboardError {
  const plain = errorFrom(error, called);
  if (skewSeconds === undefined) return plain;
  const direction = skewSeconds > 0 ? "ahead of" : "behind";
  return new OnboardError(
    plain.code,
    `This machine's clock is ${Math.abs(skewSeconds)} s ${direction} that of Tencent Cloud SES.`,
    {
      hint: plain.hint,
      facts: { ...plain.facts, skewSeconds },
      cause: error.cause,
    },
  );
}

/** The API answered, and not with what it should. */
export function surprisedBy(what: string, facts: ErrorFacts): OnboardError {
  return new OnboardError(
    "API_SURPRISE",
    `Tencent Cloud SES answered something that ses-onboard can't use: ${what}.`,
    {
      hint: "Run the same command again with --debug; if it stays, report its output together with the request id.",
      facts: { api: "ses", ...facts },
    },
  );
}

function sentenceOf(failure: SesFailure, action: SesAction): string {
  switch (failure.kind) {
    case "api":
      return `Tencent Cloud SES refused ${action}${failure.message === "" ? "" : `: ${failure.message}`} (${failure.code}).`;
    case "http":
      // SES itself says everything with status 200, its refusals as well.
      return `What answered ${action} for Tencent Cloud SES did so with HTTP status ${failure.status}.`;
    case "redirect":
      return `The endpoint of Tencent Cloud SES redirected ${action} to ${failure.to}, which was not followed.`;
    case "not-an-answer":
      return `What answered ${action} was not Tencent Cloud SES: the answer is not in its form.`;
    case "too-long":
      return `What answered ${action} for Tencent Cloud SES sent more than ${failure.most}, the most that is read of one answer.`;
    case "timeout":
      return `Tencent Cloud SES did not finish answering ${action} in time.`;
    case "unconnected":
      return `The connection to Tencent Cloud SES failed: ${failure.fault.reason}.`;
    case "network":
      return `The connection to Tencent Cloud SES failed: ${failure.message}.`;
  }
}

/** Somebody else answered in SES's place. */
const NOT_THE_API = { notTheApi: true } as const;

function factsOf(failure: SesFailure): ErrorFacts {
  switch (failure.kind) {
    case "api":
      return { apiCode: failure.code, apiMessage: failure.message, requestId: failure.requestId };
    case "http":
      return { status: failure.status, ...(failure.status < 500 ? NOT_THE_API : {}) };
    case "redirect":
      return { redirectedTo: failure.to, ...NOT_THE_API };
    case "too-long":
      return { most: failure.most };
    case "not-an-answer":
      return NOT_THE_API;
    case "timeout":
      return {};
    case "unconnected":
      return { reason: failure.fault.reason };
    case "network":
      return { reason: failure.message };
  }
}
