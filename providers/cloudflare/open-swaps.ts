import type { DomainName } from "../../src/dns/domain-name.ts";
import { findRRset, placeOf, sameValues, type RRset, type Swap } from "../../src/dns/rrset.ts";
import { OnboardError } from "../../src/errors/onboard-error.ts";
import { ttlChangeOf } from "./batch.ts";

/** How a swap stands to what the host holds: already `met`, `ready` to be written, or `stale`. */
export type Standing = "met" | "ready" | "stale";

/**
 * TTLs count only where the swap changes one: somebody's new TTL on a value that we keep is theirs and
 * survives.
 */
export function standingOf(swap: Swap, rrsets: readonly RRset[]): Standing {
  const { owner, type } = placeOf(swap);
  const now = findRRset(rrsets, owner, type);
  const ttl = ttlChangeOf(swap);
  if (holds(now, swap.after) && (ttl === undefined || now?.ttl === ttl)) return "met";
  return holds(now, swap.before) ? "ready" : "stale";
}

/**
 * The swaps still to be written.
 * @throws OnboardError RRSET_CHANGED when one is stale; CNAME_IN_THE_WAY, RECORD_IN_THE_WAY when a CNAME
 * would not stand alone
 */
export function openSwaps(swaps: readonly Swap[], rrsets: readonly RRset[]): readonly Swap[] {
  const open = swaps.filter((swap) => standingOf(swap, rrsets) !== "met");
  const stale = open.find((swap) => standingOf(swap, rrsets) === "stale");
  if (stale !== undefined) throw changed(stale, rrsets, false);
  for (const swap of open) refuseBesideCname(swap, swaps, rrsets);
  return open;
}

/**
 * Somebody else's edit, found before our write or (`written`) after it. Two SPF records show in `found`; to
 * plan anew merges them.
 */
export function changed(swap: Swap, rrsets: readonly RRset[], written: boolean): OnboardError {
  const { owner, type } = placeOf(swap);
  return new OnboardError(
    "RRSET_CHANGED",
    `The ${type} records at ${owner} are not those that were read before.`,
    {
      hint: "Run the same command again: it reads and plans anew.",
      facts: {
        owner,
        type,
        expected: swap.before ?? null,
        wanted: swap.after ?? null,
        found: findRRset(rrsets, owner, type) ?? null,
        written,
      },
    },
  );
}

function holds(now: RRset | undefined, side: RRset | undefined): boolean {
  return sameValues(now?.values ?? [], side?.values ?? []);
}

/**
 * Cloudflare itself lets a TXT stand beside a CNAME, where no resolver would ever see it (RFC 1034 section
 * 3.6.2).
 */
function refuseBesideCname(swap: Swap, swaps: readonly Swap[], rrsets: readonly RRset[]): void {
  const { after } = swap;
  if (after === undefined) return;
  const others = typesAfter(after.owner, swaps, rrsets).filter((type) => type !== after.type);
  const code =
    after.type === "CNAME" && others.length > 0
      ? "RECORD_IN_THE_WAY"
      : others.includes("CNAME")
        ? "CNAME_IN_THE_WAY"
        : undefined;
  if (code === undefined) return;
  throw new OnboardError(code, `A CNAME record can't stand beside other records at ${after.owner}.`, {
    hint: "Remove the record in the way, or choose another sender domain.",
    facts: { owner: after.owner, wanted: after, inTheWay: others },
  });
}

function typesAfter(owner: DomainName, swaps: readonly Swap[], rrsets: readonly RRset[]): readonly string[] {
  const removed = swaps.filter((swap) => swap.after === undefined).map(placeOf);
  const standing = rrsets.filter((rrset) => rrset.owner === owner).map(({ type }) => type);
  const stay = standing.filter(
    (type) => !removed.some((place) => place.owner === owner && place.type === type),
  );
  return [...stay, ...swaps.flatMap(({ after }) => (after?.owner === owner ? after.type : []))];
}
