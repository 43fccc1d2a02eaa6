import type { ServerAddress } from "../../dns/observation.ts";
import { keyOf } from "../../dns/rrset.ts";
import type { Word } from "../../events/tally.ts";
import { isAnswer, type ServerVerdict } from "../../events/verdict.ts";
import type { Run } from "../run.ts";
import { expiresInMs, judge, type Goal } from "./goal.ts";

/** Silent or lame in this many rounds in a row: the server is named and left out. */
const STRIKES = 3;

/** As much of a run as watching needs. */
export type WatchRun = Pick<Run, "authority" | "clock" | "emit" | "roundGapMs" | "signal">;

/** What is asked of every address, and since when that counts. */
export interface Asking {
  readonly goals: readonly Goal[];
  /** Milliseconds since 1970: the first write, or now when nothing was written. */
  readonly since: number;
}

/** One address, and what it last said. It is asked once for every server name that leads to it. */
export class Watcher {
  readonly #run: WatchRun;
  readonly #asking: Asking;
  /** Every name that leads to this address; the first is what events name. */
  readonly servers: readonly [ServerAddress, ...ServerAddress[]];
  /** The last verdict for each goal, in the order of the goals; undefined: it was not asked yet. */
  readonly #verdicts: (ServerVerdict | undefined)[];
  #strikes = 0;
  #excluded = false;
  #questions = 0;
  /** When it fetches the zone at the latest, ms since 1970; undefined: unknown. */
  dueAt: number | undefined;

  constructor(run: WatchRun, asking: Asking, servers: Watcher["servers"]) {
    this.#run = run;
    this.#asking = asking;
    this.servers = servers;
    this.#verdicts = asking.goals.map(() => undefined);
  }

  get at(): ServerAddress {
    return this.servers[0];
  }

  /** Questions that it was asked, those about the zone's version included. */
  get questions(): number {
    return this.#questions;
  }

  countQuestion(): void {
    this.#questions += 1;
  }

  /** How many rounds in a row it could not be asked. */
  get strikes(): number {
    return this.#strikes;
  }

  /** Left out: it could not be asked too often. */
  get isOut(): boolean {
    return this.#strikes >= STRIKES;
  }

  /** What it says of all goals together. Who fell silent says nothing any more, whatever it said before. */
  get word(): Word {
    if (this.#verdicts.every((verdict) => verdict === "serves")) return "agrees";
    const objects = this.#verdicts.some(
      (verdict) => verdict !== undefined && verdict !== "serves" && isAnswer(verdict),
    );
    return objects && this.#strikes === 0 ? "objects" : "silent";
  }

  get agrees(): boolean {
    return this.word === "agrees";
  }

  /** The first verdict that is not the wanted one; undefined: it serves everything. */
  get fault(): ServerVerdict | undefined {
    return this.agrees ? undefined : (this.#verdicts.find((one) => one !== "serves") ?? "unreachable");
  }

  /**
   * The first goal that is not met yet is the canary: the others are asked for only once it is served.
   * @throws the signal's reason, when it aborts
   */
  async askUnmet(signal: AbortSignal): Promise<void> {
    const unmet = this.#asking.goals.filter((_goal, index) => this.#verdicts[index] !== "serves");
    const [canary, ...others] = unmet;
    if (canary === undefined) return;
    const first = await this.#ask(canary, signal);
    const rest = first === "serves" ? await Promise.all(others.map((other) => this.#ask(other, signal))) : [];
    this.#countStrike([first, ...rest]);
  }

  /** Every goal at once. @throws the signal's reason, when it aborts */
  async askAll(signal: AbortSignal): Promise<void> {
    this.#countStrike(await Promise.all(this.#asking.goals.map((goal) => this.#ask(goal, signal))));
  }

  /** Told once, with why it could not be asked at last. */
  exclude(): void {
    const because = this.#verdicts.findLast((one) => one !== undefined && !isAnswer(one)) ?? "unreachable";
    if (!this.#excluded) this.#run.emit({ type: "server.excluded", at: this.at, because });
    this.#excluded = true;
  }

  /** To end up where the next silent round puts it out again. */
  giveOneMoreRound(): void {
    this.#strikes = STRIKES - 1;
  }

  /** One question; a verdict that differs from the last one is told. */
  async #ask(goal: Goal, signal: AbortSignal): Promise<ServerVerdict> {
    this.#questions += 1;
    const { authority, clock, emit } = this.#run;
    const observation = await authority.observe(this.at, keyOf(goal), { signal });
    const verdict = judge(goal, observation);
    const index = this.#asking.goals.indexOf(goal);
    if (this.#verdicts[index] !== verdict) {
      const isLate = this.dueAt !== undefined && verdict !== "serves";
      emit({
        type: "propagation.observed",
        at: this.at,
        rrset: keyOf(goal),
        verdict,
        sinceWriteMs: clock.now() - this.#asking.since,
        expiresInMs: expiresInMs(observation),
        ...(isLate ? { dueInMs: Math.max(0, (this.dueAt ?? 0) - clock.now()) } : {}),
        observation,
      });
    }
    this.#verdicts[index] = verdict;
    return verdict;
  }

  /** A round counts once, however many questions it had: a moment's silence must not put a server out. */
  #countStrike(round: readonly ServerVerdict[]): void {
    this.#strikes = round.some(isAnswer) ? 0 : this.#strikes + 1;
  }
}

/**
 * Each address once, with every server name that leads to it. One of a family that this machine lacks is no
 * server's fault: it is passed over where the server has another one.
 */
export function placesToAsk(
  addresses: readonly ServerAddress[],
  missingFamilies: readonly (4 | 6)[],
): readonly Watcher["servers"][] {
  const hasWay = ({ address }: ServerAddress): boolean =>
    !missingFamilies.includes(address.includes(":") ? 6 : 4);
  const asked = addresses.filter(
    (one) => hasWay(one) || !addresses.some((other) => other.server === one.server && hasWay(other)),
  );
  return asked.flatMap((first) => {
    const servers = asked.filter((other) => isSamePlace(other, first));
    return servers[0] === first ? [[first, ...servers.slice(1)] as const] : [];
  });
}

export function isSamePlace(a: ServerAddress, b: ServerAddress): boolean {
  return a.address === b.address && a.port === b.port;
}
