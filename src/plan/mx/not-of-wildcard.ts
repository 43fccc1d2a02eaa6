import { sameValues, type RRset } from "../../dns/rrset.ts";
import { parseMx } from "../../dns/rdata.ts";
import type { WildcardWarning } from "../wildcard/warning.ts";
import { hasExchange } from "./mx.ts";

/**
 * An MX that was written out from a wildcard does not follow it, and nothing at the name tells where it is from: so
 * what stands beside SES's is held against the wildcard above. Only what has the wildcard's TTL can be of it.
 * @param expected SES's, which no wildcard needs to have
 */
export function notOfWildcard(own: RRset, wild: RRset, expected: string): readonly WildcardWarning[] {
  const [mine, its] = [besides(own.values, expected), besides(wild.values, expected)];
  if (mine.length === 0 || own.ttl !== wild.ttl || sameValues(mine, its)) return [];
  return [{ warning: "mx-not-of-wildcard", owner: own.owner, wildcard: wild.owner, own: mine, its }];
}

/** All but SES's own. */
function besides(values: readonly string[], expected: string): readonly string[] {
  const { exchange } = parseMx(expected);
  return values.filter((value) => !hasExchange([value], exchange));
}
