import type { Environment } from "../net/proxy.ts";
import {
  createTencentAttempt,
  type TencentCredentials,
  type TencentRequest,
  type TencentTimeouts,
} from "../tencent/attempt.ts";
import { parseTencentEndpoint } from "../tencent/endpoint.ts";

export interface SesConnection {
  readonly credentials: TencentCredentials;
  readonly region: string;
  /** URL. */
  readonly endpoint: string;
  readonly userAgent?: string | undefined;
  /** Proxy variables are taken from here. */
  readonly env?: Environment | undefined;
  readonly timeouts?: TencentTimeouts | undefined;
  /**
   * Awaited once before each request leaves for SES: counts it, and holds it back while the account's rate is
   * used up. @throws the signal's reason
   */
  readonly admit?: ((action: SesAction, signal: AbortSignal | undefined) => Promise<void>) | undefined;
}

export type SesAction =
  | "CreateEmailIdentity"
  | "UpdateEmailIdentity"
  | "GetEmailIdentity"
  | "ListEmailIdentities";

/**
 * SES allows 20 requests a second for each action of an account ("exceeds the frequency limit `20` for a
 * second", November 2026), and counts them as they arrive. No more than 1.5 + 17.5 t leave within t seconds,
 * so no more than 20 arrive in one, also when they come a tenth of a second closer together than they left.
 * The half makes up for timers that wake us late.
 */
export const SES_RATE = { perSecond: 17.5, burst: 1.5 } as const;

export interface SesRequest extends Pick<TencentRequest, "parameters" | "onSend"> {
  readonly action: SesAction;
  /** The domain may be unknown to SES: that it is, is then an answer, and is not asked again. */
  readonly mayBeUnknown?: boolean;
}

/** Of one answer: a thousand identities or a hundred records are less. */
const MOST_OCTETS = 4_000_000;

/** SES looks up DNS records while we wait. */
const TIMEOUTS: TencentTimeouts = { connectMs: 2_500, attemptMs: 10_000 };

/** One request by the official SDK, no retry; the SDK is loaded with the first. */
export type Attempt = (request: SesRequest, signal: AbortSignal | undefined) => Promise<unknown>;

/**
 * @throws OnboardError CONFIG_INVALID for the endpoint
 * The attempts throw what those of `createTencentAttempt` do.
 */
export function createAttempt(connection: SesConnection): Attempt {
  const { timeouts = TIMEOUTS, admit } = connection;
  const attempt = createTencentAttempt(
    {
      ...connection,
      endpoint: parseTencentEndpoint(connection.endpoint, "SES"),
      timeouts,
      mostOctets: MOST_OCTETS,
    },
    async () => (await import("tencentcloud-sdk-nodejs-ses")).ses.v20201002.Client,
  );
  return ({ action, parameters, onSend }, signal) =>
    attempt(
      { action, parameters, onSend, admit: (ended) => Promise.resolve(admit?.(action, ended)) },
      signal,
    );
}
