import { wholeList, type ListPage } from "../kit/whole-list.ts";
import { fieldsOf, type DnspodCall, type Fields } from "./api.ts";
import { NOTHING_LISTED } from "./causes.ts";
import { apiCodeOf, surprise } from "./errors.ts";

/** The most that one request may ask for (both API pages, November 2026). */
const LIMIT = 3_000;

/** One of the two calls that list, and where its entries and their number stand. */
interface Listing {
  readonly action: "DescribeDomainList" | "DescribeRecordList";
  readonly parameters: Fields;
  readonly entries: string;
  readonly counts: string;
  readonly total: string;
  readonly id: string;
}

export function listDomains(call: DnspodCall): Promise<readonly Fields[]> {
  return listAll(call, {
    action: "DescribeDomainList",
    parameters: {},
    entries: "DomainList",
    counts: "DomainCountInfo",
    total: "DomainTotal",
    id: "DomainId",
  });
}

/**
 * The whole zone: the filter by name knows one name, and a domain has half a dozen. Without `ErrorOnEmpty` a zone
 * without a record would be an error.
 */
export function listRecords(call: DnspodCall, zone: Fields): Promise<readonly Fields[]> {
  return listAll(call, {
    action: "DescribeRecordList",
    parameters: { ...zone, ErrorOnEmpty: "no" },
    entries: "RecordList",
    counts: "RecordCountInfo",
    total: "TotalCount",
    id: "RecordId",
  });
}

function listAll(call: DnspodCall, listing: Listing): Promise<readonly Fields[]> {
  return wholeList({
    readPage: ({ read }) => readPage(call, listing, read),
    idOf: (entry) => idOf(entry, listing),
    surprise,
  });
}

async function readPage(
  call: DnspodCall,
  { action, parameters, entries: key, counts, total: totalKey }: Listing,
  offset: number,
): Promise<ListPage<Fields>> {
  const asked = { ...parameters, Offset: offset, Limit: LIMIT };
  const answer = await call(action, asked).catch((error: unknown) => {
    if (NOTHING_LISTED.has(apiCodeOf(error) ?? "")) return undefined;
    throw error;
  });
  if (answer === undefined) return { entries: [], total: 0 };
  const { [key]: entries = [], [counts]: info } = answer;
  const total = fieldsOf(info)[totalKey];
  if (!Array.isArray(entries) || typeof total !== "number")
    throw surprise(`it holds no ${key}`, { action, keys: Object.keys(answer) });
  return { entries: entries.map(fieldsOf), total };
}

function idOf(entry: Fields, { id: key }: Listing): number {
  const id = entry[key];
  if (typeof id === "number" && Number.isSafeInteger(id)) return id;
  throw surprise(`an entry of its list has no ${key}`, { item: entry });
}
