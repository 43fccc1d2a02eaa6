import type { ProviderTraits } from "../../../../src/dns/provider.ts";
import type { ApiName } from "../../inject/fault.ts";

// The kinds of DNS host: the shipped adapters, and one written on the entry for adapters that has each trait at
// each of its values.

export interface HostKind {
  readonly id: string;
  readonly api: ApiName;
  readonly traits: ProviderTraits;
  /** How old a listing may be, in milliseconds: each seed has one of them. */
  readonly lagsMs: readonly number[];
  /** Where a name and a value may be changed by nobody else: comments, tags; weighted sets. */
  readonly keeps: "comments" | "routing" | "nothing";
}

export const HOST_KINDS: readonly HostKind[] = [
  {
    id: "cloudflare",
    api: "cloudflare",
    traits: { swap: "checked", writes: "value", batch: "all-or-nothing", replace: "in-place", minTtl: 60 },
    lagsMs: [0, 400],
    keeps: "comments",
  },
  {
    id: "route53",
    api: "route53",
    traits: { swap: "atomic", writes: "rrset", batch: "all-or-nothing", replace: "in-place", minTtl: 0 },
    lagsMs: [0],
    keeps: "routing",
  },
  {
    id: "atomic-value",
    api: "other",
    traits: { swap: "atomic", writes: "value", batch: "one-by-one", replace: "in-place", minTtl: 0 },
    lagsMs: [0],
    keeps: "nothing",
  },
  {
    id: "checked-rrset",
    api: "other",
    traits: { swap: "checked", writes: "rrset", batch: "one-by-one", replace: "in-place", minTtl: 0 },
    lagsMs: [0],
    keeps: "nothing",
  },
  {
    id: "checked-late",
    api: "other",
    traits: {
      swap: "checked",
      writes: "rrset",
      batch: "all-or-nothing",
      replace: "in-place",
      minTtl: 0,
      readLagMs: 500,
    },
    lagsMs: [400],
    keeps: "nothing",
  },
  {
    id: "checked-gap",
    api: "other",
    traits: { swap: "checked", writes: "value", batch: "one-by-one", replace: "gap", minTtl: 0 },
    lagsMs: [0],
    keeps: "nothing",
  },
];
