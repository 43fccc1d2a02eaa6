import type { ServerAddress } from "../../dns/observation.ts";
import { keyOf, sameKey } from "../../dns/rrset.ts";
import { addressName } from "../../dns/said.ts";
import { saidOfRecords, type RecordAnswer } from "../../events/said-of-record.ts";
import { isAnswer, type ServerVerdict } from "../../events/verdict.ts";
import type { RefusedRecord } from "../dnssec/receivers.ts";
import type { Inspection } from "./inspect.ts";
import { isServed, type Look } from "./look.ts";
import { listPhrase, phrase, type Phrase } from "../../errors/phrase.ts";

// Which servers keep a domain from being published as SES asks, what they say, and what mends it.

/** What a check has seen: each record as the world sees it, and each server. */
export interface Seen {
  readonly inspections: readonly Inspection[];
  readonly look: Look;
  /** What all name servers serve, and resolvers refuse that validate. */
  readonly refused: readonly RefusedRecord[];
}

/** A record that no server serves is missed by the record, not by the server. */
export function isMissedEverywhere({ look }: Pick<Seen, "look">, { plan, problem }: Inspection): boolean {
  return problem !== undefined && !isServed(look, plan.record);
}

/**
 * Servers that serve something else than others do. Where there is none, those that give no answer, if fewer than half
 * of all servers do: one dead server alone keeps nobody from seeing the records.
 */
export function culpritsIn(seen: Seen): readonly RecordAnswer[] {
  const { inspections, look } = seen;
  if (look.agrees) return [];
  const missed = inspections.filter((one) => isMissedEverywhere(seen, one)).map(({ plan }) => plan.record);
  const failing = look.answers.filter(
    ({ verdict, rrset }) => verdict !== "serves" && !missed.some((record) => sameKey(record, rrset)),
  );
  const objecting = failing.filter(({ verdict }) => isAnswer(verdict));
  if (objecting.length > 0) return objecting;
  return look.answering.agreeing * 2 < look.answering.asked ? failing : [];
}

/** Whether an address is one of those that stand in the error. */
export function isBlamed(seen: Seen, at: ServerAddress): boolean {
  return culpritsIn(seen).some((one) => addressName(one.at) === addressName(at));
}

/** More than these are in the facts. */
const MOST_NAMED = 4;

/** `not every name server serves the same: ns2.example.net (192.0.2.54) serves another value of TXT … ("v=spf1 …")`. */
export function culpritWords(seen: Seen): Phrase {
  return phrase`${leadOf(seen, culpritsIn(seen))}: ${culpritsSaid(seen)}`;
}

/** What each of them says. */
export function culpritsSaid(seen: Seen): Phrase {
  const said = saidOfRecords(culpritsIn(seen));
  const more = said.length > MOST_NAMED ? [phrase`and ${said.length - MOST_NAMED} more`] : [];
  return listPhrase([...said.slice(0, MOST_NAMED), ...more], "; ");
}

function leadOf({ look }: Seen, culprits: readonly RecordAnswer[]): Phrase {
  if (culprits.some(({ verdict }) => isAnswer(verdict))) return phrase`not every name server serves the same`;
  return look.answering.agreeing === 0
    ? phrase`none of its name servers answers for it`
    : phrase`fewer than half of its name servers answer for it`;
}

export function culpritFacts(seen: Seen): readonly Readonly<Record<string, unknown>>[] {
  return culpritsIn(seen).map((one) => ({ ...one.at, ...keyOf(one.rrset), verdict: one.verdict }));
}

/** A sentence for each kind of what they said. */
export function mendingHint(seen: Seen): Phrase {
  const culprits = culpritsIn(seen);
  const mendings = MENDINGS.flatMap(({ of, hint }) => {
    const names = culprits.filter(({ verdict }) => of.includes(verdict)).map(({ at }) => addressName(at));
    return names.length === 0 ? [] : [hint([...new Set(names)].join(", "))];
  });
  return listPhrase(mendings, " ");
}

interface Mending {
  readonly of: readonly ServerVerdict[];
  readonly hint: (servers: string) => Phrase;
}

const MENDINGS: readonly Mending[] = [
  {
    of: ["old", "nodata", "nxdomain", "cname"],
    hint: (servers) =>
      phrase`Check again later; if it stays so, see whether another DNS host serves the zone, too: ${{ command: "doctor" }}; else ask the DNS host why ${servers} differs from the others.`,
  },
  {
    of: ["lame"],
    hint: (servers) => phrase`Correct the delegation at the registrar, or have ${servers} serve the zone.`,
  },
  {
    of: ["unreachable"],
    hint: (servers) => phrase`Have ${servers} answer again, or take it out of the delegation.`,
  },
  {
    of: ["servfail", "malformed", "referral"],
    hint: (servers) => phrase`Ask the DNS host why ${servers} gives no answer about it.`,
  },
];
