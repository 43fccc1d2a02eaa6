import { momentText } from "../../async/wait-words.ts";
import type { DomainName } from "../../dns/domain-name.ts";
import { portName } from "../../dns/said.ts";
import type { RRset } from "../../dns/rrset.ts";
import { OnboardError } from "../../errors/onboard-error.ts";
import { inEnglish, listPhrase, phrase, type Phrase } from "../../errors/phrase.ts";
import type { Cause } from "../tree/not-observable.ts";
import type { DohEndpoint } from "../transport/doh/doh.ts";
import { DNS_PORT } from "../transport/endpoint.ts";
import type { SaidByHttps } from "./ask-until.ts";
import { failuresOf, letThrough } from "./nobody-answers.ts";

/** Resolvers that say the same of who serves a zone. */
export interface Voice {
  /** Undefined: that there is no such zone. */
  readonly rrset: RRset | undefined;
  readonly nameServers: readonly DomainName[];
  readonly resolvers: readonly DohEndpoint[];
}

interface Disagreement {
  readonly voices: readonly Voice[];
  readonly said: readonly SaidByHttps[];
  readonly cause: Cause | undefined;
  /** Milliseconds since 1970. */
  readonly now: number;
}

/** Who says what, so that nothing is created at a place that one resolver alone tells of. */
export function notAgreed(apex: DomainName, { voices, said, cause, now }: Disagreement): OnboardError {
  const heard = new Set(voices.flatMap(({ resolvers }) => resolvers));
  const { clauses: failures, hint } = failuresOf(said.filter(({ endpoint }) => !heard.has(endpoint)));
  const clauses = [...voices.map(clauseOf), ...failures];
  const port = portName(cause?.ports ?? [DNS_PORT]);
  return new OnboardError(
    "NOT_OBSERVABLE",
    phrase`Name servers can't be asked from here, and no two public resolvers say the same of who serves ${apex}: ${listPhrase(clauses, "; ")}.`,
    {
      hint: voices.length > 1 ? forgottenFirst(apex, { voices, now, port }) : (hint ?? letThrough(port)),
      facts: { ...cause, api: "dns", apex, resolvers: clauses.map(inEnglish) },
    },
  );
}

function clauseOf({ rrset, nameServers, resolvers }: Voice): Phrase {
  const names = [...new Set(resolvers.map(({ url }) => url.host))].join(", ");
  return rrset === undefined
    ? phrase`${names} knows no such zone`
    : phrase`${names} names ${listPhrase(nameServers, ", ")}`;
}

/** By then nobody remembers servers that the zone has left before this moment. */
function forgottenFirst(
  apex: DomainName,
  { voices, now, port }: Pick<Disagreement, "voices" | "now"> & { readonly port: Phrase },
): Phrase {
  const ttl = Math.max(...voices.map(({ rrset }) => rrset?.ttl ?? 0));
  return phrase`If the name servers of ${apex} were changed lately, run again after ${momentText(now + ttl * 1_000, now)}, when resolvers have forgotten the former ones; else allow outgoing UDP and TCP to ${port} from here, or run from a host on another network.`;
}
