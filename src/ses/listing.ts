import type { RetryPolicy } from "../async/retry.ts";
import { createMemory } from "../async/memory.ts";
import type { IdentityList } from "../plan/identity.ts";
import { createSesCall, type SesCallContext } from "./call.ts";
import { surprisedBy } from "./errors.ts";

/** Nothing depends on it, so nobody waits long for it. */
const RETRY_POLICY: RetryPolicy = { attempts: 2, firstPauseMs: 500, longestPauseMs: 500, deadlineMs: 5_000 };

/** What SES lists of an account. */
export interface Listing {
  /** Asked once; what is created since is counted in. @throws OnboardError */
  readonly read: (signal: AbortSignal | undefined) => Promise<IdentityList>;
  readonly countCreated: () => void;
}

/** @throws OnboardError CONFIG_INVALID for the endpoint */
export function createListing(context: SesCallContext): Listing {
  const call = createSesCall({ ...context, retryPolicy: RETRY_POLICY });
  const once = createMemory<IdentityList>();
  let created = 0;
  // Without parameters, as in the documented example: Total counts all, however many are shown.
  const ask = async (signal: AbortSignal | undefined) => {
    const list = identityListFrom(await call({ action: "ListEmailIdentities", parameters: {} }, signal));
    created = 0;
    return list;
  };
  return {
    async read(signal) {
      const list = await once("", () => ask(signal));
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
  const { EmailIdentities: listed, Total: total } = account;
  const identities = Array.isArray(listed) ? listed.map(fieldsOf) : undefined;
  const count = typeof total === "number" ? total : identities?.length;
  if (count === undefined)
    throw surprisedBy("a list of sender domains without any", { requestId: account["RequestId"] });
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

function numbersIn(told: readonly Fields[], name: string): readonly number[] {
  return told.map((fields) => fields[name]).filter((value) => typeof value === "number");
}

type Fields = Readonly<Record<string, unknown>>;

function fieldsOf(value: unknown): Fields {
  return typeof value === "object" && value !== null ? (value as Fields) : {};
}
