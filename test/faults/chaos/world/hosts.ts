import type { ProviderTraits } from "../../../../src/dns/provider.ts";
import type { ApiName } from "../../inject/fault.ts";

// The kinds of DNS host: the shipped adapters, and one written on the entry for adapters that has each trait at
// each of its values.

export interface HostKind {
  readonly id: string;
  readonly api: ApiName;
  readonly traits: ProviderTraits;
  /** How old a listing is, in milliseconds. */
  readonly lagMs: number;
  /** Where a name and a value may be changed by nobody else: comments, tags; weighted sets. */
  readonly keeps: "comments" | "routing" | "nothing";
}

const CLOUDFLARE = {
  api: "cloudflare",
  traits: { swap: "checked", writes: "value", batch: "all-or-nothing", replace: "in-place", minTtl: 60 },
  keeps: "comments",
} as const;

export const HOST_KINDS: readonly HostKind[] = [
  { id: "cloudflare", ...CLOUDFLARE, lagMs: 0 },
  { id: "cloudflare-late", ...CLOUDFLARE, lagMs: 400 },
  {
    id: "route53",
    api: "route53",
    traits: { swap: "atomic", writes: "rrset", batch: "all-or-nothing", replace: "in-place", minTtl: 0 },
    lagMs: 0,
    keeps: "routing",
  },
  {
    id: "atomic-value",
    api: "other",
    traits: { swap: "atomic", writes: "value", batch: "one-by-one", replace: "in-place", minTtl: 0 },
    lagMs: 0,
    keeps: "nothing",
  },
  {
    id: "checked-rrset",
    api: "other",
    traits: { swap: "checked", writes: "rrset", batch: "one-by-one", replace: "in-place", minTtl: 0 },
    lagMs: 0,
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
    lagMs: 400,
    keeps: "nothing",
  },
  {
    id: "checked-gap",
    api: "other",
    traits: { swap: "checked", writes: "value", batch: "one-by-one", replace: "gap", minTtl: 0 },
    lagMs: 0,
    keeps: "nothing",
  },
];
