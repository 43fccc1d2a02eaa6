import type { Lookup } from "../../../dns/observation.ts";
import { keyText } from "../../../dns/rrset.ts";
import type { SpfLookup } from "../count.ts";
import { createMemory } from "../../../async/memory.ts";

/** Where asking stops, since a hostile tree could be endless. */
const MOST_QUESTIONS = 40;

/** Asks each question once, and not too many. */
export function askingOnce(lookup: SpfLookup): SpfLookup {
  const remembered = createMemory<Lookup>();
  let questions = 0;
  return (question) =>
    remembered(keyText(question), async () => {
      questions += 1;
      if (questions <= MOST_QUESTIONS) return lookup(question);
      return { kind: "failed", because: `more than ${MOST_QUESTIONS} lookups would be needed` };
    });
}
