import { keyOfSwap, sameValues, type RRset, type Swap } from "../../src/dns/rrset.ts";
import { OnboardError } from "../../src/errors/onboard-error.ts";
import type { SwapState } from "../kit/swaps.ts";
import { EMAIL_ROUTING, formatContent, hostTtlOf, type HostContent, type HostRecord } from "./convert.ts";

/** One transaction of the API. Cloudflare carries out deletes, then patches, then posts. */
export interface RecordBatch {
  readonly deletes: { readonly id: string }[];
  readonly patches: ({ readonly id: string } & RecordBody)[];
  readonly posts: (RecordBody & { readonly comment: string })[];
}

export type RecordBody = HostContent & { readonly name: string; readonly ttl: number };

/**
 * Shown in Cloudflare's dashboard, so that people see which program made the record. The Free plan allows
 * 100 characters.
 */
const COMMENT = "Created by ses-onboard";

/**
 * The least that turns what stands there into the swaps' after. A value that changes is changed in place by
 * PATCH, which keeps the record's id, comment and tags (PUT wipes them), and what stays is not mentioned at
 * all, so that nobody's edit of it can be lost.
 * @throws OnboardError RECORD_IN_THE_WAY when a record is Cloudflare's own; VALUE_REJECTED
 */
export function batchFor(swaps: readonly Swap[], records: readonly HostRecord[]): RecordBatch {
  const batch: RecordBatch = { deletes: [], patches: [], posts: [] };
  for (const swap of swaps) {
    const { owner, type } = keyOfSwap(swap);
    addChanges(
      batch,
      swap,
      records.filter((record) => record.owner === owner && record.type === type),
    );
  }
  return batch;
}

function addChanges(batch: RecordBatch, swap: Swap, existing: readonly HostRecord[]): void {
  const { owner, type } = keyOfSwap(swap);
  const wanted = swap.after?.values ?? [];
  // Where two become one, the record that somebody else made is changed, and ours goes.
  const gone = existing
    .filter(({ value }) => !wanted.includes(value))
    .toSorted((a, b) => Number(a.comment === COMMENT) - Number(b.comment === COMMENT));
  const fresh = wanted.filter((value) => !existing.some((record) => record.value === value));
  const pairs = pairUp(gone, fresh);
  const retimed = ttlChangeOf(swap);
  const kept =
    retimed === undefined
      ? []
      : existing.filter((record) => !gone.includes(record) && record.hostTtl !== retimed);
  refuseLocked([...gone, ...kept]);
  const newTtl = retimed ?? existing[0]?.hostTtl ?? hostTtlOf(swap.after?.ttl ?? 0);
  const body = (value: string, ttl: number): RecordBody => ({
    ...formatContent(type, value),
    name: owner,
    ttl,
  });

  batch.deletes.push(...gone.filter((record) => !pairs.has(record)).map(({ id }) => ({ id })));
  for (const [{ id, hostTtl }, value] of pairs)
    batch.patches.push({ id, ...body(value, retimed ?? hostTtl) });
  for (const { id, value } of kept) batch.patches.push({ id, ...body(value, newTtl) });
  const placed = new Set(pairs.values());
  batch.posts.push(
    ...fresh
      .filter((value) => !placed.has(value))
      .map((value) => ({ ...body(value, newTtl), comment: COMMENT })),
  );
}

/** The TTL that a swap asks for beside what stands there; undefined when it does not touch it. */
function ttlChangeOf({ before, after }: Swap): number | undefined {
  return before === undefined || after === undefined || before.ttl === after.ttl
    ? undefined
    : hostTtlOf(after.ttl);
}

/**
 * TTLs count only where the swap changes one: somebody's new TTL on a value that we keep is theirs and
 * survives.
 */
export function compareWithTtl(swap: Swap, now: RRset | undefined): SwapState {
  const ttl = ttlChangeOf(swap);
  if (holds(now, swap.after) && (ttl === undefined || now?.ttl === ttl)) return "met";
  return holds(now, swap.before) ? "ready" : "stale";
}

function holds(now: RRset | undefined, side: RRset | undefined): boolean {
  return sameValues(now?.values ?? [], side?.values ?? []);
}

/**
 * Which old record becomes which new value: like goes to like (SPF to SPF), so that its comment stays true.
 */
function pairUp(gone: readonly HostRecord[], fresh: readonly string[]): ReadonlyMap<HostRecord, string> {
  const pairs = new Map<HostRecord, string>();
  const left = [...fresh];
  const take = (record: HostRecord, at: number) => {
    const [value] = at === -1 ? [] : left.splice(at, 1);
    if (value !== undefined) pairs.set(record, value);
  };
  for (const record of gone) {
    take(
      record,
      left.findIndex((value) => firstWord(value) === firstWord(record.value)),
    );
  }
  for (const record of gone.filter((one) => !pairs.has(one))) take(record, left.length === 0 ? -1 : 0);
  return pairs;
}

function firstWord(value: string): string {
  return /^[^\s;]*/.exec(value)?.[0].toLowerCase() ?? "";
}

function refuseLocked(records: readonly HostRecord[]): void {
  const record = records.find(({ locked }) => locked !== undefined);
  if (record?.locked === undefined) return;
  const { owner, type, value, locked } = record;
  throw new OnboardError(
    "RECORD_IN_THE_WAY",
    `${locked === EMAIL_ROUTING ? "Cloudflare's Email Routing" : locked} keeps the ${type} record at ${owner} locked.`,
    {
      // To switch Email Routing off would delete its MX.
      hint:
        locked === EMAIL_ROUTING
          ? "Unlock the records in Email Routing's settings in Cloudflare's dashboard, or choose another sender domain."
          : "Change it in the product of Cloudflare's that made it, or choose another sender domain.",
      facts: { owner, type, value, locked },
    },
  );
}
