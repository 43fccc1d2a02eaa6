import type { DomainName } from "../../dns/domain-name.ts";
import type { Observation, Question, ServerAddress } from "../../dns/observation.ts";
import { keyOf } from "../../dns/rrset.ts";
import type { Mistake } from "../../plan/mistake.ts";
import type { Word } from "../../events/tally.ts";
import { isAnswer, type ServerVerdict } from "../../events/verdict.ts";
import { mistakeIn } from "../publish/by-hand.ts";
import type { Run } from "../run.ts";
import { expiresInMs, judge, type Goal } from "./goal.ts";
import { AGAIN_MS } from "./pace.ts";
import { isWithoutAuthority, Progress } from "./progress.ts";
import type { Place, Role } from "./places.ts";
import { findCut, type SeenCut } from "./zone-cut.ts";

/** Silent or lame in this many rounds in a row: the server is named and left out. */
const STRIKES: Readonly<Record<Role, number>> = { delegated: 3, "zone-only": 1, private: 0 };

/** How often a question that got no answer is asked in one closing round. */
const TRIES = 3;

/** As much of a run as watching needs. */
export type WatchRun = Pick<Run, "authority" | "clock" | "emit" | "roundGapMs" | "signal">;

/** What is asked of every address, and since when that counts. */
export interface Asking {
  readonly goals: readonly Goal[];
  /** Milliseconds since 1970: the first write, or now when nothing was written. */
  readonly since: number;
  readonly apex: DomainName;
  /** All name servers of the zone that are known, those without an address included. */
  readonly nameServers: readonly DomainName[];
  /** A person enters the records one by one, which takes hours and not seconds. */
  readonly byHand?: boolean | undefined;
}

/** One address, and what it last said. It is asked once for every server name that leads to it. */
export class Watcher {
  readonly #run: WatchRun;
  readonly #asking: Asking;
  readonly #progress: readonly Progress[];
  #place: Place;
  #strikes = 0;
  #isExcluded = false;
  #questions = 0;
  #cut: SeenCut | undefined;
  /** When it fetches the zone by itself at the latest, ms since 1970; undefined: unknown. */
  dueAt: number | undefined;

  constructor(run: WatchRun, asking: Asking, place: Place) {
    this.#run = run;
    this.#asking = asking;
    this.#place = place;
    this.#progress = asking.goals.map((goal) => new Progress(goal));
  }

  get at(): ServerAddress {
    return this.servers[0];
  }

  get servers(): Place["servers"] {
    return this.#place.servers;
  }

  get role(): Role {
    return this.#place.role;
  }

  /** The same address after the zone was delegated otherwise. */
  withPlace({ servers, role }: Place): this {
    this.#place = { servers, role };
    return this;
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
    return this.#strikes >= STRIKES[this.role];
  }

  /** Left out because nothing at all comes from it, be it a refusal. */
  get isSilent(): boolean {
    return this.isOut && this.#isUnheard;
  }

  /** Nothing came when it was asked last, or it is not asked at all. */
  get isMute(): boolean {
    return (this.isOut || this.#strikes > 0) && this.#isUnheard;
  }

  get #isUnheard(): boolean {
    return this.#failures().every((verdict) => verdict === "unreachable");
  }

  /** This machine lacks its family: nothing was sent there. */
  get hasNoWay(): boolean {
    const { observation } = this.fault ?? {};
    return observation?.kind === "unreachable" && observation.because === "no-route";
  }

  /** It answered when it was asked last. */
  get isAnswering(): boolean {
    return this.#strikes === 0 && this.#progress.some(({ verdict }) => verdict !== undefined);
  }

  /** What it says of all goals together. Who fell silent says nothing any more, whatever it said before. */
  get word(): Word {
    if (this.agrees) return "agrees";
    const objects = this.#progress.some(({ isRefuted }) => isRefuted);
    return objects && this.#strikes === 0 ? "objects" : "silent";
  }

  get agrees(): boolean {
    return this.#progress.every(({ isServed }) => isServed);
  }

  /** For each goal whether it serves it. */
  get served(): readonly boolean[] {
    return this.#progress.map(({ isServed }) => isServed);
  }

  /** It serves everything, and did so when it was last looked at, too. */
  get isConfirmed(): boolean {
    return this.agrees && this.#progress.every(({ isServedTwice }) => isServedTwice);
  }

  /** It did not serve a record any more that it had served: not all machines behind the address are up to date. */
  get hasWavered(): boolean {
    return this.#progress.some(({ hasWavered }) => hasWavered);
  }

  /** A zone cut between the apex and a record, as it was first seen here. */
  get cut(): SeenCut | undefined {
    return this.#cut;
  }

  /** Whether all that it serves came with authority (AA=1). */
  get hasAuthority(): boolean {
    return !this.#progress.some(({ isWithoutAuthority }) => isWithoutAuthority);
  }

  /** What a person has entered otherwise than asked, by what was seen here last. */
  get mistakes(): readonly (readonly [goal: Goal, mistake: Mistake])[] {
    return this.#progress.flatMap(({ goal, mistake }) => (mistake === undefined ? [] : [[goal, mistake]]));
  }

