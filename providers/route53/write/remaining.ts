import { findRRset, placeOf, sameRRset, type RRset, type Swap } from "../../../src/dns/rrset.ts";
import { OnboardError } from "../../../src/errors/onboard-error.ts";
import type { RawRecordSet } from "../api.ts";
import { findOwner, isSpecial, toRRsets } from "../convert.ts";

/**
 * The swaps that are still to be written, given what stands there.
 * @throws OnboardError RRSET_CHANGED when a place holds neither side of its swap; RECORD_IN_THE_WAY when it
 * holds what only its owner may touch
 */
export function demandRemaining(standing: readonly RawRecordSet[], swaps: readonly Swap[]): readonly Swap[] {
  const rrsets = toRRsets(standing);
  for (const swap of swaps) refuseSpecial(standing, swap);
  const left = swaps.filter((swap) => !sameRRset(found(rrsets, swap), swap.after));
  for (const swap of left) {
    const stale = !sameRRset(found(rrsets, swap), swap.before);
    if (stale) throw rrsetChanged(swap, found(rrsets, swap));
    const beside = incompatibleWith(swap, rrsets, left);
    if (beside !== undefined) throw rrsetChanged(swap, beside);
  }
  return left;
}

export function rrsetChanged(swap: Swap | undefined, now: RRset | undefined): OnboardError {
  const place = swap === undefined ? undefined : placeOf(swap);
  const what =
    now === undefined ? "nothing, or something else for a moment" : `${now.type} ${now.values.join(" | ")}`;
  return new OnboardError(
    "RRSET_CHANGED",
    `The ${place?.type ?? ""} records at ${place?.owner ?? "a name"} are not what was read: there is ${what}.`,
    {
      hint: "Run the same command again: it reads and plans anew.",
      facts: {
        owner: place?.owner ?? null,
        type: place?.type ?? null,
        expected: swap?.before ?? null,
        found: now ?? null,
      },
    },
  );
}

function found(rrsets: readonly RRset[], swap: Swap): RRset | undefined {
  const { owner, type } = placeOf(swap);
  return findRRset(rrsets, owner, type);
}

/**
 * A CNAME stands alone at its name (RFC 1034 section 3.6.2). Whoever planned did not know of this one, so it
 * is theirs to read and judge.
 */
function incompatibleWith(
  { after }: Swap,
  rrsets: readonly RRset[],
  swaps: readonly Swap[],
): RRset | undefined {
  if (after === undefined) return undefined;
  const isLeaving = (rrset: RRset): boolean =>
    swaps.some(
      (swap) =>
        swap.after === undefined && placeOf(swap).owner === rrset.owner && placeOf(swap).type === rrset.type,
    );
  const others = rrsets.filter(
    (other) => other.owner === after.owner && other.type !== after.type && !isLeaving(other),
  );
  return after.type === "CNAME" ? others[0] : others.find((other) => other.type === "CNAME");
}

function refuseSpecial(standing: readonly RawRecordSet[], swap: Swap): void {
  const { owner, type } = placeOf(swap);
  const special = standing.find(
    (set) => findOwner(set.Name) === owner && set.Type === type && isSpecial(set),
  );
  if (special === undefined) return;
  throw new OnboardError(
    "RECORD_IN_THE_WAY",
    `The ${type} records at ${owner} are an alias or follow a routing policy, which is not ours to rewrite.`,
    {
      hint: `Turn the ${type} records at ${owner} into a simple record set in Route 53, or choose another sender domain.`,
      facts: {
        owner,
        type,
        setIdentifier: special.SetIdentifier ?? null,
        aliasTarget: special.AliasTarget?.DNSName ?? null,
      },
    },
  );
}
