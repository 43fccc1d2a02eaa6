import type { PlanHash } from "./plan.ts";

// Read by the table of options, so it imports nothing.

/** What a hash is of, in the order of its three parts. */
export const HASH_PARTS = ["settings", "standing", "written"] as const;
export type HashPart = (typeof HASH_PARTS)[number];

export const HASH_DIGITS: Readonly<Record<HashPart, number>> = { settings: 16, standing: 16, written: 32 };
const SHAPE = new RegExp(
  `^sha256:${HASH_PARTS.map((part) => `(?<${part}>[0-9a-f]{${HASH_DIGITS[part]}})`).join("-")}$`,
);

/** Text → hash; undefined: it is none. */
export function findPlanHash(text: string): PlanHash | undefined {
  return SHAPE.test(text) ? (text as PlanHash) : undefined;
}

/** In what two plans differ. */
export function differingParts(a: PlanHash, b: PlanHash): readonly HashPart[] {
  const [left, right] = [partsOf(a), partsOf(b)];
  return HASH_PARTS.filter((part) => left?.[part] !== right?.[part]);
}

/** The digests of a hash; undefined: it is none. */
export function partsOf(hash: PlanHash): Readonly<Record<HashPart, string>> | undefined {
  // Sound, since the shape has a group for each part, and none of them may be missing.
  return SHAPE.exec(hash)?.groups as Readonly<Record<HashPart, string>> | undefined;
}
