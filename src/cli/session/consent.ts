import type { Consent } from "../../compose/consent/agreement.ts";
import { plansIn } from "../../compose/consent/approved-plan.ts";
import type { Options } from "../../config/sources/options.ts";
import { withOption } from "../../errors/hint.ts";
import { OnboardError } from "../../errors/onboard-error.ts";
import { phrase } from "../../errors/phrase.ts";
import type { PlanFile } from "../../journal/plan-file.ts";
import type { Io } from "../io.ts";
import type { Questions } from "./questions.ts";

/**
 * Whoever creates or writes needs somebody's consent.
 * @throws OnboardError CONSENT_MISSING where nobody is there to ask and nothing says yes
 */
export function requireConsent(
  { ask }: Pick<Io, "ask">,
  options: Options,
  command: keyof typeof WITHOUT_A_PERSON,
): void {
  const { yes, sandbox, plan } = options;
  const isGiven = yes?.value === true || sandbox?.value === true;
  if (ask !== undefined || isGiven || plan !== undefined || options["plan-hash"] !== undefined) return;
  throw new OnboardError(
    "CONSENT_MISSING",
    phrase`There is nobody to ask, and no option says that the plan may be carried out.`,
    { hint: WITHOUT_A_PERSON[command] },
  );
}

const YES = withOption("yes", "true");

/** An undo has no plan to approve. */
const WITHOUT_A_PERSON = {
  run: phrase`Give an approved plan by --plan or --plan-hash, or go on without one: ${YES}.`,
  undo: phrase`Look at it with --dry-run, then have it put back: ${YES}.`,
} as const;

/** By what a run may create and write: an approved plan, its hash, or a person's answer. */
export function consentOf(
  options: Options,
  approved: PlanFile | undefined,
): (questions: Questions | undefined) => Consent {
  const hash = options["plan-hash"]?.value;
  return (questions) => ({
    plans: plansIn(approved),
    hash,
    ask: questions?.askForPlans,
    askAgain: questions?.askAgain,
  });
}
