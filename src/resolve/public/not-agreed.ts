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
import { eachOf, failuresOf, letThrough } from "./nobody-answers.ts";

/** Resolvers that say the same of who serves a zone. */
export interface Voice {
  /** Undefined: that there is no such zone. */
  readonly rrset: RRset | undefined;
  readonly nameServers: readonly DomainName[];
  /** False: that there is no such zone was said without the SOA of the zone above. */
  readonly isFounded: boolean;
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
    voices.length > 1
      ? phrase`Name servers can't be asked from here, and public resolvers do not all say the same of who serves ${apex}: ${listPhrase(clauses, "; ")}.`
      : phrase`Name servers can't be asked from here, and no two public resolvers tell who serves ${apex}: ${listPhrase(clauses, "; ")}.`,
    {
      hint: hintFor(apex, { voices, now, port }) ?? hint ?? letThrough(port),
      facts: { ...cause, api: "dns", apex, resolvers: clauses.map(inEnglish) },
    },
  );
}

/** They all say that there is no such zone. */
export function unknownZone(apex: DomainName, voice: Voice): OnboardError {
  const clause = clauseOf(voice);
  return new OnboardError(
    "ZONE_NOT_DELEGATED",
    phrase`There is no DNS zone ${apex} as far as public resolvers know, which were asked by HTTPS: ${clause}.`,
    {
      hint: phrase`Check the spelling; if it is right, register ${apex} or enter its name servers at the registrar, then run again.`,
      facts: { name: apex, missing: apex, resolvers: [inEnglish(clause)] },
    },
  );
}

function clauseOf({ rrset, nameServers, isFounded, resolvers }: Voice): Phrase {
  const who = eachOf([...new Set(resolvers.map(({ url }) => url.host))]);
  if (rrset !== undefined) return phrase`${who} names ${listPhrase(nameServers, ", ")}`;
  return isFounded
    ? phrase`${who} knows no such zone`
    : phrase`${who} answers that there is no such zone, without the SOA record of the zone above`;
}

function hintFor(apex: DomainName, told: Told): Phrase | undefined {
  const { voices } = told;
  if (voices.some(({ rrset }) => rrset !== undefined))
    return voices.length > 1 ? forgottenFirst(apex, told) : undefined;
  return voices.some(({ isFounded }) => !isFounded)
    ? phrase`Check the spelling of ${apex}; if it is right, have the filter or portal of this network let the resolvers through unaltered, or run from a host on another network.`
    : undefined;
}

interface Told extends Pick<Disagreement, "voices" | "now"> {
  readonly port: Phrase;
}

/** By then nobody remembers servers that the zone has left before this moment. */
function forgottenFirst(apex: DomainName, { voices, now, port }: Told): Phrase {
  const ttl = Math.max(...voices.map(({ rrset }) => rrset?.ttl ?? 0));
  return phrase`If the name servers of ${apex} were changed lately, run again after ${momentText(now + ttl * 1_000, now)}, when resolvers have forgotten the former ones; else allow outgoing UDP and TCP to ${port} from here, or run from a host on another network.`;
}
