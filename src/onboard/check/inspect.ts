import { randomBytes } from "node:crypto";
import { findDomainName, type DomainName } from "../../dns/domain-name.ts";
import type { Lookup, Question } from "../../dns/observation.ts";
import { keyText, type RRset, type RRType } from "../../dns/rrset.ts";
import type { Hint } from "../../errors/hint.ts";
import { OnboardError } from "../../errors/onboard-error.ts";
import { resemblesDmarc } from "../../plan/dmarc/dmarc.ts";
import { replacesDmarc } from "../../plan/dmarc/rule.ts";
import { PURPOSES } from "../../plan/purposes.ts";
import type { Requirement, Surroundings } from "../../plan/requirement.ts";
import { isMet, satisfy } from "../../plan/satisfy.ts";
import type { Goal } from "../propagate/goal.ts";
import { lookUpOnce, type Run } from "../run.ts";
import { lookUpTexts, readDmarcAbove } from "../preflight/dmarc-around.ts";
import { gatherSurroundings } from "../preflight/surroundings.ts";
import { together } from "../../async/together.ts";
import type { RecordPlan } from "../../plan/record-plan.ts";
import type { Verdict } from "../../plan/verdict.ts";
import { faultsIn } from "../../plan/spf/faults.ts";
import type { Warning } from "../../plan/warning.ts";
import { type Text } from "../../errors/phrase.ts";

/** How one requirement stands in the live DNS. */
export interface Inspection {
  readonly plan: RecordPlan;
  readonly goal: Goal;
  /** Why it is not met; undefined: it is. */
  readonly problem: Problem | undefined;
  /** By which the record, as it is, does not do what it is for, the gravest first. Empty: it does, as far as is known. */
  readonly faults: ReturnType<typeof faultsIn>;
}

/** A record that a run would publish, or what the rule refuses, with its sentence. */
export type Problem =
  | { readonly kind: "missing" | "differs"; readonly message?: undefined }
  | { readonly kind: "conflict"; readonly message: Text; readonly hint: Hint };

/** One requirement against what the authoritative servers serve, without the DNS host's API. */
export async function inspectRequirement(run: Run, requirement: Requirement): Promise<Inspection> {
  const { owner, type, purpose } = requirement;
  const { besides } = PURPOSES[purpose];
  const [found, ...others] = await together(run, [
    (own) => readLive(own, owner, type),
    ...besides.map((other) => (own: Run) => readLive(own, owner, other)),
  ]);
  // Those behind an alias stand at its target, and `satisfy` leaves them out by their names.
  const beside = others.flatMap((lookup) => (lookup.kind === "answer" ? [lookup.rrset] : []));
  const alias = await aliasOf(run, requirement, found);
  const existing = found.kind === "answer" && alias.length === 0 ? [{ ...found.rrset, owner }] : [];
  const surroundings = await surroundingsOf(run, requirement, { found, isAlias: alias.length > 0 });
  const accepts = (now: readonly RRset[]) =>
    isMet(requirement, [...now, ...beside], run.policy, surroundings);
  const verdict = satisfy(requirement, [...alias, ...existing, ...beside], run.policy, surroundings);
  const plan = planOf(requirement, verdict, existing[0]);
  const warnings = [...plan.warnings, ...(await proveStanding(run, plan))];
  return {
    plan: { ...plan, warnings },
    goal: { owner, type, accepts },
    problem: problemOf(verdict),
    faults: purpose === "spf" ? faultsIn(warnings, { strict: run.strict === true }) : [],
  };
}

/**
 * What looking up the references of the record that stands there tells. Nothing is written here, so the name servers
 * are asked for the sender domain, too.
 */
async function proveStanding(run: Run, plan: RecordPlan): Promise<readonly Warning[]> {
  const asIs: RecordPlan = { ...plan, action: "unchanged", after: plan.before };
  const now = (question: Question) => lookUpOnce(run, question);
  const { warnings } = await PURPOSES[plan.record.purpose].prove(asIs, { now, later: now, above: [] });
  return warnings;
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

/**
 * The CNAME that stands at the name. One that a wildcard makes is made for every name below it as well, and gives way
 * to whatever is written there (RFC 4592 section 3.3.1).
 */
async function aliasOf(run: Run, { owner }: Requirement, found: Lookup): Promise<readonly RRset[]> {
  if (found.kind !== "answer" || found.canonicalName === owner) return [];
  const below = findDomainName(`${randomBytes(8).toString("hex")}.${owner}`);
  const made = below === undefined ? undefined : await readLive(run, below, "CNAME");
  if (made?.kind === "answer") return [];
  return [{ owner, type: "CNAME", ttl: found.rrset.ttl, values: [found.canonicalName] }];
}

/**
 * Where another zone serves the name, the name servers answer with an alias or a referral; what stands there is what
 * the lookup found. What is above decides nothing about a record that stands and is kept.
 */
function surroundingsOf(
  run: Run,
  { owner, purpose }: Requirement,
  { found, isAlias }: { readonly found: Lookup; readonly isAlias: boolean },
): Promise<Surroundings> {
  const values = found.kind === "answer" ? found.rrset.values : [];
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
      // Its warnings are of a change that nobody makes here.
      return { ...base, action: verdict.action, after: verdict.after, warnings: [] };
    case "conflict":
      return { ...base, action: "kept", after: before ?? null, warnings: [] };
  }
}

function problemOf(verdict: Verdict): Problem | undefined {
  switch (verdict.kind) {
    case "fine":
      return undefined;
    case "change":
      return { kind: verdict.before === undefined ? "missing" : "differs" };
    case "conflict":
      return { kind: "conflict", message: verdict.conflict.message, hint: verdict.conflict.hint };
  }
}
