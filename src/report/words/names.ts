import { keyText } from "../../dns/rrset.ts";
import type { Purpose, Requirement } from "../../plan/requirement.ts";

export { addressName } from "../../dns/said.ts";

// What records and servers are called.

/** How people call a record of each purpose; undefined: by its type, since nothing else is known of it. */
const NAMES: Readonly<Record<Purpose, string | undefined>> = {
  mx: "MX",
  dkim: "DKIM",
  dmarc: "DMARC",
  spf: "SPF",
  other: undefined,
};

/** `SPF`, `DKIM`; for others just `record`. */
export function purposeWord(purpose: Purpose): string {
  return NAMES[purpose] ?? "record";
}

/** `SPF`, `DKIM`; for others the type. */
export function recordTitle({ purpose, type }: Pick<Requirement, "purpose" | "type">): string {
  return NAMES[purpose] ?? type;
}

/** `SPF (TXT mail.example.com)`. */
export function recordName(record: Pick<Requirement, "purpose" | "type" | "owner">): string {
  return `${purposeWord(record.purpose)} (${keyText(record)})`;
}
