import type { StoredRecord, StoredZone } from "../zone-store.ts";
import { CloudflareFault } from "./envelope.ts";
import { draftOf, inputOf, type RecordDraft, type RecordInput } from "./record.ts";

/** The body of a batch. Other requests that change something are batches of one. */
export interface Batch {
  readonly deletes?: readonly { readonly id: string }[];
  readonly patches?: readonly RecordInput[];
  readonly puts?: readonly RecordInput[];
  readonly posts?: readonly RecordInput[];
}

export interface BatchResult {
  readonly deletes: readonly StoredRecord[];
  readonly patches: readonly StoredRecord[];
  readonly puts: readonly StoredRecord[];
  readonly posts: readonly StoredRecord[];
}

/** On the Free plan. */
const LARGEST_BATCH = 200;
const ADDRESS_LIKE = new Set(["A", "AAAA", "CNAME"]);

/**
 * Deletes, patches, puts, posts, in this order and in one transaction: the first refusal is the answer, and
 * nothing is applied.
 */
export function applyBatch(zone: StoredZone, batch: Batch, recordQuota: number): BatchResult {
  const { deletes = [], patches = [], puts = [], posts = [] } = batch;
  if (deletes.length + patches.length + puts.length + posts.length > LARGEST_BATCH) {
    throw new CloudflareFault(400, 1004, `A batch may hold at most ${LARGEST_BATCH} operations.`);
  }
  const result = {
    deletes: [] as StoredRecord[],
    patches: [] as StoredRecord[],
    puts: [] as StoredRecord[],
    posts: [] as StoredRecord[],
  };
  zone.commit((records) => {
    const work = new WorkingCopy(zone, records);
    for (const { id } of deletes) result.deletes.push(work.remove(id));
    for (const input of patches) result.patches.push(work.change(input, "patch"));
    for (const input of puts) result.puts.push(work.change(input, "put"));
    for (const input of posts) result.posts.push(work.add(draftOf(input, zone.apex), recordQuota));
    return work.result;
  });
  return result;
}

class WorkingCopy {
  readonly #zone: StoredZone;
  #records: readonly StoredRecord[];
  #changed = false;
  readonly #untouched: readonly StoredRecord[];

  constructor(zone: StoredZone, records: readonly StoredRecord[]) {
    this.#zone = zone;
    this.#records = records;
    this.#untouched = records;
  }

  /** The very same list when nothing changed, so that no new version of the zone comes of it. */
  get result(): readonly StoredRecord[] {
    return this.#changed ? this.#records : this.#untouched;
  }

  remove(id: string): StoredRecord {
    const record = this.#editable(id);
    this.#set(this.#records.filter((other) => other !== record));
    return record;
  }

  /**
   * PATCH changes the fields that are given. PUT is the whole record anew: comment, tags and settings that
   * are not repeated are gone.
   */
  change(input: RecordInput, how: "patch" | "put"): StoredRecord {
    const record = this.#editable(input.id ?? "");
    const base = how === "patch" ? inputOf(record) : {};
    const draft = draftOf({ ...base, ...input }, this.#zone.apex);
    this.#refuseConflict(draft, record);
    const changed = {
      ...draft,
      id: record.id,
      ...(record.belongsTo === undefined ? {} : { belongsTo: record.belongsTo }),
      ...(how === "patch" && record.tags !== undefined ? { tags: record.tags } : {}),
    };
    this.#set(this.#records.map((other) => (other === record ? changed : other)));
    return changed;
  }

  add(draft: RecordDraft, recordQuota: number): StoredRecord {
    this.#refuseConflict(draft, undefined);
    if (this.#records.length >= recordQuota) throw new CloudflareFault(400, 81045, "Record quota exceeded.");
    const record = this.#zone.newRecord(draft);
    this.#set([...this.#records, record]);
    return record;
  }

  #set(records: readonly StoredRecord[]): void {
    this.#changed = true;
    this.#records = records;
  }

  #editable(id: string): StoredRecord {
    const record = this.#records.find((candidate) => candidate.id === id);
    if (record === undefined) throw new CloudflareFault(404, 81044, "Record does not exist.");
    // The code for this refusal is a guess; clients are to look at meta.read_only instead.
    if (record.locked !== undefined)
      throw new CloudflareFault(400, 1046, `This record is managed by ${record.locked}.`);
    return record;
  }

  /**
   * CNAME excludes A, AAAA and another CNAME; other types beside a CNAME are let in, since the host may
   * flatten or proxy it.
   */
  #refuseConflict(draft: RecordDraft, self: StoredRecord | undefined): void {
    const beside = this.#records.filter((record) => record.owner === draft.owner && record !== self);
    if (beside.some((record) => record.type === draft.type && record.value === draft.value)) {
      throw new CloudflareFault(400, 81058, "An identical record already exists.");
    }
    // A name that is delegated holds nothing else; the zone's own NS records are the host's affair.
    const isDelegated = draft.owner !== this.#zone.apex && beside.some(({ type }) => type === "NS");
    if (isDelegated && draft.type !== "NS" && draft.type !== "DS")
      throw new CloudflareFault(400, 81056, "NS records with that host already exist.");
    if (!ADDRESS_LIKE.has(draft.type)) return;
    if (draft.type === "CNAME" && beside.some((record) => ADDRESS_LIKE.has(record.type))) {
      throw new CloudflareFault(400, 81053, "An A, AAAA, or CNAME record with that host already exists.");
    }
    if (beside.some((record) => record.type === "CNAME"))
      throw new CloudflareFault(400, 81054, "A CNAME record with that host already exists.");
  }
}
