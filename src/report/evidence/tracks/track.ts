import type { Look } from "./verdict-look.ts";

/** A state that lasted, in milliseconds since the first write. */
export interface Band extends Look {
  readonly fromMs: number;
  readonly toMs: number;
}

/** One row of the picture. */
export interface Track {
  readonly group: "servers" | "resolvers" | "ses";
  readonly name: string;
  /** An address, or empty. */
  readonly address: string;
  readonly bands: readonly Band[];
  /** How it stood in the end: since when, or until when. */
  readonly finalState: Look;
}

/** The stretch of time that is drawn. */
export interface DrawnTime {
  /** Milliseconds since 1970: the first write, or when propagation began where nothing was written. */
  readonly zeroAt: number;
  readonly endMs: number;
  readonly isSinceWrite: boolean;
}
