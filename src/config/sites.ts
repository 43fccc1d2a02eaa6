/**
 * Tencent Cloud's two separate platforms. Keys of one are unknown to the other, and nothing in a key tells
 * which it belongs to.
 */
export type Site = "international" | "china";

export interface SiteFacts {
  /**
   * Where its SES API answers. Older pages of the documentation name the Chinese host for both (looked up
   * November 2026).
   */
  readonly endpoint: string;
  /** Where its Security Token Service answers (API pages of both sites, April 2026). */
  readonly sts: string;
  /** Where its console makes keys of the account and of its CAM users (looked up November 2026). */
  readonly keysAt: string;
  /** Where its console takes a policy of CAM (named by Tencent's own pages, November 2026). */
  readonly policiesAt: string;
  /** The regions that have SES (product pages, November 2026); the first is the default. */
  readonly regions: readonly [string, ...string[]];
}

export const SITES: Readonly<Record<Site, SiteFacts>> = {
  international: {
    endpoint: "https://ses.intl.tencentcloudapi.com",
    sts: "https://sts.intl.tencentcloudapi.com",
    keysAt: "https://console.tencentcloud.com/cam/capi",
    policiesAt: "https://console.tencentcloud.com/cam/policy",
    regions: ["ap-singapore"],
  },
  china: {
    endpoint: "https://ses.tencentcloudapi.com",
    sts: "https://sts.tencentcloudapi.com",
    keysAt: "https://console.cloud.tencent.com/cam/capi",
    policiesAt: "https://console.cloud.tencent.com/cam/policy",
    regions: ["ap-guangzhou", "ap-hongkong"],
  },
};

export const SITE_NAMES = ["international", "china"] as const satisfies readonly Site[];

/** The site that has SES in this region, to say so when the other one was chosen. Never used to choose. */
export function siteOfRegion(region: string): Site | undefined {
  return SITE_NAMES.find((site) => SITES[site].regions.includes(region));
}
