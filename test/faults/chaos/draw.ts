import { FAULT_CELLS, type FaultCell } from "./cells.ts";
import type { Way } from "../inject/catalogue.ts";
import { createRandom, type Random } from "./random.ts";
import { HOST_KINDS, type HostKind } from "./world/hosts.ts";

// What a seed stands for: a kind of host, a scenario and faults. Hosts and faults are dealt like cards and not
// thrown like dice, so that any row of seeds hits every cell of fault × host about equally often.

export const SCENARIOS = [
  "plain",
  "killed",
  "interrupted",
  "others write",
  "two at once",
  "undo",
  "undo at once",
  "several",
  "several, killed",
  "approved plan",
] as const;
export type Scenario = (typeof SCENARIOS)[number];

/** A fault, and how many exchanges in a row it alters. */
export interface PlannedFault {
  readonly id: string;
  readonly way: Way;
  readonly on: "reading" | "writing" | undefined;
  readonly times: number;
  readonly ms: number;
}

/** The request with which the trouble begins; until then all is calm, so that it does not always end early. */
export type Begin = "start" | "Create" | "write" | "Update";
const BEGINS: readonly Begin[] = [
  "start",
  "start",
  "start",
  "start",
  "Create",
  "write",
  "write",
  "write",
  "Update",
];

export interface Draw {
  readonly seed: number;
  readonly host: HostKind;
  /** How old a listing of the host is, in milliseconds. */
  readonly lagMs: number;
  readonly scenario: Scenario;
  readonly begin: Begin;
  /** How many of a hundred exchanges may be altered. */
  readonly density: Readonly<Record<Way, number>>;
  /** In the order in which they come. */
  readonly faults: readonly PlannedFault[];
}

type Counts = Readonly<Record<Way, number>>;

/** How many faults a seed has on each way, one row after the other at one host: one, some, storms. */
const COUNTS: readonly Counts[] = [
  { ses: 0, host: 1, dns: 0 },
  { ses: 4, host: 24, dns: 15 },
  { ses: 1, host: 0, dns: 2 },
  { ses: 3, host: 24, dns: 18 },
  { ses: 3, host: 30, dns: 18 },
  { ses: 1, host: 3, dns: 2 },
  { ses: 4, host: 30, dns: 15 },
  { ses: 4, host: 24, dns: 18 },
  { ses: 3, host: 30, dns: 18 },
];

export const WAYS = ["ses", "host", "dns"] as const satisfies readonly Way[];

export function draw(seed: number): Draw {
  const random = createRandom(seed, "draw");
  const host = HOST_KINDS[seed % HOST_KINDS.length] as HostKind;
  const turn = Math.floor(seed / HOST_KINDS.length);
  const scenario = random.pick(SCENARIOS);
  const begin = scenario === "approved plan" ? "start" : random.pick(BEGINS);
  const faults = WAYS.flatMap((way) => faultsAt(way, turn, random));
  const density = {
    ses: random.pick([30, 60]),
    host: random.pick([40, 60, 80, 100]),
    dns: random.pick([6, 12, 25]),
  };
  return { seed, host, lagMs: random.pick(host.lagsMs), scenario, begin, density, faults };
}

function faultsAt(way: Way, turn: number, random: Random): readonly PlannedFault[] {
  const index = turn % COUNTS.length;
  const sum = (rows: readonly Counts[]): number => rows.reduce((total, row) => total + row[way], 0);
  const first = Math.floor(turn / COUNTS.length) * sum(COUNTS) + sum(COUNTS.slice(0, index));
  const count = COUNTS[index]?.[way] ?? 0;
  return Array.from({ length: count }, (_none, at) => planned(way, cardAt(way, first + at), random));
}

/** The deck is shuffled anew each time it has been dealt. */
function cardAt(way: Way, position: number): FaultCell {
  const cards = FAULT_CELLS.filter((cell) => cell.way === way).flatMap((cell) =>
    Array<FaultCell>(cell.cards).fill(cell),
  );
  const round = Math.floor(position / cards.length);
  return createRandom(round, `deck ${way}`).shuffled(cards)[position % cards.length] as FaultCell;
}

function planned(way: Way, { lines }: FaultCell, random: Random): PlannedFault {
  const { id, on } = random.pick(lines);
  const kind =
    way === "dns" ? undefined : (on ?? random.pick([undefined, undefined, undefined, "writing"] as const));
  return {
    id,
    way,
    on: kind,
    times: random.pick([1, 1, 1, 2, 3]),
    ms: random.pick([100, 300, 600, 1_200, 2_500]),
  };
}
