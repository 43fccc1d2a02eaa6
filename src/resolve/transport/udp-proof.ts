import type { Clock } from "../../async/clock.ts";

/** Whether UDP gets answers at all from here: some networks drop it and let TCP through. */
export interface UdpProof {
  /**
   * How long UDP is waited for before TCP is tried beside it, in milliseconds. Undefined: UDP has brought an answer
   * lately, so TCP is for when it fails.
   */
  aloneMs(): number | undefined;
  noteAnswered(): void;
  /** TCP, which needs two round trips, brought an answer while UDP was still silent. */
  noteOvertaken(): void;
}

const REMEMBERED_MS = 60_000;
/** Nearly all the world is nearer than that, so a first question by UDP has its answer by then. */
const FIRST_ALONE_MS = 350;

/**
 * UDP is never left out for it: a lost datagram and a slow server look the same, and some servers take no TCP. Once it
 * was overtaken both set out together, which costs a connection for a question until UDP brings an answer.
 */
export function createUdpProof(clock: Clock): UdpProof {
  let answeredAt: number | undefined;
  let wasOvertaken = false;
  return {
    aloneMs() {
      if (answeredAt !== undefined && clock.now() - answeredAt < REMEMBERED_MS) return undefined;
      return wasOvertaken ? 0 : FIRST_ALONE_MS;
    },
    noteAnswered() {
      answeredAt = clock.now();
      wasOvertaken = false;
    },
    noteOvertaken() {
      wasOvertaken = true;
    },
  };
}

/** For who has no such doubt. */
export const UDP_IS_PROVEN: UdpProof = {
  aloneMs: () => undefined,
  noteAnswered: () => {},
  noteOvertaken: () => {},
};
