// Everything that can happen, as facts: no sentence, no colour, no secret. Every event survives JSON. Names
// say the unit: …Ms, …Seconds, …At (ms since 1970).

/** What a server's answer means for the record that we wait for. */
export type ServerVerdict =
  | "serves"
  | "old"
  | "nodata"
  | "nxdomain"
  | "cname"
  | "referral"
  | "lame"
  | "servfail"
  | "unreachable"
  | "malformed";

/** Verdicts that say what the world is told about the record; the others say that this server can't be asked. */
const ANSWERS: ReadonlySet<ServerVerdict | undefined> = new Set([
  "serves",
  "old",
  "nodata",
  "nxdomain",
  "cname",
  "referral",
]);

/** @param verdict undefined: it was not asked, which is no answer */
export function isAnswer(verdict: ServerVerdict | undefined): boolean {
  return ANSWERS.has(verdict);
}
