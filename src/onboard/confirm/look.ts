import { momentText } from "../../async/wait-words.ts";
import type { ErrorCode } from "../../errors/codes.ts";
import { isOnboardError, OnboardError } from "../../errors/onboard-error.ts";
import type { Identity } from "../../plan/identity.ts";
import { LEAST_RETRY_MS, type Budget } from "../budget.ts";
import { patiently, type Run } from "../run.ts";
import { phrase, type Phrase } from "../../errors/phrase.ts";

/** Milliseconds between an Update that failed and the next one: it had its own attempts before. */
const FAILED_PAUSE_MS = 15_000;

/** What may be otherwise the next time, though SES has answered so. */
const PASSING: ReadonlySet<ErrorCode> = new Set(["API_UNAVAILABLE", "API_RATE_LIMITED"]);

/**
 * Has SES look (UpdateEmailIdentity). It is safe to repeat: one that fails is asked for again within the time budget.
 * @param seen what SES said last
 * @throws OnboardError API_UNAVAILABLE or API_RATE_LIMITED, pending, when the budget ends first; every refusal at once
 */
export async function look(
  run: Run,
  budget: Budget,
  { attempt, seen }: { readonly attempt: number; readonly seen: Identity },
): Promise<Identity> {
  run.emit({ type: "identity.asked", attempt });
  for (let failed = 1; ; failed += 1) {
    try {
      return await run.identities.verify(run.domain, patiently(run));
    } catch (error) {
      run.signal.throwIfAborted();
      if (!isOnboardError(error) || !isPassing(error)) throw error;
      const leftMs = budget.leftMs();
      if (leftMs < FAILED_PAUSE_MS) throw stayedAway(run, error, { attempt, seen });
      const { code } = error;
      run.emit({
        type: "api.retried",
        api: "ses",
        attempt: failed,
        nextInMs: FAILED_PAUSE_MS,
        code,
        untilMs: leftMs,
      });
      await run.clock.sleep(FAILED_PAUSE_MS, { signal: run.signal });
    }
  }
}

function isPassing({ code, facts }: OnboardError): boolean {
  return PASSING.has(code) || facts["notTheApi"] === true;
}

/** All is published, and nobody knows whether SES is satisfied: not yet, and no failure of the domain. */
function stayedAway(
  { clock }: Run,
  error: OnboardError,
  { attempt, seen }: { readonly attempt: number; readonly seen: Identity },
): OnboardError {
  const now = clock.now();
  const { retryAfterSeconds } = error.facts;
  const askedMs = typeof retryAfterSeconds === "number" ? retryAfterSeconds * 1_000 : 0;
  const again = now + Math.max(LEAST_RETRY_MS, askedMs);
  const code = PASSING.has(error.code) ? error.code : "API_UNAVAILABLE";
  return new OnboardError(code, phrase`${OnboardError.partsOf(error).message} ${lastSaid(attempt, seen)}`, {
    hint: phrase`It goes on where it stopped. After ${momentText(again, now)} run ${{ again: true }}.`,
    facts: { ...error.facts, retryAfter: new Date(again).toISOString(), pending: true },
    cause: error,
  });
}

function lastSaid(attempt: number, { records }: Identity): Phrase {
  if (attempt === 1) return phrase`It has not looked at the published records yet.`;
  const accepted = records.filter(({ status }) => status).length;
  return phrase`When it last looked, it accepted ${accepted} of ${records.length} records.`;
}
