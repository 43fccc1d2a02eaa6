import { sameRRset, sameValues, type RRset, type Swap } from "../dns/rrset.ts";
import { MASK } from "../errors/redact.ts";

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
 * Undo the writes at one place, the newest first, each only where what it left behind is what stands there: a
 * value of anybody else's is never lost. Pure; applying the swap is a compare-and-swap again.
 * @param now what stands there
 * @param writes in the order in which they were made
 */
export function planUndo(now: RRset | undefined, writes: readonly LoggedWrite[]): UndoPlan {
  let existing = now;
  for (const write of writes.toReversed()) {
    const trace = traceOf(write, existing);
    if (trace === "gone") continue;
    if (trace === "beside") {
      existing = withoutOwn(write, existing);
      continue;
    }
    if (trace !== "whole")
      return { swap: now?.locked === undefined ? swapOf(now, existing) : undefined, left: trace };
    existing = formerOf(write, existing);
  }
  const swap = swapOf(now, existing);
  return swap !== undefined && now?.locked !== undefined
    ? { swap: undefined, left: "locked" }
    : { swap, left: undefined };
}

/**
 * What is left of a write. `gone`: it never happened, or what stood before stands there again · `beside`: nothing
 * stood there before, and all that it brought stands there now, with values of somebody else's.
 */
function traceOf(
  write: LoggedWrite,
  existing: RRset | undefined,
): "whole" | "beside" | "gone" | "changed" | "secret" {
  const { before, after, certain } = write;
  if (!holds(existing, after)) {
    if (holds(existing, before) || (!certain && !showsIn(write, existing))) return "gone";
    return before === undefined && isWithin(after, existing) ? "beside" : "changed";
  }
  return before?.values.some((value) => value.includes(MASK)) === true ? "secret" : "whole";
}

/** Whether a value that only the write can have brought stands there. */
function showsIn({ before, after }: LoggedWrite, existing: RRset | undefined): boolean {
  const brought = after?.values.filter((value) => before?.values.includes(value) !== true) ?? [];
  return brought.some((value) => existing?.values.includes(value) === true);
}

/** Whether every value of the first stands in the second. */
function isWithin(after: RRset | undefined, existing: RRset | undefined): boolean {
  return after !== undefined && after.values.every((value) => existing?.values.includes(value) === true);
}

/** Only whole values that the write brought are taken away, so what is left is what others put there. */
function withoutOwn({ after }: LoggedWrite, existing: RRset | undefined): RRset | undefined {
  if (existing === undefined) return undefined;
  return { ...existing, values: existing.values.filter((value) => after?.values.includes(value) !== true) };
}

/** A TTL that the write left alone belongs to whoever has set it since. */
function formerOf({ before, after }: LoggedWrite, existing: RRset | undefined): RRset | undefined {
  if (before === undefined) return undefined;
  return existing !== undefined && before.ttl === after?.ttl ? { ...before, ttl: existing.ttl } : before;
}

/** By value alone: a host may clamp a TTL, and a new one of somebody's is no other record. */
function holds(existing: RRset | undefined, side: RRset | undefined): boolean {
  return sameValues(existing?.values ?? [], side?.values ?? []);
}

function swapOf(before: RRset | undefined, after: RRset | undefined): Swap | undefined {
  return sameRRset(before, after) ? undefined : { before, after };
}
