import type { DomainName } from "../../dns/domain-name.ts";
import type { Lookup } from "../../dns/observation.ts";
import { keyText, type RRset, type RRType } from "../../dns/rrset.ts";
import { OnboardError } from "../../errors/onboard-error.ts";
import { resemblesDmarc } from "../../plan/dmarc/dmarc.ts";
import { replacesDmarc } from "../../plan/dmarc/rule.ts";
import { PURPOSES } from "../../plan/purposes.ts";
import type { Requirement, Surroundings } from "../../plan/requirement.ts";
import { isMet, satisfy } from "../../plan/satisfy.ts";
import type { Goal } from "../propagate/goal.ts";
import type { Run } from "../run.ts";
import { lookUpTexts, readDmarcAbove } from "../preflight/dmarc-around.ts";
import { gatherSurroundings } from "../preflight/surroundings.ts";
import { together } from "../../async/together.ts";
import type { RecordPlan } from "../../plan/record-plan.ts";
import type { Verdict } from "../../plan/verdict.ts";
import { isDrift, isFault, type Warning } from "../../plan/warning.ts";

/** How one requirement stands in the live DNS. */
export interface Inspection {
  readonly plan: RecordPlan;
  readonly goal: Goal;
  /** What is wrong: a word, or the sentence of the rule that refuses. Undefined: nothing is. */
  readonly problem: string | undefined;
  /** The warning by which the record, as it is, does not do what it is for. Undefined: it does, as far as is known. */
  readonly fault: string | undefined;
}

/** One requirement against what the authoritative servers serve, without the DNS host's API. */
export async function inspectRequirement(run: Run, requirement: Requirement): Promise<Inspection> {
  const { owner, type, purpose } = requirement;
  const { besides } = PURPOSES[purpose];
  const [found, ...others] = await together(run, [
    (own) => readLive(own, owner, type),
    ...besides.map((other) => (own: Run) => readLive(own, owner, other)),
  ]);
  const beside = others.flatMap((lookup) =>
    lookup.kind === "answer" && lookup.canonicalName === owner ? [lookup.rrset] : [],
  );
  const existing = found.kind === "answer" && found.canonicalName === owner ? [found.rrset] : [];
  const surroundings = await surroundingsOf(run, requirement, found);
  const accepts = (now: readonly RRset[]) =>
    isMet(requirement, [...now, ...beside], run.policy, surroundings);
  const verdict = satisfy(
    requirement,
    [...aliasOf(requirement, found), ...existing, ...beside],
    run.policy,
    surroundings,
  );
  const plan = planOf(requirement, verdict, existing[0]);
  const warnings = await proveStanding(run, plan);
  return {
    plan: { ...plan, warnings: [...plan.warnings, ...warnings] },
    goal: { owner, type, accepts },
    problem: problemOf(verdict),
    fault: faultOf(run, warnings),
  };
}

/**
 * What looking up the references of the record that stands there tells. Nothing is written here, so the name servers
 * are asked for the sender domain, too.
 */
async function proveStanding(run: Run, plan: RecordPlan): Promise<readonly Warning[]> {
  const asIs: RecordPlan = { ...plan, action: "unchanged", after: plan.before };
  const { warnings } = await PURPOSES[plan.record.purpose].prove(asIs, (question) =>
    run.authority.lookup(question, { signal: run.signal }),
  );
  return warnings;
}

/** Records that break later, at somebody else's: what SES's mail depends on is drift, the rest only when it is asked for. */
function faultOf({ strict = false }: Run, warnings: readonly Warning[]): string | undefined {
  return warnings.find((warning) => isDrift(warning) || (strict && isFault(warning)))?.warning;
}

async function readLive(
  run: Run,
  owner: DomainName,
  type: RRType,
): Promise<Exclude<Lookup, { readonly kind: "failed" }>> {
  const found = await run.authority.lookup({ owner, type }, { signal: run.signal });
  if (found.kind !== "failed") return found;
  throw new OnboardError(
    "NOT_OBSERVABLE",
    `${keyText({ owner, type })} can't be looked up from here: ${found.because}.`,
    {
      hint: "Run again when the name servers answer, or check from another network.",
      facts: { owner, type, because: found.because },
    },
  );
}

function aliasOf({ owner }: Requirement, found: Lookup): readonly RRset[] {
  if (found.kind !== "answer" || found.canonicalName === owner) return [];
  return [{ owner, type: "CNAME", ttl: found.rrset.ttl, values: [found.canonicalName] }];
}

/**
 * Where another zone serves the name, the name servers answer with an alias or a referral; what stands there is what
 * the lookup found. What is above decides nothing about a record that stands and is kept.
 */
function surroundingsOf(run: Run, { owner, purpose }: Requirement, found: Lookup): Promise<Surroundings> {
  const values = found.kind === "answer" ? found.rrset.values : [];
  const isAlias = found.kind === "answer" && found.canonicalName !== owner;
  const stands = isAlias || (values.some(resemblesDmarc) && !replacesDmarc(run, owner));
  return gatherSurroundings(run, [purpose], {
    dmarcElsewhere: () => Promise.resolve(values),
    dmarcAbove: async (own) => (stands ? undefined : readDmarcAbove(own, lookUpTexts)),
    standingSenders: () => Promise.resolve(undefined),
    // It decides about what is to be written, and here nothing is.
    mtaSts: () => Promise.resolve(undefined),
    // What a name server answers is told by asking it: here nothing is written.
    synthesised: () => Promise.resolve(undefined),
  });
}

function planOf(requirement: Requirement, verdict: Verdict, before: RRset | undefined): RecordPlan {
  const base = { record: requirement, before: before ?? null };
  switch (verdict.kind) {
    case "fine":
      return { ...base, action: verdict.action, after: before ?? null, warnings: verdict.warnings };
    case "change":
      return { ...base, action: verdict.action, after: verdict.after, warnings: verdict.warnings };
    case "conflict":
      return { ...base, action: "kept", after: before ?? null, warnings: [] };
  }
}

function problemOf(verdict: Verdict): string | undefined {
  switch (verdict.kind) {
    case "fine":
      return undefined;
    case "change":
      return verdict.before === undefined ? "missing" : "differs";
    case "conflict":
      return verdict.conflict.message;
  }
}
