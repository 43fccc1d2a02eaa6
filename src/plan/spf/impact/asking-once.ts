import type { Lookup } from "../../../dns/observation.ts";
import { keyText } from "../../../dns/rrset.ts";
import type { SpfLookup } from "../count.ts";
import { createMemory } from "../../../async/memory.ts";

/**
 * Where asking stops, since a hostile tree could be endless. A record within the limits of RFC 7208 section 4.6.4
 * needs at most 210: ten terms `mx` with ten hosts each, of two families.
 */
const MOST_QUESTIONS = 250;

/** Asks each question once. */
export function askingOnce(lookup: SpfLookup): SpfLookup {
  const remembered = createMemory<Lookup>();
  return (question) => remembered(keyText(question), () => lookup(question));
}

/** Asks not too many questions; what one part of a proof has asked is not taken from another part. */
export function askingLimited(lookup: SpfLookup): SpfLookup {
  const asked = new Set<string>();
  return async (question) => {
    const key = keyText(question);
    if (!asked.has(key) && asked.size >= MOST_QUESTIONS)
      return { kind: "failed", because: `more than ${MOST_QUESTIONS} lookups would be needed` };
    asked.add(key);
    return lookup(question);
  };
}
