import { OnboardError } from "../errors/onboard-error.ts";

/** Where the API answers, in the pieces that the SDK wants. */
export interface Endpoint {
  readonly url: URL;
  /** With the port, where it is not the usual one. */
  readonly host: string;
  readonly protocol: "https://" | "http://";
}

const LOOPBACK = /^(?:127(?:\.\d{1,3}){3}|localhost|\[::1\])$/;

/**
 * The SDK takes a host and loses everything else of a URL silently, so that is refused here.
 * @throws OnboardError CONFIG_INVALID
 */
export function parseEndpoint(text: string): Endpoint {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const isSafe = url?.protocol === "https:" || (url?.protocol === "http:" && LOOPBACK.test(url.hostname));
  if (url === undefined || !isSafe || url.href !== `${url.origin}/`) {
    throw new OnboardError("CONFIG_INVALID", `"${text}" can't be used as the endpoint of SES.`, {
      hint: "Give https:// and a host; http:// is for the loopback only, since requests are signed but not secret there.",
      facts: { endpoint: text },
    });
  }
  return { url, host: url.host, protocol: url.protocol === "https:" ? "https://" : "http://" };
}

export function isLoopback({ url }: Endpoint): boolean {
  return LOOPBACK.test(url.hostname);
}
