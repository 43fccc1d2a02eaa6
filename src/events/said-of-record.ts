import type { Observation, ServerAddress } from "../dns/observation.ts";
import { keyText, type RRsetKey } from "../dns/rrset.ts";
import { addressName, saidOfZone } from "../dns/said.ts";
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
  referral: "refers to another zone for",
  lame: "does not feel responsible for",
  servfail: "fails (SERVFAIL) on",
  unreachable: "does not answer about",
  malformed: "sends an answer that can't be read about",
};

/**
 * `ns2.example.net (192.0.2.54) serves another value of TXT mail.example.com`: the one wording of it in errors. One
 * that refuses or is silent says nothing of any record.
 */
export function saidOfRecord({ at, rrset, verdict, observation }: RecordAnswer): string {
  const isOfServer = verdict === "lame" || verdict === "unreachable";
  const clause = isOfServer ? saidOfZone(observation) : `${VERDICT_CLAUSES[verdict]} ${keyText(rrset)}`;
  return `${addressName(at)} ${clause}`;
}
