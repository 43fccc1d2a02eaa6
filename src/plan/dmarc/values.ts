// What a tag of a DMARC record may say (RFC 9989 sections 4.7 and 4.8).

const POLICY = /^(?:none|quarantine|reject)$/i;
const ALIGNMENT = /^[rs]$/i;

/** What is no list of addresses. Tags that are not named here are unknown and may say anything. */
const SYNTAX: Readonly<Record<string, RegExp>> = {
  p: POLICY,
  sp: POLICY,
  np: POLICY,
  adkim: ALIGNMENT,
  aspf: ALIGNMENT,
  fo: /^[01ds](?:\s*:\s*[01ds])*$/i,
  psd: /^[ynu]$/i,
  t: /^[yn]$/i,
  // Historic, as RFC 7489 section 6.4 has them.
  pct: /^(?:\d{1,2}|100)$/,
  ri: /^\d{1,10}$/,
  rf: /^[a-z][a-z0-9-]*(?:\s*:\s*[a-z][a-z0-9-]*)*$/i,
};

/** Whether the value is one that the tag may have. */
export function isWellFormed(name: string, value: string): boolean {
  if (name === "rua" || name === "ruf") return value.split(",").every(isReportAddress);
  return !Object.hasOwn(SYNTAX, name) || SYNTAX[name]?.test(value) === true;
}

/** A URI of RFC 3986 in which `,` and `!` are escaped; the obsolete size behind it is none of its own. */
const URI = /^[a-z][a-z0-9+.-]*:(?:[\w.~:/?#[\]@$&'()*+;=-]|%[0-9a-f]{2})*$/i;
const SIZE = /![0-9]+[kmgt]?$/i;

/** Whether reports can be asked for there: `mailto:` and an address, mostly. */
export function isReportAddress(text: string): boolean {
  return URI.test(withoutSize(text));
}

/** The address alone: `!10m` behind it was the most that a report might weigh, and is obsolete. */
export function withoutSize(address: string): string {
  return address.trim().replace(SIZE, "");
}
