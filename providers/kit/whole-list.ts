import type { OnboardError } from "../../src/errors/onboard-error.ts";

/** One page of a listing, and how many entries the host says that there are in all. */
export interface ListPage<Entry> {
  readonly entries: readonly Entry[];
  readonly total: number;
}

export interface PagedList<Entry> {
  /** @param read how many entries the pages before it had; pages are counted from 1 */
  readonly readPage: (at: { readonly page: number; readonly read: number }) => Promise<ListPage<Entry>>;
  /** @throws OnboardError API_SURPRISE for an entry without one */
  readonly idOf: (entry: Entry) => number | string;
  readonly surprise: (what: string, facts: Readonly<Record<string, unknown>>) => OnboardError;
}

/** A hundred of the largest pages are more than an account or a zone holds. */
const MOST_PAGES = 100;

/**
 * Every entry, each id once, however many pages they take.
 * @throws OnboardError API_SURPRISE for a listing that is short: it would read as "nothing there"
 */
export async function wholeList<Entry>({
  readPage,
  idOf,
  surprise,
}: PagedList<Entry>): Promise<readonly Entry[]> {
  const found = new Map<number | string, Entry>();
  let read = 0;
  for (let page = 1; page <= MOST_PAGES; page += 1) {
    const { entries, total } = await readPage({ page, read });
    const before = found.size;
    for (const entry of entries) found.set(idOf(entry), entry);
    if (entries.length > 0 && found.size === before) throw surprise("its list does not go on", { page });
    read += entries.length;
    if (read < total && entries.length > 0) continue;
    // Between two pages somebody may have added or removed some, which moves the others.
    if (found.size < total) throw surprise("its list is shorter than it says", { listed: found.size, total });
    return [...found.values()];
  }
  throw surprise("its list has no end", { pages: MOST_PAGES });
}
