// Everything that can happen, as facts: no sentence, no colour, no secret. Every event survives JSON. Names say the unit: …Ms, …Seconds, …At (ms since 1970).

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
