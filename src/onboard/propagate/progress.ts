import type { Observation } from "../../dns/observation.ts";
import { isAnswer, type ServerVerdict } from "../../events/verdict.ts";
import type { Mistake } from "../../plan/mistake.ts";
import type { Goal } from "./goal.ts";

/**
 * How often a record must be served in a row, since it was last not: behind one address may stand several machines of
 * which not all are up to date. Where no answer comes between, the row goes on.
 */
const TWICE = 2;

/** One record at one address. */
export class Progress {
  readonly goal: Goal;
  #verdict: ServerVerdict | undefined;
  #observation: Observation | undefined;
  #servedInARow = 0;
  #hasWavered = false;
  /** What a person has entered otherwise than asked, by the last answer. */
  mistake: Mistake | undefined;

  constructor(goal: Goal) {
    this.goal = goal;
  }

  /** Undefined: it was not asked for yet. */
  get verdict(): ServerVerdict | undefined {
    return this.#verdict;
  }

  get observation(): Observation | undefined {
    return this.#observation;
  }

  get isServed(): boolean {
    return this.#verdict === "serves";
  }

  get isServedTwice(): boolean {
    return this.#servedInARow >= TWICE;
  }

  /** Another answer came after one that served it. */
  get hasWavered(): boolean {
    return this.#hasWavered;
  }

  /** There is an answer about it, and not the wanted one. */
  get isRefuted(): boolean {
    return !this.isServed && isAnswer(this.#verdict);
  }

  /** Served, and not with authority (AA=0). */
  get isWithoutAuthority(): boolean {
    return this.#observation !== undefined && isWithoutAuthority(this.#observation);
  }

  /** @returns whether it is another verdict than before */
  note(verdict: ServerVerdict, observation: Observation): boolean {
    const isNew = this.#verdict !== verdict;
    this.#hasWavered ||= this.#servedInARow > 0 && isAnswer(verdict) && verdict !== "serves";
    if (isAnswer(verdict)) this.#servedInARow = verdict === "serves" ? this.#servedInARow + 1 : 0;
    this.#verdict = verdict;
    this.#observation = observation;
    return isNew;
  }
}

export function isWithoutAuthority(observation: Observation): boolean {
  return "withoutAuthority" in observation;
}
