import type { DnsProvider } from "../../src/dns/provider.ts";
import type { AdapterContext } from "../describe.ts";
import { createRoute53Provider } from "./adapter.ts";
import { createRoute53Client, type Timeouts } from "./client.ts";

export { meta } from "./meta.ts";

/**
 * Short enough that a command can name an unreachable endpoint within 10 s, and long enough for a listing
 * over a slow line.
 */
const TIMEOUTS: Timeouts = { connectMs: 2_500, requestMs: 6_000, keysMs: 20_000 };

/** @throws OnboardError CONFIG_INVALID for an endpoint or a proxy that can't be used, CREDENTIALS_MISSING */
export async function createProvider(context: AdapterContext): Promise<DnsProvider> {
  const api = await createRoute53Client(context, TIMEOUTS);
  return createRoute53Provider(api, {
    ...context,
    requestMs: TIMEOUTS.requestMs,
    zoneId: context.settings["zoneId"],
  });
}
