import { phrase, type Phrase } from "../errors/phrase.ts";

/** What nobody waits for at all; also how much of a longer wait is believed. */
export const LONGEST_WAIT_SECONDS = 86_400;

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

/** What to do about a Retry-After that nobody waited for. */
export function waitHint(seconds: number): Phrase {
  return phrase`Wait ${waitWords(seconds)}, as the answer asks, and run the same command again.`;
}

/** How long somebody has to wait: `30 seconds`, `5 minutes`, `3 hours`, `a day or more`. */
export function waitWords(seconds: number): Phrase {
  if (!(seconds < LONGEST_WAIT_SECONDS)) return phrase`a day or more`;
  if (seconds < 120) return phrase`${Math.ceil(seconds)} seconds`;
  return seconds < 7_200
    ? phrase`${Math.ceil(seconds / 60)} minutes`
    : phrase`${Math.ceil(seconds / 3_600)} hours`;
}

/**
 * A moment as a hint names it: its time, and its day where that is not today.
 * Said at 03:10, "after 03:00" reads as passed.
 */
export function momentText(at: number, now: number): string {
  const moment = new Date(at).toISOString();
  const [day, time] = [moment.slice(0, 10), moment.slice(11, 16)];
  return new Date(now).toISOString().startsWith(day) ? `${time} UTC` : `${day} ${time} UTC`;
}
