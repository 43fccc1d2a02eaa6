import type { Clock } from "../async/clock.ts";
import type { OnboardError } from "../errors/onboard-error.ts";
import { retry, type RetryAdvice, type RetryPolicy } from "../async/retry.ts";
import { createAttempt, type SesConnection, type SesRequest } from "./attempt.ts";
import { clockSkewed, errorFrom, type CalledAction } from "./errors.ts";
import { SesCallError } from "./failure.ts";
import { ruleFor, type FailureRule } from "./rules.ts";
import { findServerTime } from "./server-time.ts";

export interface SesCallContext extends SesConnection {
  readonly clock: Clock;
  /** Told before an attempt is repeated. */
  readonly onRetry?: ((attempt: number, nextInMs: number, code: string) => void) | undefined;
  readonly retryPolicy?: RetryPolicy | undefined;
}

/**
 * How often each error is repeated stands in its rule; this bounds them all. An endpoint that can't be
 * reached is given up within 10 s.
 */
const RETRY_POLICY: RetryPolicy = {
  attempts: 6,
  firstPauseMs: 500,
  longestPauseMs: 8_000,
  deadlineMs: 30_000,
};

/** The API's code for an identity that it does not have, or not yet. */
export const UNKNOWN_DOMAIN = "InvalidParameterValue.NotExistDomain";

export type SesCall = (request: SesRequest, signal: AbortSignal | undefined) => Promise<unknown>;

/**
 * One call to the API with everything that is safe to repeat repeated; all four actions are.
 * The calls throw OnboardError, or the signal's reason at once.
 * @throws OnboardError CONFIG_INVALID for the endpoint
 */
export function createSesCall(context: SesCallContext): SesCall {
  const attempt = createAttempt(context);
  return async (request, signal) => {
    const { clock, onRetry } = context;
    let attempts = 0;
    const once = () => {
      attempts += 1;
      return attempt(request, signal);
    };
    try {
      const tellRetry = (tried: number, nextInMs: number, error: unknown) =>
        onRetry?.(tried, nextInMs, codeOf(error, request));
      return await retry(once, createAdviser(request), context.retryPolicy ?? RETRY_POLICY, {
        clock,
        signal,
        onRetry: tellRetry,
      });
    } catch (error) {
      if (!(error instanceof SesCallError)) throw error;
      throw await explain(error, { action: request.action, attempts }, context, signal);
    }
  };
}

/**
 * Counts each kind of failure by itself: three broken connections don't use up what a rate limit may take.
 */
function createAdviser(request: SesRequest): (error: unknown) => RetryAdvice {
  const left = new Map<string, number>();
  return (error) => {
    if (!(error instanceof SesCallError) || isAnswer(error, request)) return { retry: false };
    const { code, retries }: FailureRule = ruleFor(error.failure, request.action);
    const key = `${error.failure.kind} ${code}`;
    const remaining = left.get(key) ?? retries;
    left.set(key, remaining - 1);
    return remaining > 0 ? { retry: true } : { retry: false };
  };
}

function isAnswer({ failure }: SesCallError, { mayBeUnknown }: SesRequest): boolean {
  return mayBeUnknown === true && failure.kind === "api" && failure.code === UNKNOWN_DOMAIN;
}

function codeOf(error: unknown, { action }: SesRequest): string {
  return error instanceof SesCallError ? ruleFor(error.failure, action).code : "UNEXPECTED";
}

async function explain(
  error: SesCallError,
  called: CalledAction,
  context: SesCallContext,
  signal: AbortSignal | undefined,
): Promise<OnboardError> {
  if (ruleFor(error.failure, called.action).code !== "CLOCK_SKEWED") return errorFrom(error, called);
  const serverTime = await findServerTime(context, signal);
  return clockSkewed(
    error,
    called,
    serverTime === undefined ? undefined : Math.round((context.clock.now() - serverTime) / 1_000),
  );
}
