import { DNS_FAULTS, HTTP_FAULTS, type Way } from "../inject/catalogue.ts";

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

/** One fault and the exchanges that it alters. */
export interface PlannedFault {
  readonly id: string;
  readonly way: Way;
  /** Absent: any. */
  readonly on: "reading" | "writing" | undefined;
  /** The first exchange of that way and kind that it alters, from 1, … */
  readonly from: number;
  /** … and how many in a row. */
  readonly times: number;
  readonly ms: number;
}

export interface Draw {
  readonly seed: number;
  readonly host: HostKind;
  readonly scenario: Scenario;
  readonly faults: readonly PlannedFault[];
}

/** A fault by its id alone may stand on several ways; a cell is named by kind of way and id. */
export interface FaultKind {
  readonly name: string;
  readonly id: string;
  readonly ways: readonly Way[];
  readonly on: "reading" | "writing" | undefined;
}

export const FAULT_KINDS: readonly FaultKind[] = [
  ...HTTP_FAULTS.filter(({ tls }) => tls !== true).map(({ id, ways, on }) => ({
    name: `http ${id}`,
    id,
    ways,
    on,
  })),
  ...DNS_FAULTS.map(({ id, ways, on }) => ({ name: `dns ${id}`, id, ways, on })),
];

export function nameOf({ way, id }: Pick<PlannedFault, "way" | "id">): string {
  return `${way === "dns" ? "dns" : "http"} ${id}`;
}

/** How many faults a seed has, one after the other at one host: one, some, a storm. */
const COUNTS = [1, 3, 16] as const;
const PERIOD = COUNTS.reduce<number>((sum, count) => sum + count, 0);

export function draw(seed: number): Draw {
  const random = createRandom(seed, "draw");
  const host = HOST_KINDS[seed % HOST_KINDS.length] as HostKind;
  const turn = Math.floor(seed / HOST_KINDS.length);
  const faults = faultsAt(turn, random);
  // By another stride than hosts and counts, so that each meets each.
  const scenario = random.pick(SCENARIOS);
  return { seed, host, scenario, faults };
}

function faultsAt(turn: number, random: Random): readonly PlannedFault[] {
  const index = turn % COUNTS.length;
  const before = COUNTS.slice(0, index).reduce<number>((sum, count) => sum + count, 0);
  const first = Math.floor(turn / COUNTS.length) * PERIOD + before;
  const count = COUNTS[index] ?? 1;
  return Array.from({ length: count }, (_none, at) => placed(cardAt(first + at), random));
}

/** The deck is shuffled anew each time it has been dealt. */
function cardAt(position: number): FaultKind {
  const round = Math.floor(position / FAULT_KINDS.length);
  const deck = createRandom(round, "deck").shuffled(FAULT_KINDS);
  return deck[position % FAULT_KINDS.length] as FaultKind;
}

function placed({ id, ways, on }: FaultKind, random: Random): PlannedFault {
  const way = random.pick(ways);
  const ms = random.pick([100, 300, 800, 1_500, 2_500]);
  if (way === "dns")
    return { id, way, on: undefined, from: random.between(1, 25), times: random.pick([1, 2, 4, 12]), ms };
  const kind = on ?? random.pick([undefined, undefined, "reading", "writing"] as const);
  const from = random.pick([1, 1, 1, 2, 2, 3]);
  return { id, way, on: kind, from, times: random.pick([1, 2, 2, 3, 4]), ms };
}
