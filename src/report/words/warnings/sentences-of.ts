import type { Warning } from "../../../plan/warning.ts";

/** The sentence of each warning of a union: first what is so, then the imperative. */
export type SentencesOf<W extends Warning> = {
  readonly [K in W["warning"]]: (warning: Extract<W, { readonly warning: K }>) => string;
};
