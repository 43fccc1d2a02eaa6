import type { ErrorCode } from "../../src/errors/codes.ts";

// A row of the table "Hostile input" in docs/reliability.md: what comes in, and what must come of it. The rows
// stand in rows/, a file for each door that something hostile comes in by; ended.ts judges what a row's run left.

/** What a run leaves in the world. */
export type Left = "nothing" | "the identity" | "identity and records";

export interface Row {
  /** What comes in, as the table says it. */
  readonly what: string;
  /** The code of the end; `verified`, `planned`: it is no hindrance. */
  readonly end: ErrorCode | "goes on";
  /** By default nothing where the run ends, and all of it where it goes on. */
  readonly left?: Left;
}

export function leftBy({ end, left }: Row): Left {
  return left ?? (end === "goes on" ? "identity and records" : "nothing");
}
