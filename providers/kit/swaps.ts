import { isAtOrBelow, type DomainName } from "../../src/dns/domain-name.ts";
import { findRRset, keyOfSwap, sameRRset, sameValues, type RRset, type Swap } from "../../src/dns/rrset.ts";
import { OnboardError } from "../../src/errors/onboard-error.ts";
import { phrase } from "../../src/errors/phrase.ts";

// What adapters share (read in this order: swaps.ts, write-outcome.ts, checked-swap.ts, places.ts, read-lag.ts,
// persist.ts, values.ts, host-records.ts, record-changes.ts (pair-up.ts), one-by-one.ts): each rule that every DNS host
// needs and no host's API brings. This file: which swaps are still to be written, and which must not be.

/** What a swap finds where it happens: its `after` already, its `before`, or something else. */
export type SwapState = "met" | "ready" | "stale";

/** How a swap compares with what stands there now. */
export type Compare = (swap: Swap, now: RRset | undefined) => SwapState;

/** Compares every value and the TTL. */
export function compareSwap({ before, after }: Swap, now: RRset | undefined): SwapState {
  if (sameRRset(now, after)) return "met";
  return sameRRset(now, before) ? "ready" : "stale";
}

/** The TTL that a swap asks for beside what stands there, in seconds; undefined when it does not touch it. */
export function ttlChangeOf({ before, after }: Swap): number | undefined {
  return before === undefined || after === undefined || before.ttl === after.ttl ? undefined : after.ttl;
}

/**
 * For hosts that keep a TTL with each record: TTLs count only where the swap changes one. Somebody's new TTL on a
 * value that we keep is theirs and survives.
 * @param hostTtlOf the nearest TTL that the host takes, in seconds
 */
export function comparingOwnTtl(hostTtlOf: (seconds: number) => number = (seconds) => seconds): Compare {
  return (swap, now) => {
    const ttl = ttlChangeOf(swap);
    const isTimed = ttl === undefined || now?.ttl === hostTtlOf(ttl);
    if (holdsValuesOf(swap.after, now) && isTimed) return "met";
    return holdsValuesOf(swap.before, now) ? "ready" : "stale";
  };
}

function holdsValuesOf(side: RRset | undefined, now: RRset | undefined): boolean {
  return sameValues(now?.values ?? [], side?.values ?? []);
}

/** What stands where a swap happens. */
export function findAtSwap(swap: Swap, rrsets: readonly RRset[]): RRset | undefined {
  const { owner, type } = keyOfSwap(swap);
  return findRRset(rrsets, owner, type);
}

/**
 * The swaps still to be written: those whose goal stands there already are none, whoever put it there.
 * @param rrsets all that stands at the owner names of these swaps, every type
 * @param compare where a host's TTLs need a rule of their own
 * @throws OnboardError RRSET_CHANGED when one is stale; CNAME_IN_THE_WAY, RECORD_IN_THE_WAY when a CNAME would
 * not stand alone
 */
export function openSwaps(
  swaps: readonly Swap[],
  rrsets: readonly RRset[],
  compare: Compare = compareSwap,
): readonly Swap[] {
  const states = swaps.map((swap) => ({ swap, state: compare(swap, findAtSwap(swap, rrsets)) }));
  const stale = states.find(({ state }) => state === "stale");
  if (stale !== undefined) throw rrsetChanged(stale.swap, findAtSwap(stale.swap, rrsets));
  const open = states.flatMap(({ swap, state }) => (state === "met" ? [] : [swap]));
  for (const swap of open) refuseBesideCname(swap, swaps, rrsets);
  return open;
}

/** What a lost race was found out by. */
interface LostRace {
  /** Whether our write has been carried out all the same. */
  readonly written?: boolean;
  /** What of other types stands beside it, and must not. */
  readonly others?: readonly RRset[] | undefined;
}

/**
 * Somebody else's edit, found before our write or, with `written`, after it: `ours` and `theirs` then tell
 * whose value is whose. Two SPF records show in `found`; to plan anew merges them.
 */
