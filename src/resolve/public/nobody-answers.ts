import type { Observation } from "../../dns/observation.ts";
import { OnboardError } from "../../errors/onboard-error.ts";
import { inEnglish, listPhrase, phrase, type Text } from "../../errors/phrase.ts";
import type { Tried } from "../tree/ask-in-turn.ts";
import type { HttpsFailure } from "../transport/exchange.ts";

/**
 * What each resolver did, those with the same words together; and what can be done about the first of them that somebody
 * can mend.
 */
export function nobodyAnswers(tried: readonly Tried[]): OnboardError {
  const failures = tried.map((one) => ({ name: one.endpoint.address, ...failureOf(one) }));
  const named = new Map<string, { readonly seen: Text; readonly names: string[] }>();
  for (const { name, seen } of failures) {
    const alike = named.get(inEnglish(seen)) ?? { seen, names: [] };
    alike.names.push(name);
    named.set(inEnglish(seen), alike);
  }
  const clauses = [...named.values()].map(({ names, seen }) => phrase`${names.join(", ")} ${seen}`);
  const hint = failures.find((failure) => failure.hint !== undefined)?.hint;
  return new OnboardError(
    hint === undefined ? "NOT_OBSERVABLE" : "API_UNAVAILABLE",
    phrase`Name servers can't be asked from here, and no public resolver answers by HTTPS: ${listPhrase(clauses, "; ")}.`,
    { hint: hint ?? LET_THROUGH, facts: { api: "dns", resolvers: clauses.map(inEnglish) } },
  );
}

const LET_THROUGH = phrase`Allow outgoing UDP and TCP to port 53 from here, or HTTPS to one of these resolvers; or name another one in dns.doh of the config, or run from a host on another network.`;

function failureOf({ failure, observation }: Tried): HttpsFailure {
  return failure ?? { seen: FAILED[observation.kind] ?? STILL_SILENT, hint: undefined };
}

const STILL_SILENT = phrase`has said nothing so far`;

/** It answered, by DNS. */
const FAILED: Readonly<Partial<Record<Observation["kind"], Text>>> = {
  servfail: phrase`can't look the zone up (SERVFAIL)`,
  lame: phrase`refuses the question (REFUSED)`,
  malformed: phrase`gives an answer that fits no question`,
  cname: phrase`says that the zone's name is an alias`,
};
