/** A label at a place of the time axis, in milliseconds. */
export interface Tick {
  readonly atMs: number;
  readonly text: string;
}

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
/** Steps that people count in. */
const STEPS_MS = [
  ...[0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5].map((seconds) => seconds * SECOND),
  ...[1, 2, 5, 10, 15, 30].map((seconds) => seconds * SECOND),
  ...[1, 2, 5, 10, 15, 30].map((minutes) => minutes * MINUTE),
  ...[1, 2, 3, 6, 12, 24].map((hours) => hours * HOUR),
];
const MOST_TICKS = 6;

/** Round moments from 0 to the end, few enough to be read. */
export function ticksOf(endMs: number): readonly Tick[] {
  const step = STEPS_MS.find((ms) => endMs / ms <= MOST_TICKS) ?? Math.ceil(endMs / MOST_TICKS / HOUR) * HOUR;
  return Array.from({ length: Math.floor(endMs / step) + 1 }, (_, index) => ({
    atMs: index * step,
    text: tickText(index * step, step),
  }));
}

function tickText(ms: number, step: number): string {
  if (ms === 0) return "0";
  if (step < SECOND) return `${Number((ms / SECOND).toFixed(3))} s`;
  if (ms <= 90 * SECOND && step < MINUTE) return `${ms / SECOND} s`;
  const [hours, minutes, seconds] = [
    Math.floor(ms / HOUR),
    Math.floor((ms % HOUR) / MINUTE),
    (ms % MINUTE) / SECOND,
  ];
  return [
    hours > 0 ? `${hours}h` : "",
    minutes > 0 ? `${minutes}m` : "",
    seconds > 0 ? `${seconds}s` : "",
  ].join("");
}
