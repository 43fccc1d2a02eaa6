import * as z from "zod";
import { isAtOrBelow, parentOf, type DomainName } from "../dns/domain-name.ts";
import type { RRset } from "../dns/rrset.ts";
import type { InEffect } from "../plan/wildcard/after-undo.ts";
import { name } from "./shapes.ts";

// By which warnings of a plan a log tells that a wildcard had a share in what was written.

/** Every other warning is passed over. */
export const wildcardNote = z.union([
  z.object({
    warning: z.literal("from-wildcard"),
    wildcard: name,
    values: z.array(z.string()).min(1).readonly(),
  }),
  z.object({
    warning: z.literal("mx-replaced"),
    wildcard: name,
    lost: z.array(z.string()).min(1).readonly(),
  }),
  z.object({ warning: z.literal("dmarc-written-out"), wildcard: name }),
  z.unknown().transform(() => undefined),
]);

export type WildcardNote = NonNullable<z.infer<typeof wildcardNote>>;

/** Whether it is a wildcard that may have answered for the name. */
export function isOver({ wildcard }: WildcardNote, owner: DomainName): boolean {
  const above = parentOf(wildcard);
  return wildcard.startsWith("*.") && above !== undefined && above !== owner && isAtOrBelow(owner, above);
}

interface NotedPlan {
  readonly after: RRset | null;
  readonly warnings?: readonly (WildcardNote | undefined)[] | undefined;
}

export function inEffectIn({ warnings = [], after }: NotedPlan): InEffect | undefined {
  const note = warnings.find((one) => one !== undefined);
  if (note === undefined) return undefined;
  return { wildcard: note.wildcard, values: valuesOf(note, after) };
}

/** A DMARC record that is written out is the wildcard's policy in our own spelling, so it is what stays. */
function valuesOf(note: WildcardNote, after: RRset | null): readonly string[] {
  switch (note.warning) {
    case "from-wildcard":
      return note.values;
    case "mx-replaced":
      return note.lost;
    case "dmarc-written-out":
      return after?.values ?? [];
  }
}
