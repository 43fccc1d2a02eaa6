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
/** How often a list is begun anew that changed between two of its pages. */
const MOST_READINGS = 3;

/**
 * Every entry, each id once, however many pages they take. What somebody adds or removes between two pages moves the
 * entries behind it, and one that moves from a page to come to one that was read is in neither: a list that shows
 * another number on a later page, or an entry twice, is read anew. (One that is removed while another is added at the
 * end does not show.)
 * @throws OnboardError API_SURPRISE for a listing that is short: it would read as "nothing there"
 */
export async function wholeList<Entry>(list: PagedList<Entry>): Promise<readonly Entry[]> {
  for (let reading = 1; reading <= MOST_READINGS; reading += 1) {
    const entries = await readThrough(list);
    if (entries !== undefined) return entries;
  }
  throw list.surprise("its list changes each time it is read", { readings: MOST_READINGS });
}

/** Undefined: it changed meanwhile. */
async function readThrough<Entry>({
  readPage,
  idOf,
  surprise,
}: PagedList<Entry>): Promise<readonly Entry[] | undefined> {
  const found = new Map<number | string, Entry>();
  let read = 0;
  let totalBefore: number | undefined;
  for (let page = 1; page <= MOST_PAGES; page += 1) {
    const { entries, total } = await readPage({ page, read });
    if (total !== (totalBefore ?? total)) return undefined;
    totalBefore = total;
    const before = found.size;
    for (const entry of entries) found.set(idOf(entry), entry);
    if (entries.length > 0 && found.size === before) throw surprise("its list does not go on", { page });
    read += entries.length;
    if (found.size < read) return undefined;
    if (read < total && entries.length > 0) continue;
    if (read < total) throw surprise("its list is shorter than it says", { listed: read, total });
    return [...found.values()];
  }
  throw surprise("its list has no end", { pages: MOST_PAGES });
}
