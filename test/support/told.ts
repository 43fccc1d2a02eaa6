import { wordHint } from "../../src/errors/hint.ts";
import { isPhrase } from "../../src/errors/phrase.ts";

/** The same with each phrase in it as its English text. */
export function told(value: unknown): unknown {
  if (isPhrase(value)) return wordHint(value).hint;
  if (Array.isArray(value)) return value.map(told);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, told(inner)]));
}

/** A sentence or a hint, as text. */
export function toldText(value: Parameters<typeof wordHint>[0] | undefined): string {
  return value === undefined ? "" : wordHint(value).hint;
}
