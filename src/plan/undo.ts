import type { ProviderTraits } from "../dns/provider.ts";
import { sameRRset, sameValues, type RRset, type Swap } from "../dns/rrset.ts";
import { parseMx } from "../dns/rdata.ts";
import { MASK } from "../errors/redact.ts";
import { isDmarc } from "./dmarc/dmarc.ts";
import { isNullMx } from "./mx/mx.ts";
import { isSpf } from "./spf/parse.ts";

/** One write of an earlier run, as its event log tells it. */
export interface LoggedWrite {
  readonly before: RRset | undefined;
  readonly after: RRset | undefined;
  /** False: it was planned, and the run ended before it could tell whether it was done. */
  readonly certain: boolean;
}

/** What it takes to undo all writes at one place. */
export interface UndoPlan {
  /** From what stands there now to what stood before; undefined: nothing to write. */
  readonly swap: Swap | undefined;
  /**
   * Why an earlier value is not put back. `changed`: something else stands there than what was written ·
   * `secret`: a secret was cut out of the log, so the former value is not known · `locked`: the host keeps it for
   * itself. Undefined: all is as before, or will be.
   */
  readonly left: "changed" | "secret" | "locked" | undefined;
}

/**
 * Undo the writes at one place, the newest first: where all values that a write brought stand there, they are
 * exchanged for those that it took away, whatever stands beside them. A value of anybody else's is never lost, and
 * a value is never cut. Pure; applying the swap is a compare-and-swap again.
 * @param now what stands there
 * @param writes in the order in which they were made
 * @param replace how the host exchanges values: where that leaves a gap, an uncertain write may have ended in it
 */
export function planUndo(
  now: RRset | undefined,
  writes: readonly LoggedWrite[],
  replace: ProviderTraits["replace"] = "in-place",
): UndoPlan {
  if (isAsBefore(now, writes)) return { swap: undefined, left: undefined };
  let state: State = { rrset: now, loose: [], isWhole: true };
  let sure = state;
  let left: UndoPlan["left"];
  for (const [index, write] of [...writes.entries()].toReversed()) {
    const isInGap = replace === "gap" && !write.certain && isHalfDone(state.rrset, write);
    const next = isInGap ? beforeGap(state, write) : beforeWrite(state, write, writes);
    if (typeof next === "string") {
      left = next;
      break;
    }
    state = next;
    if (isSure(now, state, writes.slice(0, index))) sure = state;
  }
  const swap = swapOf(now, sure.rrset);
  if (swap !== undefined && now?.locked !== undefined) return { swap: undefined, left: left ?? "locked" };
  return { swap, left: left ?? (sure === state ? undefined : "changed") };
}

/** How it stood at some point of the way back. */
interface State {
  readonly rrset: RRset | undefined;
  /**
   * Values that a write only took away: nothing of that write's stands there to be exchanged for them, so they may
   * pass on the way back (the write was an undo, say) and are not put back.
   */
  readonly loose: readonly string[];
  /** Each write was found with exactly what it had left behind, so what comes back stood together before. */
  readonly isWhole: boolean;
}

/** @param earlier what of these stands in the state is still ours, and no reason to have two where one stands */
function isSure(
  now: RRset | undefined,
  { rrset, loose, isWhole }: State,
  earlier: readonly LoggedWrite[],
): boolean {
  const values = rrset?.values ?? [];
  if (loose.some((value) => values.includes(value) && !isIn(now)(value))) return false;
  if (rrset === undefined) return true;
  const comes = values.filter((value) => !isIn(now)(value));
  const isOurs = (value: string) => earlier.some((write) => netOf([write]).brought.includes(value));
  return (isWhole && !comes.some(isOurs)) || !clashesIn(rrset, comes);
}

/** Whether values that come into a set break it for receivers. */
export function clashesIn({ type, values }: RRset, comes: readonly string[]): boolean {
  return CLASHES[type]?.(values, comes) === true;
}

/**
 * Values of which receivers obey neither where both stand: two SPF records (RFC 7208 section 4.5), two DMARC records
 * (RFC 9989), an MX beside a null MX (RFC 7505 section 3), a second CNAME.
 */
const CLASHES: Readonly<Record<string, (all: readonly string[], comes: readonly string[]) => boolean>> = {
  TXT: (all, comes) => [isSpf, isDmarc].some((isOne) => comes.some(isOne) && all.filter(isOne).length > 1),
  MX: (all, comes) => comes.length > 0 && all.length > 1 && isNullMx(all),
  CNAME: (all, comes) => comes.length > 0 && all.length > 1,
};

/** How it stood before a write, or why that can't be told. */
function beforeWrite(
  state: State,
  write: LoggedWrite,
  writes: readonly LoggedWrite[],
): State | "changed" | "secret" {
  const { rrset, loose, isWhole } = state;
  const { before, after, certain } = write;
  const change = netOf([write]);
  const stands = isIn(rrset);
  if (!holds(rrset, after)) {
    if (holds(rrset, before) || isUndone(rrset, change, writes)) return state;
    if (!certain && !change.brought.some(stands)) return state;
    if (!change.brought.every(stands)) return "changed";
  }
  if (change.removed.some((value) => value.includes(MASK))) return "secret";
  if (holds(rrset, after)) return { rrset: formerOf(write, rrset), loose: passedOn(loose, change), isWhole };
  const next = { rrset: exchanged(write, rrset), isWhole: false };
  return change.brought.length === 0
    ? { ...next, loose: [...loose, ...change.removed] }
    : { ...next, loose: passedOn(loose, change) };
}

