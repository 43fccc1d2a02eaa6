import { isDeepStrictEqual } from "node:util";
import { parentOf, type DomainName } from "../../../src/dns/domain-name.ts";
import type { CallOptions } from "../../../src/dns/provider.ts";
import type { ListSetsInput, ListSetsOutput, RawRecordSet } from "../api.ts";
import type { Route53Calls, SetPage } from "../calls.ts";
import { findOwner, recordNameOf } from "../convert.ts";
import { surprise } from "../errors.ts";

/**
 * All record sets at these owner names, with as few requests as the order of the list allows. The list
 * *starts at* a name and runs on: a domain and the names below it lie side by side, so they usually come in
 * one page; what lies far off gets a start of its own. A wildcard lies somewhere between its parent and the last
 * name below that, whichever way it is sorted: where all of that was listed, so was the wildcard.
 */
export async function listRecordSets(
  calls: Route53Calls,
  zoneId: string,
  owners: readonly DomainName[],
  options: CallOptions,
): Promise<readonly RawRecordSet[]> {
  const plain = owners.filter((owner) => !isEscaped(recordNameOf(owner)));
  const escaped = owners.filter((owner) => isEscaped(recordNameOf(owner)));
  const { found, unlisted } =
    plain.length === 0
      ? { found: [], unlisted: escaped }
      : await walk(calls, zoneId, { owners, anchors: [...plain, ...escaped.flatMap(plainParent)] }, options);
  const alone: (readonly RawRecordSet[])[] = [];
  for (const owner of unlisted)
    alone.push((await walk(calls, zoneId, { owners: [owner], anchors: [owner] }, options)).found);
  return [...found.filter((set) => !isOneOf(new Set(unlisted), set)), ...alone.flat()];
}

function plainParent(owner: DomainName): readonly DomainName[] {
  const parent = parentOf(owner);
  return parent === undefined || isEscaped(recordNameOf(parent)) ? [] : [parent];
}

/** More pages for one walk than this can't be a list that advances. */
export const MOST_PAGES = 100;

interface Wanted {
  readonly owners: readonly DomainName[];
  /** Where pages begin; each is walked to the end of its own sets. */
  readonly anchors: readonly DomainName[];
}

async function walk(
  calls: Route53Calls,
  zoneId: string,
  { owners, anchors }: Wanted,
  options: CallOptions,
): Promise<{ readonly found: readonly RawRecordSet[]; readonly unlisted: readonly DomainName[] }> {
  const wanted = new Set(owners);
  const found: RawRecordSet[] = [];
  let open = anchors.toSorted((a, b) => (sortKey(recordNameOf(a)) < sortKey(recordNameOf(b)) ? -1 : 1));
  let unlisted = owners.filter((owner) => !anchors.includes(owner));
  let next: ListSetsInput | undefined = startAt(zoneId, open);
  let since = next;
  for (let pages = 0; next !== undefined; pages += 1) {
    if (pages === MOST_PAGES) throw surprise("ListResourceRecordSets", "the list does not end");
    const page: SetPage = await calls.listSets(next, options);
    found.push(...page.ResourceRecordSets.filter((set) => isOneOf(wanted, set)));
    // The pages from `since` on follow each other without a gap.
    if (next.StartRecordName !== undefined && next.StartRecordType === undefined) since = next;
    const from = since?.StartRecordName ?? "";
    unlisted = unlisted.filter((owner) => !isWhole(page, owner, { from, found }));
    open = open.filter((owner) => !isPast(page, owner));
    const following = followingPage(zoneId, page, open);
    if (following !== undefined && isDeepStrictEqual(following, next))
      throw surprise("ListResourceRecordSets", "the list does not go on");
    next = following;
  }
  return { found, unlisted };
}

/** What was listed so far, without a gap from this name on. */
interface Run {
  readonly from: string;
  readonly found: readonly RawRecordSet[];
}

/** Whether all sets of an escaped name were listed, if it has any. */
function isWhole(page: ListSetsOutput, owner: DomainName, { from, found }: Run): boolean {
  const [parent] = plainParent(owner);
  const next = page.NextRecordName ?? "";
  if (goesOn(page) && found.some((set) => findOwner(set.Name) === owner)) return next !== recordNameOf(owner);
  if (parent === undefined || isEscaped(from)) return false;
  const family = sortKey(recordNameOf(parent));
  if (sortKey(from) > family) return false;
  return !goesOn(page) || (!isEscaped(next) && sortKey(next) > family && !sortKey(next).startsWith(family));
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
export function goesOn({ IsTruncated, NextRecordName }: ListSetsOutput): boolean {
  return IsTruncated ?? NextRecordName !== undefined;
}

export function followingPage(
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
export function sortKey(recordName: string): string {
  return `${recordName.replace(/\.$/, "").split(".").toReversed().join(".")}.`;
}

/** The reference does not say whether `\052` is sorted as written or as `*`. */
function isEscaped(recordName: string): boolean {
  return recordName.includes("\\");
}
