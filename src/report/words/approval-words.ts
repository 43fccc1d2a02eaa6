import type { EventOf } from "../../events/events-of.ts";
import { listedWords } from "./identity-words.ts";
import { countWords, listWords } from "./words.ts";

// What somebody approves who has to say yes to a plan.

/** @param listed what SES lists of the account, where that was learned */
export function irreversibleWords(
  { site, region }: Pick<EventOf<"run.started">, "site" | "region">,
  count: number,
  listed: EventOf<"identities.listed"> | undefined,
): string {
  const what = count === 1 ? "It is" : "Each is";
  const told = listed === undefined ? "" : ` ${listedWords(listed)}.`;
  return `${what} created at Tencent Cloud SES, site ${site}, region ${region}, and that is irreversible: most accounts can't delete an identity, and each one counts for ever among the about ten that an account may have.${told}`;
}

/** @param domains whose identities are to be created */
export function dkimToFollowWords(domains: readonly string[]): string {
  const places = domains.map((domain) => `<label>._domainkey.${domain}`);
  return `SES tells a DKIM key only after it has created the identity, so no plan can show it. At most two TXT records follow${domains.length === 1 ? "" : " for each"}, where nothing stands until now: at ${listWords(places, 8)}.`;
}

/** Of several plans together. */
export function totalWords({ identities, sets }: { identities: number; sets: number }): string {
  return `${countWords(identities, "identity", "identities")} to create and ${countWords(sets, "record set")} to write, DKIM apart.`;
}

/** @param domains whose plans have no room */
export function leftOutWords(domains: readonly string[]): string {
  return `A longer page would not be shown, so the record sets and warnings of ${listWords(domains, 12)} are not on it. Read them in the job's log or in the report before you approve.`;
}

/** @param count of values that stay as they are */
export function keptWords(count: number): string {
  return `and ${countWords(count, "more value")} that stay as they are`;
}

export const HASH_WORDS = "A run under this hash writes nothing but what is shown here, DKIM apart.";