/** The values that were to be exchanged are gone, and the new ones have not come. */
function isHalfDone(rrset: RRset | undefined, { before, after }: LoggedWrite): boolean {
  const { brought, removed } = netOf([{ before, after, certain: false }]);
  const rest = before?.values.filter((value) => !removed.includes(value)) ?? [];
  return removed.length > 0 && brought.length > 0 && sameValues(rrset?.values ?? [], rest);
}

function beforeGap(state: State, write: LoggedWrite): State | "secret" {
  if (netOf([write]).removed.some((value) => value.includes(MASK))) return "secret";
  return { ...state, rrset: formerOf(write, state.rrset) };
}

/** What is exchanged for a loose value is as loose as that was. */
function passedOn(loose: readonly string[], { brought, removed }: Change): readonly string[] {
  return brought.some((value) => loose.includes(value)) ? [...loose, ...removed] : loose;
}

/** Whole values that came, and whole values that went. */
export interface Change {
  readonly brought: readonly string[];
  readonly removed: readonly string[];
}

/** What writes come to together: what one brought and a later one took away is neither. */
export function netOf(writes: readonly LoggedWrite[]): Change {
  const brought = new Set<string>();
  const removed = new Set<string>();
  for (const { before, after } of writes) {
    const [old, now] = [before?.values ?? [], after?.values ?? []];
    for (const value of now.filter((one) => !old.includes(one)))
      if (!removed.delete(value)) brought.add(value);
    for (const value of old.filter((one) => !now.includes(one)))
      if (!brought.delete(value)) removed.add(value);
  }
  return { brought: [...brought], removed: [...removed] };
}

/**
 * Nothing of what came stands there, nor what somebody may have made of it, and all of what went.
 * @param writes values that stand in none of them are somebody else's
 */
function isUndone(
  rrset: RRset | undefined,
  { brought, removed }: Change,
  writes: readonly LoggedWrite[],
): boolean {
  if (!removed.every(isIn(rrset)) || brought.some(isIn(rrset))) return false;
  const kinds = new Set(brought.map((value) => kindOf(rrset, value)));
  const unknown = rrset?.values.filter(
    (value) => !writes.some(({ before, after }) => isIn(before)(value) || isIn(after)(value)),
  );
  return unknown?.some((value) => kinds.has(kindOf(rrset, value))) !== true;
}

/** Whether all writes together left nothing to undo. */
function isAsBefore(now: RRset | undefined, writes: readonly LoggedWrite[]): boolean {
  // An undo that was planned and never done would cancel what it was to take back.
  const sureWrites = writes.filter(({ certain }) => certain);
  if (sureWrites.length === 0 && standsOfOurs(now, writes)) return false;
  return [writes, sureWrites].every((some) => isUndone(now, netOf(some), writes));
}

/** Whether a value stands there that a write was to bring and that was not there before the first. */
function standsOfOurs(now: RRset | undefined, writes: readonly LoggedWrite[]): boolean {
  const found = writes[0]?.before;
  return writes
    .flatMap((write) => netOf([write]).brought)
    .some((value) => isIn(now)(value) && !isIn(found)(value));
}

/** What a value may have been made of: a TXT record of another of the same version, an MX of one of the same host. */
function kindOf(rrset: RRset | undefined, value: string): string {
  if (rrset?.type === "MX") return parseMx(value).exchange;
  const [, version = ""] = /^\s*v\s*=\s*(\w+)/i.exec(value) ?? [];
  return version.toLowerCase();
}

function isIn(rrset: RRset | undefined): (value: string) => boolean {
  return (value) => rrset?.values.includes(value) === true;
}

/** What a write brought exchanged for what it took away, beside values that it knew nothing of. */
function exchanged(write: LoggedWrite, rrset: RRset | undefined): RRset | undefined {
  const { brought, removed } = netOf([write]);
  const values = new Set([...(rrset?.values.filter((value) => !brought.includes(value)) ?? []), ...removed]);
  const base = formerOf(write, rrset) ?? rrset;
  return base === undefined || values.size === 0 ? undefined : { ...base, values: [...values] };
}

/** A TTL that the write left alone belongs to whoever has set it since. */
function formerOf({ before, after }: LoggedWrite, rrset: RRset | undefined): RRset | undefined {
  if (before === undefined) return undefined;
  return rrset !== undefined && before.ttl === after?.ttl ? { ...before, ttl: rrset.ttl } : before;
}

/** By value alone: a host may clamp a TTL, and a new one of somebody's is no other record. */
function holds(rrset: RRset | undefined, side: RRset | undefined): boolean {
  return sameValues(rrset?.values ?? [], side?.values ?? []);
}

function swapOf(before: RRset | undefined, after: RRset | undefined): Swap | undefined {
  return sameRRset(before, after) ? undefined : { before, after };
}
