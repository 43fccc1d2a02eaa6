import { createAgreements } from "../../src/compose/consent/agreement.ts";
import { planDomain } from "../../src/onboard/onboard-domain.ts";
import type { Run } from "../../src/onboard/run.ts";
import { findPlanHash } from "../../src/plan/consent/hash-text.ts";
import type { Plan } from "../../src/plan/consent/plan.ts";
import { D, type Fakes } from "./fakes.ts";

/** A run under a hash that somebody approved. */
export function underHash(text: string | null): Pick<Run, "agreement"> {
  const hash = findPlanHash(text ?? "");
  if (hash === undefined) throw new TypeError(`no hash: ${text}`);
  return { agreement: createAgreements([D], { hash })?.of(D) };
}

/** A run under a plan that somebody approved, as a file holds it. */
export function underPlan(plan: Plan): Pick<Run, "agreement"> {
  return { agreement: createAgreements([D], { plans: new Map([[D, plan]]) })?.of(D) };
}

/** A run at a terminal. */
export function asking(
  ask: () => Promise<boolean>,
  askAgain?: () => Promise<boolean>,
): Pick<Run, "agreement"> {
  return { agreement: createAgreements([D], { ask, askAgain })?.of(D) };
}

/** The plan as a value, as `plan --out` would keep it. */
export async function planIn(fakes: Fakes, changes: Partial<Run> = {}): Promise<Plan> {
  const plans: Plan[] = [];
  const agree = (plan: Plan) => Promise.resolve((plans.push(plan), plan));
  await fakes.play(planDomain, { ...changes, agreement: { agree } });
  const [plan] = plans;
  if (plan === undefined) throw new TypeError("nothing was planned");
  return plan;
}
