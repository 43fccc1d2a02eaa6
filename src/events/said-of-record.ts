import type { Observation, ServerAddress } from "../dns/observation.ts";
import { keyText, type RRsetKey } from "../dns/rrset.ts";
import { addressName, saidOfZone } from "../dns/said.ts";
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
export const VERDICT_CLAUSES: Readonly<Record<ServerVerdict, string>> = {
  serves: "serves",
  old: "serves another value of",
  nodata: "has the name, but no record, for",
  nxdomain: "says that there is no such name:",
  cname: "answers with an alias for",
  referral: "refers elsewhere for",
  lame: "does not feel responsible for",
  servfail: "fails (SERVFAIL) on",
  unreachable: "does not answer about",
  malformed: "sends an answer that can't be read about",
};

/**
 * `ns2.example.net (192.0.2.54) serves another value of TXT mail.example.com`: the one wording of it in errors. One
 * that refuses or is silent says nothing of any record.
 */
export function saidOfRecord(answer: RecordAnswer): string {
  const { rrset, observation } = answer;
  return isOfServer(answer)
    ? clauseOf(answer)
    : `${clauseOf(answer)} ${keyText(rrset)}${howSaid(observation)}`;
}

/** The same of several records: each server once for all of which it says the same, with the values that it serves. */
export function saidOfRecords(answers: readonly RecordAnswer[]): readonly string[] {
  const records = new Map<string, readonly string[]>();
  for (const one of answers) {
    const named = isOfServer(one) ? [] : [recordText(one)];
    records.set(clauseOf(one), [...(records.get(clauseOf(one)) ?? []), ...named]);
  }
  return [...records].map(([clause, named]) => [clause, named.join(", ")].join(" ").trim());
}

function isOfServer({ verdict, observation }: RecordAnswer): boolean {
  const isSentOn = verdict === "referral" && observation.kind === "lame";
  return verdict === "lame" || verdict === "unreachable" || isSentOn;
}

function clauseOf(answer: RecordAnswer): string {
  const { at, verdict, observation } = answer;
  return `${addressName(at)} ${isOfServer(answer) ? saidOfZone(observation) : VERDICT_CLAUSES[verdict]}`;
}

/** Longer values are in the events. */
const LONGEST_VALUE = 120;

function recordText({ rrset, verdict, observation }: RecordAnswer): string {
  if (verdict !== "old" || observation.kind !== "answer") return `${keyText(rrset)}${howSaid(observation)}`;
  const values = observation.rrset.values.map((value) =>
    value.length > LONGEST_VALUE ? `${value.slice(0, LONGEST_VALUE)}…` : value,
  );
  return `${keyText(rrset)} ("${values.join('", "')}")`;
}

/** A "no" that is no proof, and that resolvers take. */
function howSaid(observation: Observation): string {
  if (observation.kind !== "lame") return "";
  return observation.because === "zone-above" ? " (out of a zone above)" : " (without authority, AA=0)";
}

/** What a person has entered otherwise than asked, by the value that is served. */
const MISTAKE_CLAUSES: Readonly<Record<Mistake["because"], (value: string) => string>> = {
  quotes: (value) => `${value} holds quotation marks`,
  blanks: (value) => `${value} has blanks, tabs or line breaks where none were asked for`,
  case: (value) => `${value} has other capital and small letters`,
  cut: (value) => `${value} ends too early`,
  "zone-appended": (value) => `in ${value} the zone's name stands behind the host`,
  other: (value) => `${value} stands there instead`,
  beside: (value) => `${value} was to go and still stands beside it`,
  gone: (value) => `${value} was to stay and is gone`,
  misplaced: (value) => `it stands at ${value} instead`,
};

/** `"v=spf1 include:…" ends too early`: the one wording of it in errors. */
export function saidOfMistake({ because, value }: Mistake): string {
  const shown = value.length > LONGEST_VALUE ? `${value.slice(0, LONGEST_VALUE)}…` : value;
  const isBare = because === "misplaced" || value.startsWith('"');
  return MISTAKE_CLAUSES[because](isBare ? shown : `"${shown}"`);
}
