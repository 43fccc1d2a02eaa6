import { configInvalid, type Origin } from "../problem.ts";
import { phrase } from "../../errors/phrase.ts";

const DURATION = /^(?:(\d+)h)?(?:(\d+)m(?!s))?(?:(\d+)s)?(?:(\d+)ms)?$/;
const UNITS_MS = [3_600_000, 60_000, 1_000, 1] as const;
/** Longer waits are slips of the pen, and setTimeout fires at once beyond 2^31 ms. */
const LONGEST_MS = 7 * 24 * 3_600_000;

export const DURATION_SHAPE = "a duration like 10m, 90s, 200ms, 1h30m or 0 (at most 168h)";

/**
 * `10m`, `200ms`, `1h30m`, `0` → milliseconds; undefined: it is no duration. A number without a unit is
 * refused, since nobody knows which was meant.
 */
export function findDuration(text: string): number | undefined {
  if (text === "0") return 0;
  const match = DURATION.exec(text);
  if (match === null || text === "") return undefined;
  const ms = UNITS_MS.reduce<number>((sum, unitMs, index) => sum + Number(match[index + 1] ?? 0) * unitMs, 0);
  return ms <= LONGEST_MS ? ms : undefined;
}

/**
 * A duration in milliseconds.
 * @throws OnboardError CONFIG_INVALID
 */
export function parseDuration(text: string, origin: Origin): number {
  const ms = findDuration(text);
  if (ms === undefined)
    throw configInvalid([{ origin, problem: phrase`"${text}" is not ${DURATION_SHAPE}` }]);
  return ms;
}
