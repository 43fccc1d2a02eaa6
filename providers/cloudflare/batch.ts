import { keyOfSwap, type Swap } from "../../src/dns/rrset.ts";
import { OnboardError } from "../../src/errors/onboard-error.ts";
import { phrase } from "../../src/errors/phrase.ts";
import { pairUp } from "../kit/pair-up.ts";
import { comparingOwnTtl, ttlChangeOf } from "../kit/swaps.ts";
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
  const retimed = retimedBy(swap);
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

/** What a swap asks for, as the host takes it; undefined when it does not touch the TTL. */
function retimedBy(swap: Swap): number | undefined {
  const ttl = ttlChangeOf(swap);
  return ttl === undefined ? undefined : hostTtlOf(ttl);
}

export const compareWithTtl = comparingOwnTtl(hostTtlOf);

function refuseLocked(records: readonly HostRecord[]): void {
  const record = records.find(({ locked }) => locked !== undefined);
  if (record?.locked === undefined) return;
  const { owner, type, value, locked } = record;
  throw new OnboardError(
    "RECORD_IN_THE_WAY",
    phrase`${locked === EMAIL_ROUTING ? "Cloudflare's Email Routing" : locked} keeps the ${type} record at ${owner} locked.`,
    {
      // To switch Email Routing off would delete its MX.
      hint:
        locked === EMAIL_ROUTING
          ? phrase`Unlock the records in Email Routing's settings in Cloudflare's dashboard, or choose another sender domain.`
          : phrase`Change it in the product of Cloudflare's that made it, or choose another sender domain.`,
      facts: { owner, type, value, locked },
    },
  );
}
