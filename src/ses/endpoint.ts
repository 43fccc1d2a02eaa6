import { OnboardError } from "../errors/onboard-error.ts";
import { parseEndpoint } from "../net/endpoint.ts";

/**
 * The SDK takes a host and loses everything else of a URL silently, so a path is refused here.
 * @throws OnboardError CONFIG_INVALID
 */
export function parseSesEndpoint(text: string): URL {
  const url = parseEndpoint(text, "SES");
  if (url.pathname === "/") return url;
  throw new OnboardError("CONFIG_INVALID", `The endpoint of SES has a path: ${url.pathname}`, {
    hint: "Give https:// and a host alone as the endpoint of SES.",
    facts: { api: "SES", endpoint: url.href },
  });
}
