/** As much of somebody else's text as a sentence can hold; the whole belongs into the facts. */
export function shortened(text: string, longest = 600): string {
  return text.length > longest ? `${text.slice(0, longest)}…` : text;
}
