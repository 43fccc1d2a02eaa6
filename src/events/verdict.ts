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
const ANSWERS: ReadonlySet<ServerVerdict> = new Set([
  "serves",
  "old",
  "nodata",
  "nxdomain",
  "cname",
  "referral",
]);

export function isAnswer(verdict: ServerVerdict): boolean {
  return ANSWERS.has(verdict);
}
