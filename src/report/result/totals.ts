import type { DomainName } from "../../dns/domain-name.ts";
import type { ErrorReport } from "../../errors/onboard-error.ts";
import type { DomainState } from "../../events/result.ts";
import { findPlanHash } from "../../plan/consent/hash-text.ts";
import { joinHashes } from "../../plan/consent/plan-hash.ts";
import type { PlanHash } from "../../plan/consent/plan.ts";
import type { ResultEvent } from "./context.ts";
import { withHint } from "../words/rehearsal-words.ts";
import { countWords } from "../words/words.ts";

/** `unfinished`: it came to no end, since the program was killed. */
export type EndState = DomainState | "unfinished";

/** How the totals count them up: what is done first, what failed last. */
const STATES: readonly EndState[] = [
  "verified",
  "published",
  "undone",
  "planned",
  "pending",
  "drifted",
  "interrupted",
  "unfinished",
  "failed",
];

/** `12 domains: 9 verified, 2 pending, 1 failed`. */
export function totalsWords(states: readonly EndState[]): string {
  return `${countWords(states.length, "domain")}: ${tallyWords(states)}`;
}

/** `9 verified, 2 pending, 1 failed`. */
export function tallyWords(states: readonly EndState[]): string {
  const counts = STATES.map((state) => [states.filter((one) => one === state).length, state] as const);
  return counts
    .filter(([count]) => count > 0)
    .map(([count, state]) => `${count} ${state}`)
    .join(", ");
}

/** One cause often meets many domains: what to do once, with the domains that it is for. */
export interface HintGroup {
  readonly state: DomainState;
  readonly exit: number;
  readonly error: ErrorReport;
  readonly domains: readonly DomainName[];
}

export function hintGroups(results: readonly ResultEvent[]): readonly HintGroup[] {
  const failed = results.flatMap((result) => {
    const { domain, state, exit, error: told } = result;
    if (told === null) return [];
    const error = withHint(result, told);
    return [{ domain, state, exit, error, key: `${exit} ${error.code} ${error.hint}` }];
  });
  return failed
    .filter(({ key }, index) => failed.findIndex((one) => one.key === key) === index)
    .map(({ key, ...first }) => ({
      ...first,
      domains: failed.filter((one) => one.key === key).map(({ domain }) => domain),
    }));
}

/** One for all domains, where each of them was planned; `--plan-hash` takes it. */
export function hashOfAll(
  results: readonly Pick<ResultEvent, "domain" | "planHash">[],
): PlanHash | undefined {
  const hashes = results.flatMap(({ domain, planHash }) => {
    const hash = findPlanHash(planHash ?? "");
    return hash === undefined ? [] : [[domain, hash] as const];
  });
  return hashes.length < results.length ? undefined : joinHashes(new Map(hashes));
}

/** In the order given, but what failed stands where a reader ends. */
export function failuresLast<T>(items: readonly T[], stateOf: (item: T) => EndState): readonly T[] {
  const hasFailed = (item: T): number => Number(stateOf(item) === "failed");
  return items.toSorted((a, b) => hasFailed(a) - hasFailed(b));
}
