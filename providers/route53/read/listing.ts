import type { DomainName } from "../../../src/dns/domain-name.ts";
import type { CallOptions } from "../../../src/dns/provider.ts";
import type { ListSetsInput, ListSetsOutput, RawRecordSet } from "../api.ts";
import type { Route53Calls } from "../calls.ts";
import { findOwner, recordNameOf } from "../convert.ts";
import { surprise } from "../errors.ts";

/**
 * All record sets at these owner names, with as few requests as the order of the list allows. The list
 * *starts at* a name and runs on: a domain and the names below it lie side by side, so they usually come in
 * one page; what lies far off gets a start of its own.
 */
export async function listRecordSets(
  calls: Route53Calls,
  zoneId: string,
  owners: readonly DomainName[],
  options: CallOptions,
): Promise<readonly RawRecordSet[]> {
  const plain = owners.filter((owner) => !isEscaped(recordNameOf(owner)));
  const found = plain.length === 0 ? [] : await walk(calls, zoneId, plain, options);
  const alone: (readonly RawRecordSet[])[] = [];
  for (const owner of owners.filter((owner) => isEscaped(recordNameOf(owner))))
    alone.push(await walk(calls, zoneId, [owner], options));
  return [...found, ...alone.flat()];
}

/** More pages for one walk than this can't be a list that advances. */
const MOST_PAGES = 100;

async function walk(
  calls: Route53Calls,
  zoneId: string,
  owners: readonly DomainName[],
  options: CallOptions,
): Promise<readonly RawRecordSet[]> {
  const wanted = new Set(owners);
  const found: RawRecordSet[] = [];
  let open = owners.toSorted((a, b) => (sortKey(recordNameOf(a)) < sortKey(recordNameOf(b)) ? -1 : 1));
  let next: ListSetsInput | undefined = startAt(zoneId, open);
  for (let pages = 0; next !== undefined; pages += 1) {
    if (pages === MOST_PAGES) throw surprise("ListResourceRecordSets", "the list does not end");
    const page: ListSetsOutput = await calls.listSets(next, options);
    // A proxy's page has no such list; without this check it would be taken for an empty one.
    if (page.ResourceRecordSets === undefined)
      throw surprise("ListResourceRecordSets", "it is no list of record sets");
    found.push(...page.ResourceRecordSets.filter((set) => isOneOf(wanted, set)));
    open = open.filter((owner) => !isPast(page, owner));
    next = followingPage(zoneId, page, open);
  }
  return found;
}

function isOneOf(wanted: ReadonlySet<DomainName>, set: RawRecordSet): boolean {
  const owner = findOwner(set.Name);
  return owner !== undefined && wanted.has(owner);
}

/**
 * Whether everything at this owner has been listed. Where the order of an escaped name is in doubt, only
 * "another name comes next" proves it.
 */
function isPast(page: ListSetsOutput, owner: DomainName): boolean {
  if (!goesOn(page)) return true;
  const [own, next] = [recordNameOf(owner), page.NextRecordName ?? ""];
  if (isEscaped(own)) return next !== own;
  return !isEscaped(next) && sortKey(next) > sortKey(own);
}

/** Emulators leave the flag out (moto, 2026); where a list goes on, it tells at which name. */
function goesOn({ IsTruncated, NextRecordName }: ListSetsOutput): boolean {
  return IsTruncated ?? NextRecordName !== undefined;
}

function followingPage(
  zoneId: string,
  page: ListSetsOutput,
  open: readonly DomainName[],
): ListSetsInput | undefined {
  const [first] = open;
  if (first === undefined || !goesOn(page)) return undefined;
  const next = page.NextRecordName;
  if (next === undefined)
    throw surprise("ListResourceRecordSets", "it is cut short and does not tell where it goes on");
  if (!isEscaped(next) && sortKey(recordNameOf(first)) > sortKey(next)) return startAt(zoneId, open);
  return {
    HostedZoneId: zoneId,
    StartRecordName: next,
    ...(page.NextRecordType === undefined ? {} : { StartRecordType: page.NextRecordType }),
    ...(page.NextRecordIdentifier === undefined ? {} : { StartRecordIdentifier: page.NextRecordIdentifier }),
  };
}

function startAt(zoneId: string, [first]: readonly DomainName[]): ListSetsInput | undefined {
  return first === undefined ? undefined : { HostedZoneId: zoneId, StartRecordName: recordNameOf(first) };
}

/**
 * Labels reversed, with the final dot, as text: so `-` comes before `.` (API reference of
 * ListResourceRecordSets, November 2026).
 */
function sortKey(recordName: string): string {
  return `${recordName.replace(/\.$/, "").split(".").toReversed().join(".")}.`;
}

/** The reference does not say whether `\052` is sorted as written or as `*`. */
function isEscaped(recordName: string): boolean {
  return recordName.includes("\\");
}
