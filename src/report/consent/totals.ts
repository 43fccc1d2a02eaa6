import { keyText } from "../../dns/rrset.ts";
import { isChange } from "../../plan/record-plan.ts";
import type { PlannedRecord } from "../../plan/consent/plan.ts";
import { rehearsalAhead } from "../words/rehearsal-words.ts";
import { countWords, listWords } from "../words/words.ts";
import { openKeysOf, type AskedDomain } from "./asked.ts";
import { numberText } from "./values.ts";
import { PLANNED_WORDS, plannedWord } from "./table.ts";

/** How many an account may usually create, for ever (field reports of 2026). */
const USUAL_LIMIT = 10;

/** `3 identities to create; SES lists 7 of the usual 10`; empty where none is. */
export function identityTotal(asked: readonly AskedDomain[], listed: number | undefined): string {
  const count = asked.filter(({ identity }) => identity === "create").length;
  if (count === 0) return "";
  const beyond = Math.min(count, (listed ?? 0) + count - USUAL_LIMIT);
  const refused = beyond <= 0 ? "" : `, so it may refuse ${beyond === count ? "them" : `${beyond} of them`}`;
  const list =
    listed === undefined
      ? "SES does not tell how many there are"
      : `SES lists ${listed} of the usual ${USUAL_LIMIT}${refused}`;
  return `${countWords(count, "identity", "identities")} to create, which can't be undone; ${list}`;
}

/** `12 record sets: 9 new, 2 merged, 1 kept; then at most 6 DKIM records`. */
export function recordTotal(asked: readonly AskedDomain[]): string {
  const words = asked.flatMap(({ records }) => [...setsOf(records).values()].map(plannedWord));
  const counts = WORDS.filter((word) => words.includes(word)).map(
    (word) => `${words.filter((other) => other === word).length} ${word}`,
  );
  const keys = asked.reduce((sum, one) => sum + openKeysOf(one), 0);
  const then = keys === 0 ? "" : `; then at most ${countWords(keys, "DKIM record")}`;
  const sets = countWords(words.length, "record set");
  return `${words.length === 0 ? sets : `${sets}: ${counts.join(", ")}`}${then}`;
}

/** In the order of a total. */
const WORDS: readonly string[] = ["new", "added", ...PLANNED_WORDS.slice(1), "left out"];

/** A set may hold several records; what changes it is what is told of it. */
function setsOf(records: readonly PlannedRecord[]): ReadonlyMap<string, PlannedRecord> {
  const sets = new Map<string, PlannedRecord>();
  for (const plan of records) {
    const key = keyText(plan.record);
    const other = sets.get(key);
    if (other === undefined || (isChange(plan.action) && !isChange(other.action))) sets.set(key, plan);
  }
  return sets;
}

/** `DNS host: cloudflare (zones example.com and example.org)`. */
export function hostTotal(asked: readonly AskedDomain[]): string {
  const zonesBy = new Map<string, Set<string>>();
  for (const { name, apex } of asked.flatMap(({ hosts }) => hosts))
    zonesBy.set(name, (zonesBy.get(name) ?? new Set()).add(apex));
  const hosts = [...zonesBy].map(
    ([name, zones]) => `${name} (${zones.size === 1 ? "zone" : "zones"} ${listWords([...zones], Infinity)})`,
  );
  return `DNS ${hosts.length === 1 ? "host" : "hosts"}: ${hosts.join(", ")}`;
}

/** What of it is a rehearsal, and what may be real in it; each said once, of all or with the domains' numbers. */
export function rehearsalTotals(asked: readonly AskedDomain[]): readonly string[] {
  const groups = new Map<string, number[]>();
  for (const [index, { identity, elsewhere }] of asked.entries()) {
    const sentence = rehearsalAhead(
      elsewhere ?? {},
      identity === "stays" ? ["provider"] : ["ses", "provider"],
    );
    if (sentence !== undefined) groups.set(sentence, [...(groups.get(sentence) ?? []), index + 1]);
  }
  return [...groups].map(([sentence, numbers]) =>
    numbers.length === asked.length ? sentence : `Of ${numberText(numbers)}: ${sentence}`,
  );
}
