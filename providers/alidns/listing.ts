import { fieldsOf, listIn, type AlidnsCall, type Fields, type Parameters } from "./api.ts";
import { surprise } from "./errors.ts";

/** Fifty thousand records are more than a zone holds. */
const MOST_PAGES = 100;

/** One of the two calls that list, and where its entries stand. */
interface Listing {
  readonly action: "DescribeDomains" | "DescribeDomainRecords";
  readonly parameters: Parameters;
  /** The most that one page may hold (API pages, November 2026). */
  readonly pageSize: number;
  readonly list: string;
  readonly entry: string;
  readonly id: string;
}

/** Zones of the account; the filter is the host's own, and may let more through. */
export function listDomains(call: AlidnsCall, filter: Parameters): Promise<readonly Fields[]> {
  return listAll(call, {
    action: "DescribeDomains",
    parameters: filter,
    pageSize: 100,
    list: "Domains",
    entry: "Domain",
    id: "DomainId",
  });
}

/** The whole zone: the filter by name matches parts of names, and a domain has half a dozen of them. */
export function listRecords(call: AlidnsCall, apex: string): Promise<readonly Fields[]> {
  return listAll(call, {
    action: "DescribeDomainRecords",
    parameters: { DomainName: apex },
    pageSize: 500,
    list: "DomainRecords",
    entry: "Record",
    id: "RecordId",
  });
}

/** @throws OnboardError API_SURPRISE for a listing that is short: it would read as "nothing there" */
async function listAll(call: AlidnsCall, listing: Listing): Promise<readonly Fields[]> {
  const found = new Map<string, Fields>();
  let read = 0;
  for (let page = 1; page <= MOST_PAGES; page += 1) {
    const { entries, total } = await readPage(call, listing, page);
    const before = found.size;
    for (const entry of entries) found.set(idOf(entry, listing), entry);
    if (entries.length > 0 && found.size === before) throw surprise("its list does not go on", { page });
    read += entries.length;
    if (read < total && entries.length > 0) continue;
    // Between two pages somebody may have added or removed some, which moves the others.
    if (found.size < total) throw surprise("its list is shorter than it says", { listed: found.size, total });
    return [...found.values()];
  }
  throw surprise("its list has no end", { pages: MOST_PAGES });
}

async function readPage(
  call: AlidnsCall,
  { action, parameters, pageSize, list, entry }: Listing,
  page: number,
): Promise<{ readonly entries: readonly Fields[]; readonly total: number }> {
  const paging = { PageNumber: String(page), PageSize: String(pageSize) };
  const answer = await call(action, { ...parameters, ...paging });
  const { [list]: wrapped, TotalCount: total } = answer;
  const entries = listIn(wrapped, entry);
  if (entries === undefined || typeof total !== "number")
    throw surprise(`it holds no ${list}`, { action, keys: Object.keys(answer) });
  return { entries: entries.map(fieldsOf), total };
}

function idOf(entry: Fields, { id: key }: Listing): string {
  const id = entry[key];
  if (typeof id === "string" && id !== "") return id;
  throw surprise(`an entry of its list has no ${key}`, { item: entry });
}
