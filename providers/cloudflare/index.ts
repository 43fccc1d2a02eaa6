import type { DnsProvider } from "../../src/dns/provider.ts";
import { OnboardError } from "../../src/errors/onboard-error.ts";
import { phrase } from "../../src/errors/phrase.ts";
import type { AdapterContext } from "../describe.ts";

export { meta } from "./meta.ts";

/**
 * The adapter on Cloudflare's own SDK, which is loaded here and not before: importing it takes half a second.
 * @throws OnboardError CREDENTIALS_MISSING; CREDENTIALS_REJECTED for a token that can't be one; CONFIG_INVALID
 */
export async function createProvider(context: AdapterContext): Promise<DnsProvider> {
  const apiToken = parseToken(context.settings["apiToken"]);
  const [{ createCloudflareClient }, { createCloudflareProvider }] = await Promise.all([
    import("./client.ts"),
    import("./adapter.ts"),
  ]);
  const client = createCloudflareClient(context, apiToken);
  return createCloudflareProvider(client, context);
}

/**
 * Checked here, because an HTTP client that is given a line break in a header names the whole header in its
 * error.
 */
function parseToken(text: string | undefined): string {
  const token = text?.trim() ?? "";
  const hint = phrase`Make an API token with Zone:Read and DNS:Edit on the zone, and pass it as CLOUDFLARE_API_TOKEN.`;
  if (token === "")
    throw new OnboardError("CREDENTIALS_MISSING", phrase`There is no API token for Cloudflare.`, { hint });
  if (/^[\u0021-\u007e]+$/.test(token)) return token;
  throw new OnboardError(
    "CREDENTIALS_REJECTED",
    phrase`The API token for Cloudflare holds a space, a line break or a character outside ASCII.`,
    {
      hint,
    },
  );
}
