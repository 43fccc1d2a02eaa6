import { OnboardError } from "../../errors/onboard-error.ts";
import { isChange, type RecordPlan } from "../record-plan.ts";
import { countTerms, total, type SpfCount, type SpfLookup, type SpfPart } from "./count.ts";
import { findSpf, isSpf, type SpfRecord } from "./parse.ts";
import { sameMechanism, type SpfDirective } from "./term.ts";
import type { SpfWarning } from "./warning.ts";

export type { SpfLookup } from "./count.ts";

/** RFC 7208 section 4.6.4: receivers answer permerror beyond these. */
const MOST_LOOKUPS = 10;
const MOST_VOID_LOOKUPS = 2;

/**
 * What an SPF record costs receivers and whether they come to SES's senders, everything that it names looked up. What
 * stands already, or can't be looked up (`spf-not-counted`), is told in warnings; a lookup that failed is no verdict.
 * @throws OnboardError SPF_UNMERGEABLE when what is to be written would cost more than ten lookups, or when it is by
 * SES's term that more than two of them find nothing
 */
export async function proveSpf(
  plan: RecordPlan,
  lookup: SpfLookup,
): Promise<{ readonly warnings: readonly SpfWarning[] }> {
  const record = findSpf(plan.after?.values.find(isSpf) ?? "");
  if (plan.after === null || record === undefined) return { warnings: [] };
  const parts = await countTerms(plan.after.owner, record, lookup);
  const senders = sendersIn(record, findSpf(plan.record.expected));
  const counts = countsOf(parts, senders);
  if (isChange(plan.action)) requireLimits(plan, parts, counts);
  const { owner } = plan.after;
  const limits = limitWarnings(counts);
  const failing = obstacles(parts, senders).map((obstacle) => {
    const limit = limits.find(({ warning }) => OBSTACLE_OF[warning] === obstacle.because);
    const without = limit === undefined ? {} : { without: limit.without };
    return { warning: "spf-senders-fail" as const, owner, ...obstacle, ...without };
  });
  // One cause is told once: where SES's mail fails by a limit, that says it all.
  const rest = limits.filter(
    ({ warning }) => !failing.some(({ because }) => because === OBSTACLE_OF[warning]),
  );
  return {
    warnings: [...counts.whole.warnings, ...rest.map((warning) => ({ ...warning, owner })), ...failing],
  };
}

interface Counts {
  readonly whole: SpfCount;
  /** Without the terms by which SES's senders pass. */
  readonly without: SpfCount;
}

function countsOf(parts: readonly SpfPart[], senders: readonly SpfDirective[] | undefined): Counts {
  const isOurs = ({ term }: SpfPart) => senders?.some((sender) => sender === term) === true;
  return { whole: total(parts), without: total(parts.filter((part) => !isOurs(part))) };
}

/** The terms that let SES's senders pass; undefined where one is missing, and so nothing is proved of them. */
export function sendersIn(
  record: SpfRecord,
  wanted: SpfRecord | undefined,
): readonly SpfDirective[] | undefined {
  const directives = record.terms.filter((term) => term.kind === "directive");
  const needed = (wanted?.terms ?? []).filter(
    (term): term is SpfDirective => term.kind === "directive" && term.mechanism !== "all",
  );
  const found = needed.map((one) => directives.find((other) => sameMechanism(one, other)));
  return found.length > 0 && found.every((term) => term !== undefined) ? found : undefined;
}

type LimitWarning = Extract<SpfWarning, { readonly warning: "spf-lookups" | "spf-void-lookups" }>;

const OBSTACLE_OF = { "spf-lookups": "lookups", "spf-void-lookups": "void-lookups" } as const;

function limitWarnings({ whole, without }: Counts): readonly WithoutOwner<LimitWarning>[] {
  const warnings: WithoutOwner<LimitWarning>[] = [];
  if (whole.lookups > MOST_LOOKUPS)
    warnings.push({ warning: "spf-lookups", count: whole.lookups, without: without.lookups });
  if (voidsIn(whole) > MOST_VOID_LOOKUPS)
    warnings.push({
      warning: "spf-void-lookups",
      count: whole.voids,
      upTo: voidsIn(whole),
      without: voidsIn(without),
    });
  return warnings;
}

type WithoutOwner<W> = W extends unknown ? Omit<W, "owner"> : never;

/**
 * Receivers stop at the first match, so only what they come to before the last of SES's senders counts: its own terms
 * and everything in front of them.
 */
function obstacles(
  parts: readonly SpfPart[],
  senders: readonly SpfDirective[] | undefined,
): readonly Pick<Extract<SpfWarning, { readonly warning: "spf-senders-fail" }>, "because" | "at">[] {
  const last = parts.findLastIndex(({ term }) => senders?.some((sender) => sender === term) === true);
  if (last === -1) return [];
  const before = parts.slice(0, last + 1);
  const broken = before.find(isBroken);
  if (broken !== undefined) return [{ because: "term", at: broken.term.text }];
  // Whether a name that depends on the mail exists is not known: it is no verdict, and `spf-void-lookups` tells of it.
  const { lookups, voids } = total(before);
  if (lookups > MOST_LOOKUPS) return [{ because: "lookups", at: String(lookups) }];
  return voids > MOST_VOID_LOOKUPS ? [{ because: "void-lookups", at: String(voids) }] : [];
}

function isBroken({ warnings }: SpfCount): boolean {
  return warnings.some(({ warning }) => warning === "spf-term-broken");
}

function voidsIn({ voids, maybeVoids }: Pick<SpfCount, "voids" | "maybeVoids">): number {
  return voids + maybeVoids;
}

/** Nothing is written that receivers would refuse by what it costs. */
function requireLimits(plan: RecordPlan, parts: readonly SpfPart[], { whole, without }: Counts): void {
  const costs = parts
    .filter(({ lookups }) => lookups > 0)
    .map(({ term, lookups }) => ({ term: term.text, lookups }));
  const facts = { record: plan.after?.values.find(isSpf) ?? "", costs };
  if (whole.lookups > MOST_LOOKUPS) {
    const terms = costs.map((cost) => `${cost.term} (${cost.lookups})`).join(", ");
    throw overLimit(
      `The SPF record would cost receivers ${whole.lookups} DNS lookups, and they give up beyond ${MOST_LOOKUPS}: ${terms}. ${withoutWords(without.lookups, MOST_LOOKUPS)}`,
      { ...facts, lookups: whole.lookups, without: without.lookups, limit: MOST_LOOKUPS },
    );
  }
  if (whole.voids > MOST_VOID_LOOKUPS && without.voids <= MOST_VOID_LOOKUPS && without.lookups > 0)
    throw overLimit(
      `The SPF record would make receivers do ${whole.voids} lookups that find nothing, and they give up beyond ${MOST_VOID_LOOKUPS}. ${withoutWords(without.voids, MOST_VOID_LOOKUPS)}`,
      { ...facts, voids: whole.voids, without: without.voids, limit: MOST_VOID_LOOKUPS },
    );
}

function withoutWords(count: number, limit: number): string {
  return count > limit
    ? `It is beyond the limit without SES's term already (${count}).`
    : `Without SES's term it would be ${count}.`;
}

function overLimit(message: string, facts: Readonly<Record<string, unknown>>): OnboardError {
  return new OnboardError("SPF_UNMERGEABLE", message, {
    hint: "Remove a term that is not used any more, or send from a subdomain with an SPF record of its own.",
    facts,
  });
}
