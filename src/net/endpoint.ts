import { BlockList, isIP } from "node:net";
import { OnboardError } from "../errors/onboard-error.ts";
import { phrase } from "../errors/phrase.ts";

// The way out, read in this order: endpoint.ts (which address may get credentials, what is loopback), proxy.ts
// (which proxy stands in between), agent.ts and tunnel.ts (who opens the connection), connect-fault.ts (why none
// came about), request.ts (one request where no SDK makes it).

const LOOPBACK = new BlockList();
LOOPBACK.addSubnet("127.0.0.0", 8);
LOOPBACK.addAddress("::1", "ipv6");

/** Whether this IP address is the machine itself; `::ffff:127.0.0.1` is, too. */
export function isLoopbackAddress(address: string): boolean {
  const family = isIP(address);
  return family !== 0 && LOOPBACK.check(address, `ipv${family === 4 ? 4 : 6}`);
}

export function isLoopback(url: URL): boolean {
  return url.hostname === "localhost" || isLoopbackAddress(hostOf(url));
}

/** The name or address without the brackets that a URL writes around an IPv6 address. */
export function hostOf(url: URL): string {
  return url.hostname.replace(/^\[|\]$/g, "");
}

/** By https, or by http on the loopback: nobody on the way can read them. */
export function mayGetCredentials(url: URL): boolean {
  return url.protocol === "https:" || (url.protocol === "http:" && isLoopback(url));
}

/** What is wrong with an address that credentials would be sent to; undefined: nothing. */
export function faultOfEndpoint(text: string): string | undefined {
  if (!URL.canParse(text)) return "is not a URL (write it like https://ses.example.com)";
  const url = new URL(text);
  if (url.username !== "" || url.password !== "")
    return "holds credentials; name them by { env: NAME } or { file: PATH } instead";
  if (url.search !== "" || url.hash !== "") return "has a query or a fragment, which an endpoint can't have";
  if (mayGetCredentials(url)) return undefined;
  if (url.protocol === "http:")
    return "is plain http, which is allowed on loopback only: credentials would cross the network readable";
  return `has the scheme ${url.protocol.slice(0, -1)}, where https is needed`;
}

/**
 * @param of whose API it is, for the message
 * @throws OnboardError CONFIG_INVALID
 */
export function parseEndpoint(text: string, of: string): URL {
  const fault = faultOfEndpoint(text);
  if (fault === undefined) return new URL(text);
  throw new OnboardError("CONFIG_INVALID", phrase`The endpoint of ${of} ${fault}.`, {
    hint: phrase`Give https:// and a host as the endpoint of ${of}; http:// is for the loopback only.`,
    // Everything before the last @ is left out: it may be a password.
    facts: { api: of, endpoint: text.replace(/^.*@/s, "…@") },
  });
}