export function rrsetChanged(
  swap: Swap,
  found: RRset | undefined,
  { written = false, others = [] }: LostRace = {},
): OnboardError {
  const { owner, type } = keyOfSwap(swap);
  const ours = written ? ownValues(swap).filter((value) => found?.values.includes(value)) : [];
  const theirs = [
    ...(found?.values.filter((value) => swap.after?.values.includes(value) !== true) ?? []),
    ...others.flatMap((rrset) => rrset.values.map((value) => `${rrset.type} ${value}`)),
  ];
  const message =
    ours.length === 0 || theirs.length === 0
      ? phrase`The ${type} records at ${owner} are not those that were read before.`
      : phrase`At ${owner} stands ${quoted(theirs)}, which somebody else wrote meanwhile, beside our ${type} ${quoted(ours)}.`;
  return new OnboardError("RRSET_CHANGED", message, {
    hint: phrase`Run the same command again: it reads and plans anew.`,
    facts: {
      owner,
      type,
      expected: swap.before ?? null,
      wanted: swap.after ?? null,
      found: found ?? null,
      written,
      ...(written ? { ours, theirs } : {}),
    },
  });
}

function quoted(values: readonly string[]): string {
  return values.map((value) => `"${value}"`).join(" and ");
}

/** The values that a swap adds. */
export function ownValues({ before, after }: Swap): readonly string[] {
  return after?.values.filter((value) => before?.values.includes(value) !== true) ?? [];
}

/**
 * What the host keeps from being written is known from the listing (`RRset.locked`), so nothing of the batch is
 * sent.
 * @throws OnboardError RECORD_IN_THE_WAY
 */
export function refuseLocked(swaps: readonly Swap[], rrsets: readonly RRset[]): void {
  const locked = swaps.map((swap) => findAtSwap(swap, rrsets)).find((now) => now?.locked !== undefined);
  if (locked === undefined) return;
  const { owner, type, locked: why } = locked;
  throw new OnboardError(
    "RECORD_IN_THE_WAY",
    phrase`The DNS host keeps the ${type} records at ${owner} from being written (${why ?? ""}).`,
    {
      hint: phrase`Unlock or remove these records at the DNS host, or choose another sender domain.`,
      facts: { owner, type, locked: why },
    },
  );
}

/**
 * Many hosts take a name that is not in their zone for a relative one, and append the zone's.
 * @throws RangeError
 */
export function refuseOutside(apex: DomainName, swaps: readonly Swap[]): void {
  const outside = swaps.map(keyOfSwap).find(({ owner }) => !isAtOrBelow(owner, apex));
  if (outside !== undefined) throw new RangeError(`${outside.owner} is not in the zone ${apex}`);
}

/** The first swap that would not stand alone as a CNAME does, or not beside one, and what is in its way. */
export function findNotAlone(
  swaps: readonly Swap[],
  rrsets: readonly RRset[],
): { readonly swap: Swap; readonly others: readonly RRset[] } | undefined {
  return swaps
    .map((swap) => ({ swap, others: inTheWayOf(swap, swaps, rrsets) }))
    .find(({ others }) => others.length > 0);
}

/**
 * A CNAME stands alone at its name (RFC 1034 section 3.6.2). Not every host refuses it: Cloudflare lets a TXT
 * stand beside a CNAME, where no resolver would ever see it.
 */
function inTheWayOf({ after }: Swap, swaps: readonly Swap[], rrsets: readonly RRset[]): readonly RRset[] {
  if (after === undefined) return [];
  const others = rrsetsAfter(after.owner, swaps, rrsets).filter(({ type }) => type !== after.type);
  return after.type === "CNAME" ? others : others.filter(({ type }) => type === "CNAME");
}

function refuseBesideCname(swap: Swap, swaps: readonly Swap[], rrsets: readonly RRset[]): void {
  const { after } = swap;
  const inTheWay = inTheWayOf(swap, swaps, rrsets);
  if (after === undefined || inTheWay.length === 0) return;
  throw new OnboardError(
    after.type === "CNAME" ? "RECORD_IN_THE_WAY" : "CNAME_IN_THE_WAY",
    phrase`A CNAME record can't stand beside other records at ${after.owner}.`,
    {
      hint: phrase`Remove the record in the way, or choose another sender domain.`,
      facts: { owner: after.owner, wanted: after, inTheWay },
    },
  );
}

/** What stands at a name once all swaps are carried out. */
function rrsetsAfter(owner: DomainName, swaps: readonly Swap[], rrsets: readonly RRset[]): readonly RRset[] {
  const untouched = rrsets.filter(
    (rrset) => !swaps.map(keyOfSwap).some((key) => key.owner === rrset.owner && key.type === rrset.type),
  );
  return [...untouched, ...swaps.flatMap(({ after }) => after ?? [])].filter(
    (rrset) => rrset.owner === owner,
  );
}