  /** About the first record that it does not serve, those that were mistyped before; undefined: it serves everything. */
  get fault(): Fault | undefined {
    const open = this.#progress.filter(({ isServed }) => !isServed);
    const first = open.find(({ mistake }) => mistake !== undefined) ?? open[0];
    if (first === undefined) return undefined;
    // Known to be silent, so that nobody has asked it for anything yet.
    const { goal, verdict = "unreachable", observation, mistake } = first;
    return { goal, verdict, observation, ...(mistake === undefined ? {} : { mistake }) };
  }

  /**
   * The first goal that is not met yet is the canary: the others are asked for only once it is served. What a person
   * enters comes in any order.
   * @throws the signal's reason, when it aborts
   */
  async askUnmet(signal: AbortSignal): Promise<void> {
    const [canary, ...others] = this.#progress.filter(({ isServed }) => !isServed);
    if (canary === undefined) return;
    const first = await this.#ask(canary, signal);
    const next = first === "serves" || this.#asking.byHand === true ? others : [];
    this.#countStrike([first, ...(await Promise.all(next.map((other) => this.#ask(other, signal))))]);
  }

  /** Every goal at once. @throws as askUnmet */
  async askAll(signal: AbortSignal): Promise<void> {
    this.#countStrike(await Promise.all(this.#progress.map((one) => this.#ask(one, signal))));
  }

  /**
   * Every goal that was not served twice in a row. Where no answer comes it is asked again within the round: one
   * SERVFAIL among many answers, or one lost datagram, says nothing about the record. @throws as askUnmet
   */
  async askAgain(signal: AbortSignal): Promise<void> {
    const open = this.#progress.filter(({ isServedTwice }) => !isServedTwice);
    this.#countStrike(await Promise.all(open.map((one) => this.#askUntilAnswered(one, signal))));
  }

  async #askUntilAnswered(one: Progress, signal: AbortSignal): Promise<ServerVerdict> {
    const { authority, clock } = this.#run;
    for (let tries = 1; ; tries += 1) {
      const verdict = await this.#ask(one, signal);
      const isLast = tries === TRIES || authority.isSilent(this.at);
      if (isAnswer(verdict) || isLast) return verdict;
      await clock.sleep(AGAIN_MS, { signal });
    }
  }

  /** Known to be silent: it is left out until it answers. */
  leaveOutSilent(): void {
    this.#strikes = STRIKES[this.role];
  }

  /** Told once, with why it could not be asked at last. */
  exclude(): void {
    const because = this.role === "private" ? "private" : (this.#failures().at(-1) ?? "unreachable");
    if (!this.#isExcluded) this.#run.emit({ type: "server.excluded", at: this.at, because });
    this.#isExcluded = true;
  }

  /** To end up where the next silent round puts it out again. */
  giveOneMoreRound(): void {
    this.#strikes = Math.max(0, STRIKES[this.role] - 1);
  }

  /** Why it could not be asked, for each record where that is so. */
  #failures(): readonly ServerVerdict[] {
    return this.#progress.flatMap(({ verdict }) =>
      verdict === undefined || isAnswer(verdict) ? [] : verdict,
    );
  }

  /** One question; a verdict that differs from the last one is told. */
  async #ask(one: Progress, signal: AbortSignal): Promise<ServerVerdict> {
    const { authority, clock, emit } = this.#run;
    const { goal } = one;
    const ask = (question: Question) => {
      this.#questions += 1;
      return authority.observe(this.at, question, { signal });
    };
    const observation = await ask(keyOf(goal));
    const verdict = this.#judge(goal, observation);
    if (one.note(verdict, observation)) {
      emit({
        type: "propagation.observed",
        at: this.at,
        rrset: keyOf(goal),
        verdict,
        sinceWriteMs: clock.now() - this.#asking.since,
        expiresInMs: expiresInMs(observation),
        ...(this.dueAt === undefined || verdict === "serves"
          ? {}
          : { dueInMs: Math.max(0, this.dueAt - clock.now()) }),
        observation,
      });
    }
    one.mistake = await mistakeIn(goal, { verdict, observation }, ask);
    if (this.role === "delegated" && verdict !== "serves")
      this.#cut ??= await findCut(goal, this.#asking.apex, observation, ask);
    return verdict;
  }

  /**
   * What only the zone sends us to must agree, but not where it does not speak for the zone. One to whom the world is
   * sent, and who sends it on for the very zone, sends it to other servers than those that are asked.
   */
  #judge(goal: Goal, observation: Observation): ServerVerdict {
    const verdict = judge(goal, observation);
    const isLame = observation.kind === "lame" || observation.kind === "referral";
    if (this.role !== "delegated")
      return verdict === "serves" || !(isLame || isWithoutAuthority(observation)) ? verdict : "lame";
    return this.#leadsAway(observation) ? "referral" : verdict;
  }

  #leadsAway(observation: Observation): boolean {
    const to = observation.kind === "lame" ? (observation.nameServers ?? []) : [];
    return to.some((server) => !this.#asking.nameServers.includes(server));
  }

  /** A round counts once, however many questions it had: a moment's silence must not put a server out. */
  #countStrike(round: readonly ServerVerdict[]): void {
    this.#strikes = round.some(isAnswer) ? 0 : this.#strikes + 1;
  }
}

/** What an address said instead of serving a record. */
export interface Fault {
  readonly goal: Goal;
  readonly verdict: ServerVerdict;
  /** Undefined: it was not asked, since it was known to be silent. */
  readonly observation: Observation | undefined;
  /** What a person has entered otherwise than asked. */
  readonly mistake?: Mistake;
}
