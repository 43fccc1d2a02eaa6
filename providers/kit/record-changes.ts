import { keyOfSwap, type RRsetKey, type Swap } from "../../src/dns/rrset.ts";
import { OnboardError } from "../../src/errors/onboard-error.ts";
import { phrase } from "../../src/errors/phrase.ts";
import type { HostRecord } from "./host-records.ts";
import { pairUp } from "./pair-up.ts";
import { ttlChangeOf } from "./swaps.ts";

// For hosts that keep one record for each value, and change it by its id.

/** One request that writes. */
export type Change<Held extends HostRecord = HostRecord> =
  | (RRsetKey & { readonly kind: "create"; readonly value: string; readonly ttl: number })
  | {
      readonly kind: "modify";
      readonly record: Held;
      /** Absent: they stay. */
      readonly value?: string;
      readonly ttl?: number;
    }
  | { readonly kind: "delete"; readonly record: Held };

export interface ChangingHost<Held extends HostRecord> {
  /** What people call it. */
  readonly title: string;
  /** Whether this program has made the record, where a remark tells it. */
  readonly isOurs?: (record: Held) => boolean;
}

/**
 * The least that turns what stands there into the swap's after. A value that changes is changed in place, which keeps
 * the record's id, remark and group; what stays is not mentioned at all, so that nobody's edit of it can be lost.
 * What is added is added before something is removed.
 * @throws OnboardError RECORD_IN_THE_WAY where a paused record has a value that is to be written
 */
export function changesFor<Held extends HostRecord>(
  swap: Swap,
  records: readonly Held[],
  { title, isOurs = () => false }: ChangingHost<Held>,
): readonly Change<Held>[] {
  const { owner, type } = keyOfSwap(swap);
  const here = records.filter((record) => record.owner === owner && record.type === type);
  const served = here.filter(({ isPaused }) => !isPaused);
  const { values: wanted = [], ttl = 0 } = swap.after ?? {};
  const fresh = wanted.filter((value) => !served.some((record) => record.value === value));
  refusePaused(title, here, fresh);
  // Where two become one, the record that somebody else made is changed, and ours goes.
  const gone = served
    .filter(({ value }) => !wanted.includes(value))
    .toSorted((a, b) => Number(isOurs(a)) - Number(isOurs(b)));
  const pairs = pairUp(gone, fresh);
  const placed = new Set(pairs.values());
  const retimed = ttlChangeOf(swap);
  const timed = retimed === undefined ? {} : { ttl: retimed };
  const kept = served.filter((record) => !gone.includes(record) && record.ttl !== (retimed ?? record.ttl));
  return [
    ...[...pairs].map(([record, value]) => ({ kind: "modify", record, value, ...timed }) as const),
    ...kept.map((record) => ({ kind: "modify", record, ...timed }) as const),
    ...fresh
      .filter((value) => !placed.has(value))
      .map((value) => ({ kind: "create", owner, type, value, ttl }) as const),
    ...gone.filter((record) => !pairs.has(record)).map((record) => ({ kind: "delete", record }) as const),
  ];
}

/** Such a host takes no second record of the same value, and to wake somebody's paused one is not ours to decide. */
function refusePaused(title: string, here: readonly HostRecord[], fresh: readonly string[]): void {
  const paused = here.find((record) => record.isPaused && fresh.includes(record.value));
  if (paused === undefined) return;
  const { owner, type, value } = paused;
  throw new OnboardError(
    "RECORD_IN_THE_WAY",
    phrase`A paused ${type} record at ${owner} has the very value that is to be written, and ${title} takes no second one.`,
    {
      hint: phrase`Resume that record in the console of ${title}, or remove it; then run the same command again.`,
      facts: { owner, type, value, paused: true },
    },
  );
}
