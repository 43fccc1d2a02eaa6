import { findDomainName, isAtOrBelow, parentOf, type DomainName } from "../../src/dns/domain-name.ts";
import type { CallOptions, OtherNames, Zone } from "../../src/dns/provider.ts";
import { OnboardError } from "../../src/errors/onboard-error.ts";
import { phrase } from "../../src/errors/phrase.ts";
import type { CloudflareClient, NameFilter, Page } from "./api.ts";
import { parseHostRecord, type HostRecord } from "./convert.ts";

/**
 * The most that other tools found to work (external-dns, 2026: "max possible 5,000"; the default of the API
 * is 100).
 */
const RECORDS_PER_PAGE = 5_000;
/** More can't be a listing: no plan holds half a million records in a zone (Cloudflare's documentation, November 2026). */
const MOST_PAGES = 100;

/**
 * Every record at these names. Names below one sender domain cost one request, whichever they are: the API
 * has no filter for several names, so all that lies below their common ancestor is listed and what was not
 * asked for is dropped. A listing that would take more pages than there are names is given up for one request
 * a name.
 */
export async function listRecords(
  client: CloudflareClient,
  zone: Zone,
  owners: readonly DomainName[],
  options: CallOptions,
): Promise<readonly HostRecord[]> {
  const [first, ...rest] = new Set(owners);
  if (first === undefined) return [];
  if (rest.length === 0) return listExactly(client, zone, first, options);
  const filter = filterFor(commonAncestor(first, rest), zone);
  const opening = await readPage(client, zone, { filter, page: 1 }, options);
  if (opening.pages - 1 > rest.length + 1) {
    const lists = [];
    for (const owner of [first, ...rest]) lists.push(await listExactly(client, zone, owner, options));
    return lists.flat();
  }
  return readOn(client, zone, { filter, opening, owners }, options);
}

async function listExactly(
  client: CloudflareClient,
  zone: Zone,
  owner: DomainName,
  options: CallOptions,
): Promise<readonly HostRecord[]> {
  const filter = { exact: owner };
  const opening = await readPage(client, zone, { filter, page: 1 }, options);
  return readOn(client, zone, { filter, opening, owners: [owner] }, options);
}

interface Listed {
  readonly items: readonly unknown[];
  readonly pages: number;
  readonly total: number;
}

/** A listing of which the first page was read, and the names that count in it. */
interface Begun {
  readonly filter: NameFilter | undefined;
  readonly opening: Listed;
  readonly owners: readonly DomainName[];
}

/**
 * The pages after the first. By the page numbers: to read until a page is empty is one request too many (SDK
 * 7.3.0, `for await`).
 */
async function readOn(
  client: CloudflareClient,
  zone: Zone,
  { filter, opening, owners }: Begun,
  options: CallOptions,
): Promise<readonly HostRecord[]> {
  const items = [...opening.items];
  for (let page = 2; page <= opening.pages; page += 1)
    items.push(...(await readPage(client, zone, { filter, page }, options)).items);
  // A short listing would read as "nothing there", and what stands there would be overwritten.
  if (items.length < opening.total) throw surprise({ listed: items.length, announced: opening.total });
  return items.flatMap((item) => parseHostRecord(item, owners) ?? []);
}

/** Whether a record stands at or below a name, at none of the known ones: page by page, until one is found. */
export async function holdsOthers(
  client: CloudflareClient,
  zone: Zone,
  { top, known }: OtherNames,
  options: CallOptions,
): Promise<boolean> {
  // The filter compares characters and not labels, so it lets too much through and never too little.
  const filter = { endswith: top };
  let listed = 0;
  for (let page = 1; ; page += 1) {
    const { items, pages, total } = await readPage(client, zone, { filter, page }, options);
    listed += items.length;
    if (items.map(nameIn).some((name) => isOther(name, { top, known }))) return true;
    if (page < pages) continue;
    // A short listing would read as "nothing else there".
    if (listed < total) throw surprise({ listed, announced: total });
    return false;
  }
}

/** A name that this program can't hold makes those above it exist, too. */
function isOther(name: string, { top, known }: OtherNames): boolean {
  const isWithin = name === top || name.endsWith(`.${top}`);
  return isWithin && !known.some((one) => one === (findDomainName(name) ?? name));
}

function nameIn(item: unknown): string {
  const { name } = Object(item) as Record<string, unknown>;
  if (typeof name !== "string") throw surprise({ item });
  return name.toLowerCase();
}

async function readPage(
  client: CloudflareClient,
  zone: Zone,
  { filter, page }: { readonly filter: NameFilter | undefined; readonly page: number },
  options: CallOptions,
): Promise<Listed> {
  const params = {
    zone_id: zone.id,
    per_page: RECORDS_PER_PAGE,
    page,
    order: "name",
    ...(filter === undefined ? {} : { name: filter }),
  } as const;
  const listed = parsePage(await client.dns.records.list(params, options));
  if (listed.pages > MOST_PAGES) throw surprise({ pages: listed.pages, mostPages: MOST_PAGES });
  const { items } = listed;
  if (items.length > 0 && !items.some((item) => isAskedFor(nameIn(item), filter))) throw surprise({ items });
  return listed;
}

/** An answer to another question says nothing of this one, and least of all that nothing stands there. */
function isAskedFor(name: string, { exact, endswith }: NameFilter = {}): boolean {
  const spelled = findDomainName(name) ?? name;
  return (exact === undefined || spelled === exact) && (endswith === undefined || spelled.endsWith(endswith));
}

export function parsePage({ result, result_info: info }: Page): Listed {
  const { total_pages: pages, total_count: total } = Object(info) as Record<string, unknown>;
  if (!Array.isArray(result) || typeof pages !== "number" || typeof total !== "number")
    throw surprise({ info });
  return { items: result, pages, total };
}

/** The filter compares characters and not labels, so it lets too much through and never too little. */
function filterFor(ancestor: DomainName, zone: Zone): NameFilter | undefined {
  return isAtOrBelow(zone.apex, ancestor) ? undefined : { endswith: ancestor };
}

function commonAncestor(first: DomainName, rest: readonly DomainName[]): DomainName {
  let ancestor = first;
  while (!rest.every((name) => isAtOrBelow(name, ancestor))) {
    const parent = parentOf(ancestor);
    if (parent === undefined) return ancestor;
    ancestor = parent;
  }
  return ancestor;
}

function surprise(facts: Readonly<Record<string, unknown>>): OnboardError {
  return new OnboardError(
    "API_SURPRISE",
    phrase`Cloudflare's listing does not hold what its page numbers say.`,
    {
      hint: phrase`Run the same command again.`,
      facts,
    },
  );
}
