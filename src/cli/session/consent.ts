import type { Consent } from "../../compose/agreement.ts";
import { plansIn } from "../../compose/approved-plan.ts";
import type { Options } from "../../config/sources/options.ts";
import { OnboardError } from "../../errors/onboard-error.ts";
import type { PlanFile } from "../../journal/plan-file.ts";
import type { Io } from "../io.ts";

/** Asks a person a question that is answered with yes or no. */
export type Asker = (question: string) => Promise<boolean>;

/**
 * Whoever creates or writes needs somebody's consent.
 * @throws OnboardError CONSENT_MISSING where nobody is there to ask and nothing says yes
 */
export function requireConsent({ ask }: Pick<Io, "ask">, options: Options): void {
  const { yes, sandbox, plan } = options;
  const isGiven = yes?.value === true || sandbox?.value === true;
  if (ask !== undefined || isGiven || plan !== undefined || options["plan-hash"] !== undefined) return;
  throw new OnboardError(
    "CONSENT_MISSING",
    "Nobody is there to be asked, and nothing says that what is planned may be created and written.",
    { hint: "Give --yes, or an approved plan by --plan or --plan-hash." },
  );
}

/** A person at a terminal is asked; everywhere else nobody is. */
export function askerOf({ ask, signal }: Io, options: Options, pause: () => void): Asker | undefined {
  if (ask === undefined || options.yes?.value === true || options.sandbox?.value === true) return undefined;
  return async (question) => {
    pause();
    return /^y(?:es)?$/i.test((await ask(`${question} [y/N] `, signal)).trim());
  };
}

/** By what a run may create and write: an approved plan, its hash, or a person's answer. */
export function consentOf(
  options: Options,
  approved: PlanFile | undefined,
): (asker: Asker | undefined) => Consent {
  const hash = options["plan-hash"]?.value;
  return (asker) => ({
    plans: plansIn(approved),
    hash,
    ask: asker === undefined ? undefined : (planned) => asker(questionOf([...planned.keys()])),
    askAgain: asker === undefined ? undefined : (domain) => asker(`Write that for ${domain}, too?`),
  });
}

function questionOf(domains: readonly string[]): string {
  return `Go on with ${domains.join(", ")} as planned above? An identity, once created, can't be removed.`;
}
