import type { ServerAddress } from "../../dns/observation.ts";
import { keyText } from "../../dns/rrset.ts";
import type { Requirement } from "../../plan/requirement.ts";

/** `SPF (TXT mail.example.com)`. */
export function recordName(record: Pick<Requirement, "purpose" | "type" | "owner">): string {
  return `${purposeWord(record.purpose)} (${keyText(record)})`;
}

/** `ns1.example.com (192.0.2.1)`. */
export function addressName({ server, address }: ServerAddress): string {
  return `${server} (${address})`;
}

export function purposeWord(purpose: Requirement["purpose"]): string {
  return purpose === "other" ? "record" : purpose.toUpperCase();
}
