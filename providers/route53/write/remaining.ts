import { keyOfSwap, type Swap } from "../../../src/dns/rrset.ts";
import { OnboardError } from "../../../src/errors/onboard-error.ts";
import { phrase } from "../../../src/errors/phrase.ts";
import { openSwaps } from "../../kit/swaps.ts";
import type { RawRecordSet } from "../api.ts";
import { findOwner, lockOf, toRRsets } from "../convert.ts";

/**
 * The swaps that are still to be written, given what stands there.
 * @throws OnboardError RECORD_IN_THE_WAY when a place holds what only its owner may touch; as openSwaps
 */
export function demandRemaining(existing: readonly RawRecordSet[], swaps: readonly Swap[]): readonly Swap[] {
  for (const swap of swaps) refuseLocked(existing, swap);
  return openSwaps(swaps, toRRsets(existing));
}

function refuseLocked(existing: readonly RawRecordSet[], swap: Swap): void {
  const { owner, type } = keyOfSwap(swap);
  const special = existing.find(
    (set) => findOwner(set.Name) === owner && set.Type === type && lockOf(set) !== undefined,
  );
  if (special === undefined) return;
  throw new OnboardError(
    "RECORD_IN_THE_WAY",
    phrase`The ${type} records at ${owner} are an alias or follow a routing policy, which is not ours to rewrite.`,
    {
      hint: phrase`Turn the ${type} records at ${owner} into a simple record set in Route 53, or choose another sender domain.`,
      facts: {
        owner,
        type,
        locked: lockOf(special) ?? null,
        setIdentifier: special.SetIdentifier ?? null,
        aliasTarget: special.AliasTarget?.DNSName ?? null,
      },
    },
  );
}
