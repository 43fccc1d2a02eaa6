import type { CallOptions } from "../dns/provider.ts";
import type { RetryPolicy } from "../async/retry.ts";
import { unlessAborted } from "../async/together.ts";
import type { IdentityList } from "../plan/identity.ts";
import { createSesCall, type SesCallContext } from "./call.ts";
import { surprisedBy } from "./errors.ts";

/** Mostly nothing depends on it, so nobody waits long for it by itself. */
const RETRY_POLICY: RetryPolicy = { attempts: 2, firstPauseMs: 500, longestPauseMs: 500, deadlineMs: 5_000 };

/** What SES lists of an account. */
export interface Listing {
  /** Asked once, also when it failed; what is created since is counted in. @throws OnboardError */
  readonly read: (options: CallOptions) => Promise<IdentityList>;
  /** One more than the list says, or perhaps one: Create's answer may have been lost. */
  readonly countCreated: () => void;
}

/**
 * @param ended ends the one request: a domain that gives up must not fail the others that wait for the answer
 * @throws OnboardError CONFIG_INVALID for the endpoint
 */
export function createListing(context: SesCallContext, ended: AbortSignal | undefined): Listing {
  const call = createSesCall({ ...context, retryPolicy: RETRY_POLICY });
  let answer: Promise<IdentityList> | undefined;
  let created = 0;
  // Without parameters, as in the documented example: Total counts all, however many are shown.
  const ask = async (options: CallOptions) => {
    const request = { action: "ListEmailIdentities", parameters: {} } as const;
    const own = { ...options, signal: ended ?? new AbortController().signal };
    const list = identityListFrom(await call(request, own));
    created = 0;
    return list;
  };
  return {
    async read(options) {
      const { signal } = options;
      answer ??= ask(options);
      const list = await (signal === undefined ? answer : unlessAborted(signal, answer));
      return { ...list, total: list.total + created };
    },
    countCreated() {
      created += 1;
    },
  };
}

/**
 * Level and daily quota are of each domain (API pages of both sites, November 2026); an account that tells
 * its own is read, too. MaxReputationLevel and MaxDailyQuota are what a domain could reach, and not said.
 * @throws OnboardError API_SURPRISE
 */
export function identityListFrom(answer: unknown): IdentityList {
  const account = fieldsOf(answer);
  const { EmailIdentities: listed, Total: total, RequestId: requestId } = account;
  const identities = Array.isArray(listed) ? listed.map(fieldsOf) : undefined;
  const count = total === undefined || total === null ? identities?.length : countIn(total);
  if (count === undefined)
    throw surprisedBy("a list of sender domains without a count of them", {
      ...(typeof requestId === "string" ? { requestId } : {}),
      total,
    });
  const told = [account, ...(identities ?? [])];
  const levels = numbersIn(told, "CurrentReputationLevel");
  return {
    total: count,
    lowestLevel: levels.length === 0 ? null : Math.min(...levels),
    highestLevel: levels.length === 0 ? null : Math.max(...levels),
    dailyQuota: numbersIn(told, "DailyQuota").reduce<number | null>(
      (most, quota) => Math.max(most ?? 0, quota),
      null,
    ),
  };
}

/** A limit of one's own is compared with it: nothing is guessed from what is no count. */
function countIn(total: unknown): number | undefined {
  const count = typeof total === "string" && /^\d+$/.test(total) ? Number(total) : total;
  return typeof count === "number" && Number.isSafeInteger(count) && count >= 0 ? count : undefined;
}

function numbersIn(told: readonly Fields[], name: string): readonly number[] {
  return told.map((fields) => fields[name]).filter((value) => typeof value === "number");
}

type Fields = Readonly<Record<string, unknown>>;

function fieldsOf(value: unknown): Fields {
  return typeof value === "object" && value !== null ? (value as Fields) : {};
}
