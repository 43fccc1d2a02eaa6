import type { CallOptions, OtherNames } from "../../../src/dns/provider.ts";
import type { ListSetsInput } from "../api.ts";
import type { Route53Calls, SetPage } from "../calls.ts";
import { findOwner, recordNameOf } from "../convert.ts";
import { surprise } from "../errors.ts";
import { followingPage, goesOn, MOST_PAGES, sortKey } from "./listing.ts";

/**
 * Whether a record set stands at or below a name, at none of the known ones. Labels are sorted from the right, so
 * all of them lie side by side from the name itself on, a wildcard however it is spelled, too.
 */
export async function holdsOthers(
  calls: Route53Calls,
  zoneId: string,
  { top, known }: OtherNames,
  options: CallOptions,
): Promise<boolean> {
  const family = sortKey(recordNameOf(top));
  let next: ListSetsInput | undefined = { HostedZoneId: zoneId, StartRecordName: recordNameOf(top) };
  for (let pages = 0; next !== undefined; pages += 1) {
    if (pages === MOST_PAGES) throw surprise("ListResourceRecordSets", "the list does not end");
    const page: SetPage = await calls.listSets(next, options);
    const names = page.ResourceRecordSets.map(({ Name = "" }) => Name.toLowerCase());
    if (
      names.some((name) => sortKey(name).startsWith(family) && !known.some((one) => one === findOwner(name)))
    )
      return true;
    const following = page.NextRecordName;
    const isPast = goesOn(page) && following !== undefined && !sortKey(following).startsWith(family);
    next = isPast ? undefined : followingPage(zoneId, page, [top]);
  }
  return false;
}
