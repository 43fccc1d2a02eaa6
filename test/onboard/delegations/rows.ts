// What the world does to delegations, each seen in public (issues of these projects, read in November 2026) or on
// real servers, and what has to come of it. Unbound and BIND get through most of it, so a program that only looks must,
// too; where nobody gets through, it says what it saw. Each row is a test on sockets: see row() in world.ts.

export interface Row {
  /** What the servers do. */
  readonly world: string;
  /** project#number, or the real servers that do it. */
  readonly seenIn: string;
  readonly must: string;
}

export const ROWS = {
  "soa-of-zone-in-answer": {
    world: "the zone's own SOA in the answer section for a name below it",
    seenIn: "lego#2374",
    must: "have the owner of the SOA decide",
  },
  "silent-by-all": {
    world: "no server of the zone answers",
    seenIn: "zonemaster-engine#459",
    must: "be NOT_OBSERVABLE, each server named",
  },
  slow: {
    world: "a server takes its time for every answer",
    seenIn: "dnsdist 1.7 with a delay",
    must: "wait for it, and call it neither dead nor silent",
  },
} as const satisfies Readonly<Record<string, Row>>;

export type RowId = keyof typeof ROWS;
