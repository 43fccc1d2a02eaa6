import { BaseRecords } from "cloudflare/resources/dns/records";
import { BaseZones } from "cloudflare/resources/zones/zones";
import { createClient } from "cloudflare/tree-shakable";
import { parseEndpoint } from "../../src/net/endpoint.ts";
import type { AdapterContext } from "../describe.ts";
import type { CloudflareClient } from "./api.ts";
import { createStrictFetch } from "./strict-fetch.ts";

const BASE_URL = "https://api.cloudflare.com/client/v4";
/**
 * The SDK would send today's date (7.3.0), and a run of tomorrow could then meet another API than today's.
 */
const API_VERSION = "2026-11-01";
/**
 * For one request, its whole body included: the SDK ends its own timer with the headers, but our fetch
 * returns only after the body.
 */
const REQUEST_TIMEOUT_MS = 30_000;

/**
 * Cloudflare's SDK with what it would take from the process's environment shut off (key, e-mail, service key,
 * log level), and without its retries: they repeat a POST that may have been carried out, obey any
 * Retry-After, and sleep through an abort (7.3.0).
 * @throws OnboardError CONFIG_INVALID for the endpoint or the proxy
 */
export function createCloudflareClient(
  context: AdapterContext,
  apiToken: string,
  timeoutMs = REQUEST_TIMEOUT_MS,
): CloudflareClient {
  const baseURL = context.settings["baseUrl"] ?? BASE_URL;
  return createClient({
    resources: [BaseZones, BaseRecords],
    apiToken,
    apiKey: null,
    apiEmail: null,
    userServiceKey: null,
    baseURL,
    apiVersion: API_VERSION,
    defaultHeaders: { "User-Agent": context.userAgent },
    maxRetries: 0,
    timeout: timeoutMs,
    logLevel: "off",
    fetch: createStrictFetch(parseEndpoint(baseURL, "Cloudflare"), context.env),
  });
}
