import type { Clock } from "../async/clock.ts";
import type { OnboardError } from "../errors/onboard-error.ts";
import { createAvailability, outageTold, type Availability } from "../async/availability.ts";
import { retry, type RetryAdvice, type RetryPolicy } from "../async/retry.ts";
import type { CallOptions } from "../dns/provider.ts";
import { createAttempt, type SesConnection, type SesRequest } from "./attempt.ts";
import { clockSkewed, errorFrom, type CalledAction } from "./errors.ts";
import { TencentCallError } from "../tencent/failure.ts";
import { parseTencentEndpoint } from "../tencent/endpoint.ts";
import { ruleFor, type FailureRule } from "./rules.ts";
import { findServerTime } from "../tencent/server-time.ts";

export interface SesCallContext extends SesConnection {
  readonly clock: Clock;
  /** Told before an attempt is repeated. */
  readonly onRetry?:
    | ((attempt: number, nextInMs: number, code: string, untilMs?: number) => void)
    | undefined;
  /** Told for how many milliseconds whoever answers wants no request. */
  readonly holdBack?: ((ms: number) => void) | undefined;
  /** What all who ask SES know of whether it answers. Absent: these calls know their own. */
  readonly availability?: Availability | undefined;
  readonly retryPolicy?: RetryPolicy | undefined;
}

/** How often each error is repeated stands in its rule; this bounds them all. */
const RETRY_POLICY: RetryPolicy = {
  attempts: 6,
  firstPauseMs: 500,
  longestPauseMs: 8_000,
  deadlineMs: 30_000,
};

/** The API's code for an identity that it does not have, or not yet. */
export const UNKNOWN_DOMAIN = "InvalidParameterValue.NotExistDomain";

export type SesCall = (request: SesRequest, options: CallOptions) => Promise<unknown>;

/**
 * One call to the API with everything that is safe to repeat repeated; all four actions are.
 * The calls throw OnboardError, or the signal's reason at once.
 * @throws OnboardError CONFIG_INVALID for the endpoint
 */
export function createSesCall(context: SesCallContext): SesCall {
  const attempt = createAttempt(context);
  const { clock, onRetry, holdBack, availability = createAvailability(clock) } = context;
  return async (request, options) => {
    const { signal } = options;
    let attempts = 0;
    const once = (own: AbortSignal | undefined) => {
      attempts += 1;
      return attempt(request, own);
    };
    try {
      const tellRetry = (tried: number, nextInMs: number, error: unknown, untilMs?: number) =>
        onRetry?.(tried, nextInMs, codeOf(error, request), untilMs);
      return await retry(once, createAdviser(request, holdBack), context.retryPolicy ?? RETRY_POLICY, {
        ...options,
        clock,
        availability,
        unanswered,
        onRetry: tellRetry,
      });
    } catch (error) {
      if (!(error instanceof TencentCallError)) throw error;
      const now = clock.now();
      const told = outageTold(availability.outage, now);
      throw await explain(error, { action: request.action, attempts, told, now }, context, signal);
    }
  };
}

/**
 * Counts each kind of failure by itself: three broken connections don't use up what a rate limit may take.
 */
function createAdviser(
  request: SesRequest,
  holdBack: SesCallContext["holdBack"],
): (error: unknown) => RetryAdvice {
  const left = new Map<string, number>();
  return (error) => {
    if (!(error instanceof TencentCallError)) return { retry: false };
    if (isAnswer(error, request)) return { retry: false, answered: true };
    const { code, retries, shows }: FailureRule = ruleFor(error.failure, request.action);
    const isBusy = shows === "busy";
    const afterMs = isBusy ? waitAskedBy(error) : undefined;
    if (afterMs !== undefined) holdBack?.(afterMs);
    const key = `${error.failure.kind} ${code}`;
    const remaining = left.get(key) ?? retries;
    left.set(key, remaining - 1);
    return {
      retry: remaining > 0 || isBusy,
      busy: isBusy,
      ...(afterMs === undefined ? {} : { afterMs }),
      away: shows === "away",
      answered: error.failure.kind === "api",
    };
  };
}

/** Milliseconds. */
function waitAskedBy({ failure }: TencentCallError): number | undefined {
  const seconds = failure.kind === "http" ? failure.retryAfterSeconds : undefined;
  return seconds === undefined ? undefined : seconds * 1_000;
}

function isAnswer({ failure }: TencentCallError, { mayBeUnknown }: SesRequest): boolean {
  return mayBeUnknown === true && failure.kind === "api" && failure.code === UNKNOWN_DOMAIN;
}

function codeOf(error: unknown, { action }: SesRequest): string {
  return error instanceof TencentCallError ? ruleFor(error.failure, action).code : "UNEXPECTED";
}

function unanswered(): TencentCallError {
  return new TencentCallError({ kind: "timeout" }, undefined);
}

async function explain(
  error: TencentCallError,
  called: CalledAction,
  context: SesCallContext,
  signal: AbortSignal | undefined,
): Promise<OnboardError> {
  if (ruleFor(error.failure, called.action).code !== "CLOCK_SKEWED") return errorFrom(error, called);
  const serverTime = await findServerTime(
    { endpoint: parseTencentEndpoint(context.endpoint, "SES"), env: context.env },
    signal,
  );
  return clockSkewed(
    error,
    called,
    // The SDK signs by the machine's clock as it stands, and not by ours, which goes on evenly.
    serverTime === undefined ? undefined : Math.round((Date.now() - serverTime) / 1_000),
  );
}
