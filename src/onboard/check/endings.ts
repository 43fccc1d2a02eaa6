import { isOnboardError, OnboardError } from "../../errors/onboard-error.ts";
import type { Identity } from "../../plan/identity.ts";
import type { Run } from "../run.ts";

// How a check ends that could not compare both sides.

export function missingIdentity({ domain, identities: { site, region } }: Run): OnboardError {
  return new OnboardError(
    "IDENTITY_MISSING",
    `SES has no identity ${domain} in this account (${site}, ${region}).`,
    { hint: ["Onboard it: ", { command: "run" }, "."], facts: { domain, site, region } },
  );
}

export function cannotBeSeen({ domain }: Run): OnboardError {
  return new OnboardError("NOT_OBSERVABLE", `No name server of ${domain} can be asked from here.`, {
    hint: "Open port 53 (UDP and TCP) to the name servers, or check from another network.",
  });
}

/** Whether an error says that something can't be seen from here. */
export function isNotSeen(thrown: unknown): thrown is OnboardError {
  return isOnboardError(thrown) && thrown.code === "NOT_OBSERVABLE";
}

/** What SES says stands beside what can't be seen: whoever reads it must not take a verified domain for a late one. */
export function withWordOfSes(error: OnboardError, { domain, verified }: Identity): OnboardError {
  const word = verified ? `SES says that ${domain} is verified.` : `SES has not verified ${domain}.`;
  return new OnboardError(error.code, `${error.message} ${word}`, {
    hint: error.hint,
    facts: { ...error.facts, verified },
    cause: error,
  });
}
