import type { CallOptions } from "../../src/dns/provider.ts";
import { isOnboardError, OnboardError } from "../../src/errors/onboard-error.ts";
import { retry, type RetryAdvice, type RetryPolicy } from "../../src/async/retry.ts";
import type { AdapterContext } from "../describe.ts";
import type {
  CallContext,
  ChangeOutput,
  GetZoneOutput,
  ListSetsInput,
  ListSetsOutput,
  ListZonesInput,
  ListZonesOutput,
  RawChange,
  Route53Api,
} from "./api.ts";
import { toRoute53Error, type Operation } from "./errors.ts";

export type CallsContext = Pick<AdapterContext, "sleep" | "now" | "admit" | "onRetry">;

/**
 * Route 53's operations with a deadline, repetition and abort; each throws OnboardErrors only, or the
 * signal's reason.
 */
export interface Route53Calls {
  listZones(input: ListZonesInput, options: CallOptions): Promise<ListZonesOutput>;
  getZone(id: string, options: CallOptions): Promise<GetZoneOutput>;
  listSets(input: ListSetsInput, options: CallOptions): Promise<ListSetsOutput>;
  /**
   * A batch of DELETEs and CREATEs is safe to repeat: when it arrived the first time, the second is refused
   * and changes nothing.
   */
  change(zoneId: string, changes: readonly RawChange[], options: CallOptions): Promise<ChangeOutput>;
  getChange(id: string, options: CallOptions): Promise<ChangeOutput>;
}

/**
 * Ten requests a second an account, shared with others: patient enough to outlast a burst, quick enough to
 * say within 10 s that nobody answers.
 */
const POLICY: RetryPolicy = { attempts: 5, firstPauseMs: 400, longestPauseMs: 4_000, deadlineMs: 8_000 };

export function createCalls(api: Route53Api, context: CallsContext, requestMs: number): Route53Calls {
  const call = <T>(
    operation: Operation,
    send: (context: CallContext) => Promise<T>,
    { signal }: CallOptions,
  ): Promise<T> => persist({ context, operation, requestMs, signal }, send);
  return {
    listZones: (input, options) =>
      call("ListHostedZonesByName", (context) => api.listHostedZonesByName(input, context), options),
    getZone: (id, options) =>
      call("GetHostedZone", (context) => api.getHostedZone({ Id: id }, context), options),
    listSets: (input, options) =>
      call("ListResourceRecordSets", (context) => api.listResourceRecordSets(input, context), options),
    change: (zoneId, changes, options) => {
      const input = { HostedZoneId: zoneId, ChangeBatch: { Comment: "ses-onboard", Changes: changes } };
      return call(
        "ChangeResourceRecordSets",
        (context) => api.changeResourceRecordSets(input, context),
        options,
      );
    },
    getChange: (id, options) => call("GetChange", (context) => api.getChange({ Id: id }, context), options),
  };
}

/** Whether nobody knows what became of a write. */
export function mayHaveArrived(error: unknown): boolean {
  return isOnboardError(error) && error.facts["mayHaveArrived"] === true;
}

interface Call {
  readonly context: CallsContext;
  readonly operation: Operation;
  readonly requestMs: number;
  readonly signal: AbortSignal | undefined;
}

async function persist<T>(call: Call, send: (context: CallContext) => Promise<T>): Promise<T> {
  const { context, signal } = call;
  let isLost = false;
  try {
    return await retry(() => attempt(call, send), advise, POLICY, {
      clock: context,
      signal,
      onRetry: (tried, nextInMs, error) => {
        isLost ||= mayHaveArrived(error);
        context.onRetry(tried, nextInMs, isOnboardError(error) ? error.code : "UNEXPECTED");
      },
    });
  } catch (error) {
    // A refusal of the repetition says nothing about the attempt before it, whose answer was lost.
    throw isLost && isOnboardError(error) ? lost(error) : error;
  }
}

async function attempt<T>(
  { context, operation, requestMs, signal }: Call,
  send: (context: CallContext) => Promise<T>,
): Promise<T> {
  await context.admit(signal);
  const limit = AbortSignal.timeout(requestMs);
  const abortSignal = signal === undefined ? limit : AbortSignal.any([signal, limit]);
  try {
    // The SDK listens to the signal only until the headers have come, so a body that stalls is raced here.
    return await Promise.race([send({ abortSignal }), rejectedBy(abortSignal)]);
  } catch (error) {
    signal?.throwIfAborted();
    throw toRoute53Error(operation, limit.aborted ? limit.reason : error, context.now());
  }
}

function rejectedBy(signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => {
    signal.addEventListener("abort", () => reject(signal.reason as Error), { once: true });
  });
}

function advise(error: unknown): RetryAdvice {
  return {
    retry: isOnboardError(error) && (error.code === "API_UNAVAILABLE" || error.code === "API_RATE_LIMITED"),
  };
}

function lost(error: OnboardError): OnboardError {
  return new OnboardError(error.code, error.message, {
    hint: error.hint,
    facts: { ...error.facts, mayHaveArrived: true },
    cause: error.cause,
  });
}
