import type { Swap } from "../../dns/rrset.ts";
import { keyOfSwap, keyText } from "../../dns/rrset.ts";
import type { ProposedOptions } from "../../errors/hint.ts";
import { Interruption } from "../../errors/interruption.ts";
import { isOnboardError, OnboardError } from "../../errors/onboard-error.ts";
import { beyond, lackingConsents, type Beyond } from "../../plan/consent/beyond.ts";
import type { Consented } from "../../plan/consent/consented.ts";
import { customaryRequirements } from "../../plan/consent/customary.ts";
import { makePlan } from "../../plan/consent/make-plan.ts";
import type { Plan } from "../../plan/consent/plan.ts";
import type { Requirement } from "../../plan/requirement.ts";
import { planSwaps, type SwapPlan } from "../../plan/swaps.ts";
import type { Preflight } from "../preflight/preflight.ts";
import type { Run } from "../run.ts";
import { ttlFor, type Planned } from "./plan-records.ts";

/** What may be written for one domain, whatever SES asks for. */
export interface Limits {
  /**
   * Before anything of a plan is written, each time that it is made anew.
   * @param known by what it was made; with the identity the message says that it exists
   * @throws OnboardError PLAN_CHANGED for what goes beyond what was agreed upon, where nobody is there to ask;
   * Interruption when a person says no
   */
  readonly require: (planned: Planned, known: Preflight) => Promise<void>;
}

type Draft = { readonly known: Preflight; readonly planned: Planned; readonly plan: Plan };

/**
 * What was agreed upon: the approved plan, or where nobody looked at one what an identity usually needs, judged anew by
 * what stands there at the moment. SES's own list is no agreement, be it asked before Create or after it.
 * @throws OnboardError PLAN_CHANGED when the plan itself goes beyond that; as Agreement.agree
 */
export async function agreeOn(run: Run, { known, planned, plan }: Draft): Promise<Limits> {
  const agreed = await run.agreement?.agree(plan, run.signal);
  if (plan.creates || plan.swaps.length > 0)
    for (const consented of consentsOf(run)) run.emit({ type: "consent.given", ...consented });
  const accepted: Beyond[] = [];
  const limits: Limits = {
    async require(later, now) {
      const base = agreed ?? usualPlan(run, now, plan);
      const changes = beyond(later, withAccepted(base, accepted)).filter(
        (change) => lackingConsents(change, run.policy).length > 0,
      );
      if (changes.length === 0) return;
      const answer = await run.agreement?.askAgain?.(changes, run.signal);
      if (answer === false) throw new Interruption(130, { saidNo: true });
      if (answer === undefined)
        throw beyondAgreed(run, changes, {
          isApproved: agreed !== undefined,
          exists: now.identity !== undefined,
        });
      run.emit({
        type: "consent.given",
        by: run.agreement?.given === undefined ? "program" : "terminal",
        again: true,
      });
      accepted.push(...changes);
    },
  };
  await limits.require(planned, known);
  return limits;
}

/** A command without an agreement had a yes from the beginning, or all of it is a sandbox. */
function consentsOf({ agreement, elsewhere, wordFor }: Run): readonly Consented[] {
  if (agreement !== undefined) return agreement.given?.() ?? [{ by: "program" }];
  if (elsewhere?.sandbox === true) return [{ by: "sandbox" }];
  return [{ by: wordFor === undefined ? "program" : "yes" }];
}

/** A second question was answered with yes: it is not asked a third time. */
function withAccepted(base: Plan, accepted: readonly Beyond[]): Plan {
  return { ...base, swaps: [...base.swaps, ...accepted.map(({ swap }) => swap)] };
}

/** Each of the usual records by itself: what is in the way of one that SES does not ask for is nobody's concern. */
function usualPlan(run: Run, known: Preflight, { settings }: Plan): Plan {
  const plans = customaryRequirements(run.domain).map((requirement) => planOne(run, known, requirement));
  const all = {
    records: plans.flatMap(({ records }) => records),
    swaps: plans.flatMap(({ swaps }) => swaps),
  };
  return makePlan(settings, { ...all, creates: true }, { rrsets: [] });
}

function planOne(run: Run, known: Preflight, requirement: Requirement): SwapPlan {
  const policy = { ...run.policy, ttl: ttlFor(run, known) };
  try {
    return planSwaps([requirement], known.rrsets, policy, known.surroundings);
  } catch (error) {
    if (isOnboardError(error) && error.kind === "conflict") return { records: [], swaps: [] };
    throw error;
  }
}

interface Situation {
  readonly isApproved: boolean;
  readonly exists: boolean;
}

function beyondAgreed(
  { domain, policy }: Run,
  changes: readonly Beyond[],
  { isApproved, exists }: Situation,
): OnboardError {
  const options = optionsFor(changes, policy);
  const what = isApproved ? "the plan that was agreed upon" : "what an identity usually needs";
  const identity = exists ? " The identity exists at SES." : "";
  return new OnboardError(
    "PLAN_CHANGED",
    `${listOf(changes)} goes beyond ${what}. Nothing of it was written.${identity}`,
    {
      hint: isApproved
        ? [
            "Look at it; if it is right, have a plan with it approved, and run that one: ",
            { command: "plan", options },
            ".",
          ]
        : ["Look at it; if it is right, allow it by name: ", { options }, "."],
      facts: { domain, beyond: changes, options },
    },
  );
}

/** `{ allow: ["A:www.mail.example.com"] }`: each consent that is lacking, once. */
function optionsFor(changes: readonly Beyond[], policy: Run["policy"]): ProposedOptions {
  const lacking = changes.flatMap((change) => lackingConsents(change, policy));
  const options = (["allow", "replace"] as const).map(
    (option) =>
      [
        option,
        [...new Set(lacking.filter((one) => one.option === option).map(({ place }) => place))],
      ] as const,
  );
  return Object.fromEntries(options.filter(([, places]) => places.length > 0));
}

/** What is new, by its values. */
function listOf(changes: readonly Beyond[]): string {
  return changes.map(({ swap }) => changeText(swap)).join("; ");
}

function changeText(swap: Swap): string {
  const after = swap.after?.values.map((value) => `"${value}"`).join(", ") ?? "nothing";
  return `${keyText(keyOfSwap(swap))} with ${after}`;
}
