import { findDomainName, isAtOrBelow } from "../../dns/domain-name.ts";
import type { StoredRecord } from "../zone-store.ts";
import { CloudflareFault } from "./envelope.ts";

/** Filters of the record list. They compare characters, not labels, and ignore case. */
export const FILTERS: Readonly<Record<string, (record: StoredRecord, wanted: string) => boolean>> = {
  name: ({ owner }, wanted) => owner === wanted,
  "name.exact": ({ owner }, wanted) => owner === wanted,
  "name.endswith": ({ owner }, wanted) => owner.endsWith(wanted),
  "name.startswith": ({ owner }, wanted) => owner.startsWith(wanted),
  "name.contains": ({ owner }, wanted) => owner.includes(wanted),
  type: ({ type }, wanted) => type.toLowerCase() === wanted,
  // The delegations at or above a name: records that the zone holds below them are never served.
  shadowing_name: ({ owner, type }, wanted) => {
    const name = findDomainName(wanted);
    return type === "NS" && name !== undefined && isAtOrBelow(name, owner);
  },
};

export function refuseUnknownParameters(query: URLSearchParams, known: readonly string[]): void {
  const unknown = [...query.keys()].find((name) => !known.includes(name));
  if (unknown !== undefined)
    throw new CloudflareFault(400, 1004, `The sandbox does not know the parameter ${unknown}.`);
}
