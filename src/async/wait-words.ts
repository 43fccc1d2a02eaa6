/** What nobody waits for at all; also how much of a longer wait is believed. */
export const LONGEST_WAIT_SECONDS = 86_400;

/** How long somebody has to wait: `30 seconds`, `5 minutes`, `3 hours`, `a day or more`. */
export function waitWords(seconds: number): string {
  if (!(seconds < LONGEST_WAIT_SECONDS)) return "a day or more";
  if (seconds < 120) return `${Math.ceil(seconds)} seconds`;
  return seconds < 7_200 ? `${Math.ceil(seconds / 60)} minutes` : `${Math.ceil(seconds / 3_600)} hours`;
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
