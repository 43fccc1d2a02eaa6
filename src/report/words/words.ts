/** `0.4 s`, `58 s`, `2m10s`, `10m`, `1h5m`: as exact as a reader needs. */
export function durationWords(ms: number): string {
  if (ms < 9_950) return `${(Math.max(ms, 0) / 1000).toFixed(1)} s`;
  const seconds = Math.round(ms / 1000);
  if (seconds < 120) return `${seconds} s`;
  const [hours, minutes] = [Math.floor(seconds / 3_600), Math.floor((seconds % 3_600) / 60)];
  if (hours === 0) return `${minutes}m${seconds % 60 === 0 ? "" : `${seconds % 60}s`}`;
  return `${hours}h${minutes === 0 ? "" : `${minutes}m`}`;
}

/** `a`, `a and b`, `a, b and 3 more`. */
export function listWords(items: readonly string[], most = 4): string {
  const shown =
    items.length > most ? [...items.slice(0, most - 1), `${items.length - most + 1} more`] : items;
  return shown.length < 2
    ? (shown[0] ?? "none")
    : `${shown.slice(0, -1).join(", ")} and ${shown.at(-1) ?? ""}`;
}

/** `1 record`, `4 records`, `2 addresses`. */
export function countWords(count: number, thing: string, things = `${thing}s`): string {
  return `${count} ${count === 1 ? thing : things}`;
}

/** `1st`, `2nd`, `3rd`, `4th`, `11th`. */
export function ordinal(count: number): string {
  const suffix = Math.trunc((count % 100) / 10) === 1 ? "th" : (["th", "st", "nd", "rd"][count % 10] ?? "th");
  return `${count}${suffix}`;
}

/** How many places a character takes on a terminal. */
export function displayWidth(text: string): number {
  const marks = text.match(/[\p{Mn}\p{Me}]/gu)?.length ?? 0;
  const wide =
    text.match(
      /[\p{Script=Han}\p{Script=Hangul}\p{Script=Hiragana}\p{Script=Katakana}\p{Emoji_Presentation}\uff01-\uff60\u3000-\u303e]/gu,
    )?.length ?? 0;
  return Array.from(text).length - marks + wide;
}

/** Text cut to a width, its middle replaced by `…`: the ends of names and keys tell them apart. */
export function shorten(text: string, width: number): string {
  if (displayWidth(text) <= width) return text;
  const characters = Array.from(text);
  for (let kept = characters.length - 1; kept > 0; kept -= 1) {
    const [head, tail] = [Math.ceil(kept / 2), Math.floor(kept / 2)];
    const cut = `${characters.slice(0, head).join("")}…${tail === 0 ? "" : characters.slice(-tail).join("")}`;
    if (displayWidth(cut) <= width) return cut;
  }
  return "…";
}
