import { LONGEST_WAIT_SECONDS } from "../../src/async/wait-words.ts";

/**
 * A Retry-After in seconds: a number or a date (RFC 9110 section 10.2.3), the first one where a proxy added another.
 * What is longer than a day counts as one: nobody waits for either, and no timer or sentence holds `9999-12-31`.
 * @param now milliseconds since 1970 by the server's clock where it tells it, else by ours
 * @returns undefined where none can be read, or where it has passed
 */
export function readRetryAfter(header: string | null | undefined, now: number): number | undefined {
  const text = (header ?? "").trim();
  const [, digits] = /^(\d+(?:\.\d+)?)\s*(?:,|$)/.exec(text) ?? [];
  const seconds = digits === undefined ? (Date.parse(text) - now) / 1_000 : Number(digits);
  return seconds > 0 ? Math.min(Math.ceil(seconds), LONGEST_WAIT_SECONDS) : undefined;
}
