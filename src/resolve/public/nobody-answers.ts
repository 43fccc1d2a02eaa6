import type { Observation } from "../../dns/observation.ts";
import { OnboardError } from "../../errors/onboard-error.ts";
import { inEnglish, listPhrase, phrase, type Phrase, type Text } from "../../errors/phrase.ts";
import type { Tried } from "../tree/ask-in-turn.ts";
import type { Cause } from "../tree/not-observable.ts";
import { portName } from "../../dns/said.ts";
import { DNS_PORT } from "../transport/endpoint.ts";
import type { HttpsFailure } from "../transport/exchange.ts";

/** @param cause why name servers can't be asked */
export function nobodyAnswers(tried: readonly Tried[], cause: Cause | undefined): OnboardError {
  const { clauses, hint } = failuresOf(tried);
  return new OnboardError(
    hint === undefined ? "NOT_OBSERVABLE" : "API_UNAVAILABLE",
    phrase`Name servers can't be asked from here, and no public resolver answers by HTTPS: ${listPhrase(clauses, "; ")}.`,
    {
      hint: hint ?? letThrough(portName(cause?.ports ?? [DNS_PORT])),
      facts: { ...cause, api: "dns", resolvers: clauses.map(inEnglish) },
    },
  );
}

interface Failures {
  readonly clauses: readonly Phrase[];
  /** What can be done about the first of them that somebody can mend; undefined: nobody can. */
  readonly hint: HttpsFailure["hint"];
}

/** What each resolver did that tells nothing, those with the same words together. */
export function failuresOf(tried: readonly Tried[]): Failures {
  const failures = tried.map((one) => ({ name: one.endpoint.address, ...failureOf(one) }));
  const named = new Map<string, { readonly seen: Text; readonly names: string[] }>();
  for (const { name, seen } of failures) {
    const alike = named.get(inEnglish(seen)) ?? { seen, names: [] };
    alike.names.push(name);
    named.set(inEnglish(seen), alike);
  }
  return {
    clauses: [...named.values()].map(({ names, seen }) => phrase`${eachOf(names)} ${seen}`),
    hint: failures.find((failure) => failure.hint !== undefined)?.hint,
  };
}

/** The subject of a sentence that is true of each of them. */
export function eachOf(names: readonly string[]): Phrase {
  const all = listPhrase(names, ", ");
  return names.length === 1 ? all : phrase`each of ${all}`;
}

export const letThrough = (port: Phrase): Phrase =>
  phrase`Allow outgoing UDP and TCP to ${port} from here, or HTTPS to one of these resolvers; or name another one in dns.doh of the config, or run from a host on another network.`;

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
