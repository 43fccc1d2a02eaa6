import type { ProviderMeta } from "../describe.ts";

/** No host at all: what stands is read from the zone's name servers, and a person writes. */
export const meta: ProviderMeta = {
  id: "manual",
  title: "By hand",
  settings: [],
  rights: [
    "none: what stands is read from the zone's name servers, and whoever holds the DNS enters what run and `plan --export` print",
  ],
  // Nothing is ever written by it, so no swap can be stale, and no value is away for a moment.
  traits: { swap: "atomic", writes: "value", batch: "all-or-nothing", replace: "in-place", minTtl: 0 },
  byHand: true,
  nameServers: [],
  // Only where it is named: whoever waits for a person wants to know it.
  isConfigured: () => false,
  url: "https://www.rfc-editor.org/rfc/rfc1034",
  grade: "real server",
};
