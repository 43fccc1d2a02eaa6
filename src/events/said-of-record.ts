import type { Observation, ServerAddress } from "../dns/observation.ts";
import { keyText, type RRsetKey } from "../dns/rrset.ts";
import { addressName, saidOfZone } from "../dns/said.ts";
import { inEnglish, listPhrase, phrase, type Phrase, type Text } from "../errors/phrase.ts";
import type { Mistake } from "../plan/mistake.ts";
import type { ServerVerdict } from "./verdict.ts";

/** What one address answered about one record, and what that means for it. */
export interface RecordAnswer {
  readonly at: ServerAddress;
  readonly rrset: RRsetKey;
  readonly verdict: ServerVerdict;
  readonly observation: Observation;
}

/** What a server does about the record that we wait for, as a predicate after the server's name. */
const VERDICT_CLAUSES: Readonly<Record<ServerVerdict, (record: Text) => Phrase>> = {
  serves: (record) => phrase`serves ${record}`,
  old: (record) => phrase`serves another value of ${record}`,
  nodata: (record) => phrase`has the name, but no record, for ${record}`,
  nxdomain: (record) => phrase`says that there is no such name: ${record}`,
  cname: (record) => phrase`answers with an alias for ${record}`,
  referral: (record) => phrase`refers elsewhere for ${record}`,
  lame: (record) => phrase`says that it is not responsible for ${record}`,
  servfail: (record) => phrase`fails (SERVFAIL) on ${record}`,
  unreachable: (record) => phrase`does not answer about ${record}`,
  malformed: (record) => phrase`sends an answer that can't be read about ${record}`,
};

/** `serves another value of TXT mail.example.com`. */
export function verdictClause(verdict: ServerVerdict, record: Text): Phrase {
  return VERDICT_CLAUSES[verdict](record);
}

/**
 * `ns2.example.net (192.0.2.54) serves another value of TXT mail.example.com`: the one wording of it in errors. One
 * that refuses or is silent says nothing of any record.
 */
export function saidOfRecord(answer: RecordAnswer): Phrase {
  const { at, verdict, rrset, observation } = answer;
  return isOfServer(answer)
    ? saidOfServer(answer)
    : phrase`${addressName(at)} ${verdictClause(verdict, keyText(rrset))}${howSaid(observation)}`;
}

/** The same of several records: each server once for all of which it says the same, with the values that it serves. */
export function saidOfRecords(answers: readonly RecordAnswer[]): readonly Phrase[] {
  const alike = new Map<string, readonly RecordAnswer[]>();
  for (const one of answers) {
    const key = `${addressName(one.at)} ${isOfServer(one) ? inEnglish(saidOfServer(one)) : one.verdict}`;
    alike.set(key, [...(alike.get(key) ?? []), one]);
  }
  return [...alike.values()].flatMap(saidTogether);
}

function saidTogether(answers: readonly RecordAnswer[]): readonly Phrase[] {
  const [first] = answers;
  if (first === undefined) return [];
  if (isOfServer(first)) return [saidOfServer(first)];
  const records = listPhrase(answers.map(recordText), ", ");
  return [phrase`${addressName(first.at)} ${verdictClause(first.verdict, records)}`];
}

function isOfServer({ verdict, observation }: RecordAnswer): boolean {
  const isSentOn = verdict === "referral" && observation.kind === "lame";
  return verdict === "lame" || verdict === "unreachable" || isSentOn;
}

function saidOfServer({ at, observation }: RecordAnswer): Phrase {
  return phrase`${addressName(at)} ${saidOfZone(observation)}`;
}

/** Longer values are in the events. */
const LONGEST_VALUE = 120;

function recordText({ rrset, verdict, observation }: RecordAnswer): Text {
  if (verdict !== "old" || observation.kind !== "answer")
    return phrase`${keyText(rrset)}${howSaid(observation)}`;
  const values = observation.rrset.values.map((value) =>
    value.length > LONGEST_VALUE ? `${value.slice(0, LONGEST_VALUE)}…` : value,
  );
  return `${keyText(rrset)} ("${values.join('", "')}")`;
}

/** A "no" that is no proof, and that resolvers take. */
function howSaid(observation: Observation): Text {
  if (observation.kind !== "lame") return "";
  return observation.because === "zone-above"
    ? phrase` (out of a zone above)`
    : phrase` (without authority, AA=0)`;
}

/** What a person has entered otherwise than asked, by the value that is served. */
const MISTAKE_CLAUSES: Readonly<Record<Mistake["because"], (value: string) => Phrase>> = {
  quotes: (value) => phrase`${value} holds quotation marks`,
  blanks: (value) => phrase`${value} has blanks, tabs or line breaks where none were asked for`,
  case: (value) => phrase`${value} has other capital and small letters`,
  cut: (value) => phrase`${value} ends too early`,
  "zone-appended": (value) => phrase`in ${value} the zone's name stands behind the host`,
  other: (value) => phrase`${value} stands there instead`,
  beside: (value) => phrase`${value} was to go and still stands beside it`,
  gone: (value) => phrase`${value} was to stay and is gone`,
  misplaced: (value) => phrase`it stands at ${value} instead`,
};

/** `"v=spf1 include:…" ends too early`: the one wording of it in errors. */
export function saidOfMistake({ because, value }: Mistake): Phrase {
  const shown = value.length > LONGEST_VALUE ? `${value.slice(0, LONGEST_VALUE)}…` : value;
  const isBare = because === "misplaced" || value.startsWith('"');
  return MISTAKE_CLAUSES[because](isBare ? shown : `"${shown}"`);
}
