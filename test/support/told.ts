import { wordHint, type WordProposal } from "../../src/errors/hint.ts";
import { isPhrase } from "../../src/errors/phrase.ts";
import { wordFor } from "../../src/report/words/commands/command-line.ts";

/** The words of the command line, before anything was given to it. */
export function plainFor(domain: string): WordProposal {
  const word = wordFor({ command: "run" }, domain);
  return (proposal) =>
    "again" in proposal ? { text: "the same command again", isCommand: false } : word(proposal);
}

/** The same with each phrase in it as its English text. */
export function told(value: unknown): unknown {
  if (isPhrase(value)) return toldText(value);
  if (Array.isArray(value)) return value.map(told);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, told(inner)]));
}

/** A sentence or a hint, as text. */
export function toldText(value: Parameters<typeof wordHint>[0] | undefined): string {
  return value === undefined ? "" : wordHint(value, plainFor("")).hint;
}
