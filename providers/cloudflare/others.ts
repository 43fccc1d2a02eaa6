import { findDomainName } from "../../src/dns/domain-name.ts";
import type { CallOptions, OtherNames, Zone } from "../../src/dns/provider.ts";
import type { CloudflareClient } from "./api.ts";
import { readPage, surprise } from "./listing.ts";

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
