import type { Tried } from "./ask-in-turn.ts";

/** What each address said, short: for an error's facts. */
export function triedFacts(tried: readonly Tried[]): readonly string[] {
  return tried.map(({ endpoint, observation, recursionAvailable }) => {
    const because = "because" in observation ? ` (${observation.because})` : "";
    return `${endpoint.address}: ${observation.kind}${because}${recursionAvailable ? ", offers recursion" : ""}`;
  });
}
