import { sameKey, sameRRset, type RRset, type Swap } from "../dns/rrset.ts";
import { OnboardError } from "../errors/onboard-error.ts";
import { inEnglish, phrase } from "../errors/phrase.ts";
import { warnOfTcp } from "./detect.ts";
import { requireOneKeyEach } from "./dkim/one-key.ts";
import type { RecordPlan } from "./record-plan.ts";
import type { Policy, Requirement, Surroundings } from "./requirement.ts";
import { isMet, satisfy } from "./satisfy.ts";
import { warnBeside } from "./spf/beside.ts";
import { isSpf } from "./spf/parse.ts";
import type { Conflict, Verdict } from "./verdict.ts";
import { withEndedWildcards } from "./wildcard/ended.ts";
import { wordHint } from "../errors/hint.ts";

export interface SwapPlan {
  readonly records: readonly RecordPlan[];
  /** One for each RRset that changes. */
  readonly swaps: readonly Swap[];
}

/**
 * All requirements against everything that was read, folded: a requirement sees what those before it leave
 * behind, so that several at one place end in one swap.
 * @param rrsets every RRset at the requirements' owners; others do no harm
 * @throws OnboardError the first conflict, with all of them in its facts; nothing may be written then
 */
export function planSwaps(
  requirements: readonly Requirement[],
  rrsets: readonly RRset[],
  policy: Policy,
  surroundings: Surroundings,
): SwapPlan {
  requireOneKeyEach(requirements);
  requireOneSpfEach(requirements);
  let existing = rrsets;
  const judged: { readonly requirement: Requirement; readonly verdict: Settled }[] = [];
  const conflicts: Conflict[] = [];
  for (const requirement of requirements) {
    const verdict = satisfy(requirement, existing, policy, surroundings);
    if (verdict.kind === "conflict") {
      conflicts.push(verdict.conflict);
      continue;
    }
    judged.push({ requirement, verdict });
    if (verdict.kind === "change")
      existing = [...existing.filter((rrset) => !sameKey(rrset, verdict.after)), verdict.after];
  }
  const [first] = conflicts;
  if (first !== undefined) throw errorOf(first, conflicts);
  const undone = requirements.find((requirement) => !isMet(requirement, existing, policy, surroundings));
  if (undone !== undefined) throw contradiction(undone);
  const plans = judged.map(({ requirement, verdict }) => recordOf(requirement, verdict, rrsets, existing));
  const { synthesised } = surroundings;
  const inEffect = [...rrsets, ...(synthesised ?? [])];
  const records = plans.map((plan) => ({
    ...plan,
    warnings: [
      ...plan.warnings,
      ...warnBeside(plan, plans, inEffect),
      ...warnOfTcp(plan.before ?? servedBefore(plan.after, synthesised), plan.after),
    ],
  }));
  const swaps = swapsBetween(rrsets, existing);
  if (synthesised === undefined) return { records, swaps };
  return { records: withEndedWildcards(records, existing, synthesised), swaps: swaps.toSorted(byUrgency) };
}

/** Each would be judged by itself, and all of them joined into one record. */
function requireOneSpfEach(requirements: readonly Requirement[]): void {
  const records = requirements.filter(({ purpose }) => purpose === "spf");
  const twice = records.find((one) =>
    records.some((other) => sameKey(one, other) && one.expected !== other.expected),
  );
  if (twice !== undefined) throw contradiction(twice);
}

/** What a wildcard answers until now, where nothing of the name's own stands. */
function servedBefore(after: RRset | null, synthesised: readonly RRset[] = []): RRset | null {
  return synthesised.find((rrset) => after !== null && sameKey(rrset, after)) ?? null;
}

type Settled = Exclude<Verdict, { readonly kind: "conflict" }>;

function recordOf(
  requirement: Requirement,
  verdict: Settled,
  before: readonly RRset[],
  after: readonly RRset[],
): RecordPlan {
  // The kept value may be of another type: a CNAME that leads to the DMARC policy.
  const place = verdict.before ?? requirement;
  const at = (rrsets: readonly RRset[]) => rrsets.find((rrset) => sameKey(rrset, place)) ?? null;
  return {
    record: requirement,
    action: verdict.action,
    before: at(before),
    after: at(after),
    warnings: verdict.warnings,
  };
}

function swapsBetween(before: readonly RRset[], after: readonly RRset[]): readonly Swap[] {
  return after
    .map((rrset) => ({ before: before.find((other) => sameKey(rrset, other)), after: rrset }))
    .filter((swap) => !sameRRset(swap.before, swap.after));
}

/**
 * An MX first, and SPF next: where a host writes one by one, the first write at a name ends what a wildcard has
 * answered there, and the next run after one that is killed finds nothing of it any more.
 */
function byUrgency(a: Swap, b: Swap): number {
  const rank = ({ after }: Swap) => (after?.type === "MX" ? 0 : after?.values.some(isSpf) === true ? 1 : 2);
  return rank(a) - rank(b);
}

function errorOf({ code, message, hint, facts }: Conflict, all: readonly Conflict[]): OnboardError {
  const conflicts = all.map((conflict) => ({
    code: conflict.code,
    message: inEnglish(conflict.message),
    hint: wordHint(conflict.hint).hint,
  }));
  return new OnboardError(code, message, { hint, facts: { ...facts, conflicts } });
}

function contradiction({ owner, type, expected }: Requirement): OnboardError {
  return new OnboardError(
    "RECORD_IN_THE_WAY",
    phrase`SES asks for two ${type} records at ${owner} that exclude each other; one is "${expected}".`,
    {
      hint: phrase`Look the records up in the SES console, and report this with what it shows.`,
      facts: { owner, type, expected },
    },
  );
}
