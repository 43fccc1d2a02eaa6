import { wholeList, type ListPage } from "../kit/whole-list.ts";
import { fieldsOf, listIn, type AlidnsCall, type Fields, type Parameters } from "./api.ts";
import { surprise } from "./errors.ts";

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

function listAll(call: AlidnsCall, listing: Listing): Promise<readonly Fields[]> {
  return wholeList({
    readPage: ({ page }) => readPage(call, listing, page),
    idOf: (entry) => idOf(entry, listing),
    surprise,
  });
}

async function readPage(
  call: AlidnsCall,
  { action, parameters, pageSize, list, entry }: Listing,
  page: number,
): Promise<ListPage<Fields>> {
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
