import { isOnboardError, OnboardError } from "../../errors/onboard-error.ts";
import { inEnglish, listPhrase, phrase, type Text } from "../../errors/phrase.ts";
import type { Identity } from "../../plan/identity.ts";
import type { DomainName } from "../../dns/domain-name.ts";
import { portName } from "../../dns/said.ts";
import { saidOfRecord } from "../../events/said-of-record.ts";
import type { Run } from "../run.ts";
import { heardIn, type Look } from "./look.ts";

// How a check ends that could not compare both sides.

export function missingIdentity({ domain, identities: { site, region } }: Run): OnboardError {
  return new OnboardError(
    "IDENTITY_MISSING",
    phrase`SES has no identity ${domain} in this account (${site}, ${region}).`,
    { hint: phrase`Onboard it: ${{ command: "run" }}.`, facts: { domain, site, region } },
  );
}

/** Silence everywhere, and nothing else: what a server says that does answer is told as that. */
export function cannotBeSeen(domain: DomainName, { answers }: Look): OnboardError {
  const distinct = new Map(answers.map((one) => [inEnglish(saidOfRecord(one)), saidOfRecord(one)]));
  const said = listPhrase([...distinct.values()], "; ");
  const servers = heardIn({ answers }).map(({ at }) => at);
  const port = portName(servers.map((server) => server.port));
  return new OnboardError(
    "NOT_OBSERVABLE",
    phrase`No name server of ${domain} can be asked from here: ${said}.`,
    {
      hint: phrase`Open ${port} (UDP and TCP) to the name servers, or check from another network.`,
      facts: { servers },
    },
  );
}

/** Whether an error says that something can't be seen from here. */
export function isNotSeen(thrown: unknown): thrown is OnboardError {
  return isOnboardError(thrown) && thrown.code === "NOT_OBSERVABLE";
}

/** Whether an error says that the world is sent to servers that don't serve the zone. */
export function isUnserved(thrown: unknown): thrown is OnboardError {
  return isOnboardError(thrown) && thrown.code === "ZONE_NOT_DELEGATED";
}

/** What SES says stands beside what can't be seen: whoever reads it must not take a verified domain for a late one. */
export function withWordOfSes(error: OnboardError, { domain, verified }: Identity, seen: Text): OnboardError {
  const word = verified
    ? phrase`SES says that ${domain} is verified.`
    : phrase`SES has not verified ${domain}.`;
  const { message } = OnboardError.partsOf(error);
  const sentences = [message, seen, word].filter((sentence) => sentence !== "");
  return new OnboardError(error.code, listPhrase(sentences, " "), {
    hint: OnboardError.partsOf(error).hint,
    facts: { ...error.facts, verified },
    cause: error,
  });
}
