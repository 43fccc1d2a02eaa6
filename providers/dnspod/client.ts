import { createTencentAttempt, type TencentCredentials } from "../../src/tencent/attempt.ts";
import { parseTencentEndpoint } from "../../src/tencent/endpoint.ts";
import type { AdapterContext } from "../describe.ts";
import type { DnspodClient } from "./api.ts";

/**
 * Milliseconds: short enough that a command can name an unreachable endpoint within 10 s, and long enough for 3,000
 * records over a slow line.
 */
const TIMEOUTS = { connectMs: 2_500, attemptMs: 8_000 };
/** Of one answer: 3,000 records of 600 octets are less than two million. */
const MOST_OCTETS = 8_000_000;

/** Where a client asks, and as whom. */
export interface Account {
  readonly credentials: TencentCredentials;
  /** URL. */
  readonly endpoint: string;
}

/**
 * DNSPod's own SDK, loaded with the first request.
 * @throws OnboardError CONFIG_INVALID for the endpoint
 */
export function createDnspodClient(
  { credentials, endpoint }: Account,
  { env, userAgent }: Pick<AdapterContext, "env" | "userAgent">,
  attemptMs = TIMEOUTS.attemptMs,
): DnspodClient {
  const attempt = createTencentAttempt(
    {
      credentials,
      endpoint: parseTencentEndpoint(endpoint, "DNSPod"),
      userAgent,
      env,
      timeouts: { ...TIMEOUTS, attemptMs },
      mostOctets: MOST_OCTETS,
    },
    async () => (await import("tencentcloud-sdk-nodejs-dnspod")).dnspod.v20210323.Client,
  );
  return (action, parameters, signal) => attempt({ action, parameters }, signal);
}
