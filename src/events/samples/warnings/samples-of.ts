import type { Warning } from "../../../plan/warning.ts";

/** At least one example of each warning of a union. */
export type SamplesOf<W extends Warning> = {
  readonly [K in W["warning"]]: readonly [
    Extract<W, { readonly warning: K }>,
    ...Extract<W, { readonly warning: K }>[],
  ];
};
