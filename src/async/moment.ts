/**
 * A moment as a hint names it: its time, and its day where that is not today.
 * Said at 03:10, "after 03:00" reads as passed.
 */
export function momentText(at: number, now: number): string {
  const moment = new Date(at).toISOString();
  const [day, time] = [moment.slice(0, 10), moment.slice(11, 16)];
  return new Date(now).toISOString().startsWith(day) ? `${time} UTC` : `${day} ${time} UTC`;
}
