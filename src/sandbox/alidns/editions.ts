/** What Alibaba Cloud DNS keeps of a domain beside its records. */
export interface AlidnsZone {
  /** Absent: the free one. */
  readonly edition?: Edition;
  /** Absent: all is well. */
  readonly state?: "forbidden" | "expired";
}

export type Edition = keyof typeof EDITIONS;

/**
 * By VersionCode; `minTtl` in seconds. The page on TTL (Alibaba Cloud, 2026) has 600 s for the free and the personal
 * edition and 1 s for the ultimate one; the codes are those of DescribeDomainInfo (SDK 4.6.1, 2026).
 */
const EDITIONS = {
  mianfei: { name: "Alibaba Cloud DNS Free Edition", minTtl: 600 },
  version_personal: { name: "Alibaba Cloud DNS Personal Edition", minTtl: 600 },
  version_enterprise_advanced: { name: "Alibaba Cloud DNS Enterprise Ultimate Edition", minTtl: 1 },
} as const;

/** Seconds, at every edition. */
export const LONGEST_TTL = 86_400;

export function editionOf({ edition = "mianfei" }: AlidnsZone) {
  return { code: edition, ...EDITIONS[edition] };
}
