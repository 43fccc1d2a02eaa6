import { isIP } from "node:net";
import { neutralise } from "../../errors/neutralise.ts";

/**
 * One line of text in which nothing can command a terminal or a runner. Addresses stay as they are: their
 * `::` is no command, and people copy them.
 */
export function oneLine(text: string): string {
  return text.replace(/[\s()]+|[^\s()]+/g, (piece) => (isIP(piece) === 0 ? neutralise(piece) : piece));
}
