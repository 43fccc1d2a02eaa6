import { formatMx, parseMx, type Mx } from "../../dns/rdata.ts";

/** Mail for a name without MX goes to its addresses (RFC 5321 section 5.1). */
export const ADDRESS_TYPES = ["A", "AAAA"] as const;

const LARGEST_PREFERENCE = 65_535;
const STEP = 10;

/** Whether the values say "accepts no mail" (RFC 7505): one MX whose target is the root. */
export function isNullMx(values: readonly string[]): boolean {
  return values.some((value) => parseMx(value).exchange === ".");
}

/** Whether mail is taken by this exchange already, at whatever preference. */
export function hasExchange(values: readonly string[], exchange: string): boolean {
  return values.some((value) => parseMx(value).exchange === exchange);
}

/** An MX behind all others: it is tried only when they fail. There must be room behind them. */
export function lastMx(values: readonly string[], exchange: string): string {
  return formatMx({ preference: Math.min(LARGEST_PREFERENCE, largestOf(values) + STEP), exchange });
}

/**
 * Whether a preference is left behind all others: it has 16 bits (RFC 1035 section 3.3.9). At the same one mail would be
 * shared between both (RFC 5321 section 5.1), and not wait for the others to fail.
 */
export function hasRoomBehind(values: readonly string[]): boolean {
  return largestOf(values) < LARGEST_PREFERENCE;
}

function largestOf(values: readonly string[]): number {
  return Math.max(...values.map((value) => parseMx(value).preference));
}

/** The exchange that SES names, with a preference where SES gives none; undefined when it is no host. */
export function findWantedMx(expected: string, preference: number): Mx | undefined {
  const mx = parseMx(expected, preference);
  return /^[a-z0-9_-]+(?:\.[a-z0-9_-]+)+$/.test(mx.exchange) && mx.preference <= LARGEST_PREFERENCE
    ? mx
    : undefined;
}
