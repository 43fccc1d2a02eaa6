/**
 * The words of a page in order, a line for each element that has some; where bands lie is drawn, not told.
 */
export function outline(page: string): string {
  return `${page
    .replace(/<style>[^]*<\/style>/, "")
    .replace(/<span class="hidden">[^<]*<\/span>/g, "")
    .replace(/<(\/?)(?:b|i|code|small|span|em)\b[^>]*>/g, "")
    .replace(/<[^>]*>/g, "\n")
    .split("\n")
    .map((line) => line.trim())
    .filter(Boolean)
    .join("\n")}\n`;
}
