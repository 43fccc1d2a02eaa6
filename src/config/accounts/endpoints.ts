import type { EndpointHosts } from "../../../providers/describe.ts";
import { hostOf, isLoopback } from "../../net/endpoint.ts";
import { TENCENT_API_HOSTS } from "../../tencent/endpoint.ts";
import type { Loading } from "../loading.ts";
import type { Origin } from "../problem.ts";
import { phrase } from "../../errors/phrase.ts";

// Where credentials may be sent. Whoever may change a config file could else lead them to a server of his own, with a
// certificate as good as any.

export const TENCENT_HOSTS: EndpointHosts = { title: "Tencent Cloud", hosts: TENCENT_API_HOSTS };

const ALLOWED = "SES_ONBOARD_ALLOWED_ENDPOINTS";

/** Collects a problem where the address is neither the vendor's own nor the loopback nor allowed by the environment. */
export function refuseElsewhere(loading: Loading, given: GivenEndpoint, vendor: EndpointHosts): void {
  const { text, origin } = given;
  // What is wrong with the text itself is told already.
  if (text === undefined || !URL.canParse(text)) return;
  const url = new URL(text);
  const allowed: readonly string[] = loading.options["allowed-endpoints"]?.value ?? [];
  if (isVendors(vendor, url) || isLoopback(url) || allowed.includes(url.origin)) return;
  loading.problems.push({
    origin,
    problem: phrase`the URL leads to ${url.host}, which is none of ${vendor.title}'s own hosts, and credentials go there`,
    hint: `Correct the URL, or allow it in the environment: ${ALLOWED}=${url.origin}`,
  });
}

export interface GivenEndpoint {
  readonly text: string | undefined;
  readonly origin: Origin;
}

/** Whether the vendor itself answers there. */
export function isVendors({ hosts }: EndpointHosts, url: URL): boolean {
  const host = hostOf(url).replace(/\.$/, "");
  return hosts.some((pattern) => host.search(pattern) !== -1);
}
