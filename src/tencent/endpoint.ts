import { OnboardError } from "../errors/onboard-error.ts";
import { parseEndpoint } from "../net/endpoint.ts";
import { phrase } from "../errors/phrase.ts";

/** Where its APIs answer: both sites, all regions, and the hosts within its own network. */
export const TENCENT_API_HOSTS: readonly RegExp[] = [/(?:^|\.)tencentcloudapi\.com$/];

/**
 * The SDK takes a host and loses everything else of a URL silently, so a path is refused here.
 * @param api whose endpoint it is, for the message: `SES`
 * @throws OnboardError CONFIG_INVALID
 */
export function parseTencentEndpoint(text: string, api: string): URL {
  const url = parseEndpoint(text, api);
  if (url.pathname === "/") return url;
  throw new OnboardError("CONFIG_INVALID", phrase`The endpoint of ${api} has a path: ${url.pathname}`, {
    hint: phrase`Give https:// and a host alone as the endpoint of ${api}.`,
    facts: { api, endpoint: url.href },
  });
}
