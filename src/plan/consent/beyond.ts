import { placeOf, type Place } from "../../dns/place.ts";
import { canonicalValue } from "../../dns/rdata.ts";
import { keyOfSwap, sameKey, sameValues, type RRset, type Swap } from "../../dns/rrset.ts";
import { recordText, type Policy } from "../requirement.ts";
import { isOpenKey } from "./open-key.ts";
import { heldBy, type Plan } from "./plan.ts";

/** A change that the agreed plan does not hold, and which consents by name would lift it. */
export interface Beyond {
  readonly swap: Swap;
  /** The set that is written is not one that was agreed upon. */
  readonly writes: boolean;
  /** It would be an open key, did nothing stand there. */
  readonly isKey: boolean;
  /** Values that the agreed plan does not remove there. */
  readonly removes: readonly string[];
}

/**
 * What a later plan would do beyond the one that was agreed upon: the record sets that it writes and the agreed one
 * does not hold with the same owner, type, TTL and values, and those from which it removes what the agreed one does
 * not remove there. DKIM keys that were still open may come. Fewer is never beyond, so a plan that is carried out
 * half is not either.
 */
export function beyond(
  later: Pick<Plan, "records" | "swaps">,
  agreed: Pick<Plan, "records" | "swaps" | "open">,
): readonly Beyond[] {
  const held = heldBy(agreed);
  const isHeld = (rrset: RRset) => held.some((one) => isSame(one, rrset));
  const isOpen = createOpening(later, agreed);
  return later.swaps.flatMap((swap) => {
    const { after } = swap;
    const writes = after !== undefined && !isHeld(after) && !isOpen(swap);
    const removes = less(removedBy(swap), agreed.swaps.filter(isAtPlaceOf(swap)).flatMap(removedBy));
    const isKey = writes && isOpen({ before: undefined, after });
    return writes || removes.length > 0 ? [{ swap, writes, isKey, removes }] : [];
  });
}

export interface LackingConsent {
  readonly option: "allow" | "replace";
  readonly place: Place;
}

/**
 * The options that consent to it by name: `--allow` to a set that is written, `--replace` to what is removed there.
 * Neither implies the other. Empty: all are given.
 */
export function lackingConsents(
  { swap, writes, isKey, removes }: Beyond,
  { allow, replace }: Pick<Policy, "allow" | "replace">,
): readonly LackingConsent[] {
  const place = placeOf(keyOfSwap(swap));
  // A key that takes the place of what may be removed there is what every identity needs.
  const isUsual = isKey && replace.includes(place);
  const isAllowed = allow.includes(place) && !isOfMtaSts(place);
  return [
    ...(writes && !isUsual && !isAllowed ? [{ option: "allow", place } as const] : []),
    ...(removes.length > 0 && !replace.includes(place) ? [{ option: "replace", place } as const] : []),
  ];
}

/** There the consent is to SES's exchange beside the policy (mx/mta-sts.ts), and not to another policy. */
function isOfMtaSts(place: Place): boolean {
  return place.startsWith("TXT:_mta-sts.");
}

/** Keys that the agreed plan knows are not open, and of the others there is room for so many in all. */
function createOpening(
  later: Pick<Plan, "records">,
  { records, open }: Pick<Plan, "records" | "open">,
): (swap: Swap) => boolean {
  const known = new Set(records.map(({ record }) => recordText(record)));
  const keys = later.records.filter(
    ({ record }) => record.purpose === "dkim" && !known.has(recordText(record)),
  );
  const room = new Set(keys.map(({ record }) => recordText(record))).size <= open.most;
  return (swap) => room && isOpenKey(swap, open);
}

function isAtPlaceOf(swap: Swap): (other: Swap) => boolean {
  return (other) => sameKey(keyOfSwap(other), keyOfSwap(swap));
}

function removedBy({ before, after }: Swap): readonly string[] {
  return less(canonical(before), canonical(after));
}

/** Letter case and a final dot of names don't count; of a TXT every octet does. */
function isSame(a: RRset, b: RRset): boolean {
  return sameKey(a, b) && a.ttl === b.ttl && sameValues(canonical(a), canonical(b));
}

function canonical(rrset: RRset | undefined): readonly string[] {
  return rrset === undefined ? [] : rrset.values.map((value) => canonicalValue(rrset.type, value));
}

function less(values: readonly string[], others: readonly string[]): readonly string[] {
  return values.filter((value) => !others.includes(value));
}
