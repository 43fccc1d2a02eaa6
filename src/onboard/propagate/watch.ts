import { endedAtDeadline } from "../../async/deadline.ts";
import type { Delegation, Heard } from "../../dns/observation.ts";
import { keyOf, keyText } from "../../dns/rrset.ts";
import type { Tally } from "../../events/tally.ts";
import { closingPause, LAST_QUESTION_MS, LAST_LOOK_MS, pauseAfter, strikePause } from "./pace.ts";
import { Phase } from "./phase.ts";
import { namesOf } from "./walk-again.ts";
import { isSamePlace, placesToAsk } from "./places.ts";
import { laggardsOf, mostAgree, tallyOf, warningsOf, type Laggard } from "./quorum.ts";
import { Watcher, type Asking, type WatchRun } from "./watcher.ts";
import { belowCut, type SeenCut } from "./zone-cut.ts";
import { LagTeller, Versions } from "./zone-version.ts";

export interface WatchSettings extends Omit<Asking, "apex" | "nameServers"> {
  readonly delegation: Delegation;
  /** What servers said of the zone before. Absent: none was asked. */
  readonly heard?: readonly Heard[] | undefined;
  /** Aborted when the time budget is used up, which ends the watch without an error. */
  readonly deadline: AbortSignal;
}

/**
 * What the gate found. `unobservable`: no server could be asked at all, which says nothing about the records.
 */
export type GateState = "open" | "closed" | "unobservable";

export function createWatch(run: WatchRun, settings: WatchSettings): Watch {
  return new Watch(run, settings);
}

/** Every address of every authoritative server, and whether it serves every goal. */
export class Watch {
  readonly #run: WatchRun;
  readonly #settings: WatchSettings;
  /** Aborted by the deadline, or by whatever ends the run. */
  readonly #until: AbortSignal;
  readonly #phase: Phase;
  readonly #lags: LagTeller;
  readonly #versions: Versions;
  #delegation: Delegation;
  #watchers: readonly Watcher[];
  /** Of servers that have left the delegation. */
  #questionsBefore = 0;
  /** What was told of what a person has entered. */
  readonly #mistakesTold = new Set<string>();

  constructor(run: WatchRun, settings: WatchSettings) {
    this.#run = run;
    this.#settings = settings;
    this.#until = AbortSignal.any([run.signal, settings.deadline]);
    this.#phase = new Phase(run.signal);
    this.#lags = new LagTeller(run, settings.since);
    this.#versions = new Versions(run);
    this.#delegation = settings.delegation;
    this.#watchers = this.#watchersOf(settings.delegation);
    this.#leaveOutSilent(this.#watchers);
  }

  get delegation(): Delegation {
    return this.#delegation;
  }

  /** Tell whom it asks, and for what. */
  sayStarted(budgetMs: number): void {
    const servers = this.#watchers.flatMap((one) => one.servers);
    const rrsets = this.#settings.goals.map(keyOf);
    const { unresolved } = this.#delegation;
    const without = unresolved.length === 0 ? {} : { unresolved };
    this.#run.emit({ type: "propagation.started", servers, ...without, rrsets, budgetMs });
    this.#sayPrivate();
  }

  /**
   * Ask every address until all serve every goal and a closing round confirms it. Each address has its own
   * pace; one that agrees rests until the closing round, and one that was confirmed in it is not asked again. Only
   * the deadline or an abort ends the wait early; a closing round that has begun may finish.
   * @param leftMs of the time budget
   * @throws OnboardError ZONE_NOT_DELEGATED at a zone cut between the apex and a record; the reason of the run's
   * signal, when it aborts
   */
  async untilServed(leftMs: () => number): Promise<GateState> {
    for (let failed = 0; !this.#until.aborted;) {
      const waited = this.#watchers.filter((one) => !one.isOut && !one.agrees);
      if (!(await this.#phase.each(waited, (one, signal) => this.#follow(one, signal), this.#until)))
        continue;
      if (this.#watchers.every(({ isOut, isMute }) => isOut && isMute)) return "unobservable";
      if (!mostAgree(this.#watched)) {
        await this.#giveAnotherChance();
        continue;
      }
      if (!(await this.#pause(closingPause(this.#run.roundGapMs, failed)))) continue;
      if (await this.#closingRound(leftMs() + LAST_QUESTION_MS)) return "open";
      failed += 1;
    }
    return "closed";
  }

  /** One question per goal to each address, without waiting for anything. @throws as untilServed */
  async once(): Promise<GateState> {
    const asked = this.#watchers.filter(({ role }) => role !== "private");
    await this.#phase.each(asked, (one, signal) => one.askAll(signal), this.#until);
    if (this.#watchers.every(({ isMute }) => isMute)) return "unobservable";
    return mostAgree(this.#watched) ? "open" : "closed";
  }

  /**
   * The zone is delegated otherwise: servers that stay keep what is known of them, others are not asked any more, and
   * new ones are.
   */
  redelegate(delegation: Delegation): void {
    const before = this.#watchers;
    this.#delegation = delegation;
    const now = this.#watchersOf(delegation).map((one) => {
      const known = before.find(({ at }) => isSamePlace(at, one.at));
      return known === undefined ? one : known.withPlace(one);
    });
    this.#leaveOutSilent(now, (one) => !before.includes(one));
    this.#questionsBefore += sumOfQuestions(before.filter((one) => !now.includes(one)));
    this.#watchers = now;
    this.#sayPrivate();
    this.#phase.change();
  }

  /** Asks once more who does not serve everything, within the time of one question. @throws as untilServed */
  async lookOnceMore(): Promise<void> {
    const { clock, signal: run } = this.#run;
    const asked = this.#watchers.filter((one) => !one.isOut);
    const task = async (own: AbortSignal) =>
      this.#phase.each(asked, (one, signal) => one.askUnmet(signal), own);
    await endedAtDeadline(task, { clock, timeoutMs: LAST_QUESTION_MS, signal: run });
    this.requireNoCut(asked);
  }

  tally(): Tally {
    return tallyOf(this.#watched);
  }

  /** Nobody objects, and enough agree. */
  get isAgreed(): boolean {
    return mostAgree(this.#watched);
  }

  laggards(): readonly Laggard[] {
    return laggardsOf(this.#watched);
  }

  /** Those that have served a record and then did not. */
  wavering(): readonly Watcher["at"][] {
    return this.#watchers.filter((one) => one.hasWavered && !one.isConfirmed).map(({ at }) => at);
  }

  /** Tell how far it is. */
  sayProgress(): void {
    const laggards = this.laggards().map(({ at }) => at);
    const elapsedMs = this.#elapsedMs();
    const seen = this.#settings.byHand === true ? { seen: this.#seen() } : {};
    this.#run.emit({ type: "propagation.progress", elapsedMs, ...this.tally(), laggards, ...seen });
  }

  /** How many records all serve that were not left out. */
  #seen(): { readonly records: number; readonly of: number } {
    const asked = this.#watchers.filter((one) => !one.isOut);
    const { goals } = this.#settings;
    const isSeen = (index: number) => asked.length > 0 && asked.every(({ served }) => served[index] === true);
    return { records: goals.filter((_goal, index) => isSeen(index)).length, of: goals.length };
  }

  /** Tell how it ended: that the gate is open, or how far it came. */
  sayEnd(state: GateState): void {
    if (state === "closed") return this.sayProgress();
    const queries = this.#questionsBefore + sumOfQuestions(this.#watchers);
    const { emit } = this.#run;
    if (state === "open")
      emit({ type: "propagation.done", ...this.tally(), elapsedMs: this.#elapsedMs(), queries });
    for (const warning of warningsOf(this.#watched)) emit({ type: "warning.raised", warning });
  }

  /** @throws OnboardError ZONE_NOT_DELEGATED where one has shown a zone cut at another name than these */
  requireNoCut(watchers = this.#watchers, mayBeCut: (cut: SeenCut) => boolean = () => false): void {
    for (const { at, cut } of watchers)
      if (cut !== undefined && !mayBeCut(cut)) throw belowCut(at, this.#delegation.apex, cut);
  }

  get #watched() {
    const { heard = [] } = this.#settings;
    return { watchers: this.#watchers, delegation: this.#delegation, heard };
  }

  #watchersOf(delegation: Delegation): readonly Watcher[] {
    const asking = { ...this.#settings, apex: delegation.apex, nameServers: namesOf(delegation) };
    const places = placesToAsk(delegation, this.#run.authority.missingFamilies());
    return places.map((place) => new Watcher(this.#run, asking, place));
  }

  /**
   * Whoever was silent a moment ago holds nothing up from the beginning. Where all were, all are asked: it may have been
   * this machine's line.
   */
  #leaveOutSilent(watchers: readonly Watcher[], isNew: (one: Watcher) => boolean = () => true): void {
    const silent = watchers.filter(({ at }) => this.#run.authority.isSilent(at));
    if (silent.length < watchers.length) for (const one of silent.filter(isNew)) one.leaveOutSilent();
  }

  /** Silent now while others answer, or out of reach: it was asked often enough. */
  #isFoundSilent({ at, isMute, hasNoWay }: Watcher): boolean {
    if (hasNoWay) return this.#watchers.some((one) => !one.hasNoWay);
    return (
      isMute && this.#run.authority.isSilent(at) && this.#watchers.some(({ isAnswering }) => isAnswering)
    );
  }

  /** They are not asked at all, so it is told at once. */
  #sayPrivate(): void {
    for (const one of this.#watchers) if (one.role === "private") one.exclude();
  }

  /** One address, until it serves everything or is left out. */
  async #follow(one: Watcher, signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      if (await this.#mayHaveChanged(one, signal)) await one.askUnmet(signal);
      this.#sayMistakes(one);
      this.requireNoCut([one]);
      if (one.agrees) return;
      if (this.#isFoundSilent(one)) one.leaveOutSilent();
      if (one.isOut) return one.exclude();
      const leader = this.#watchers.find(({ agrees }) => agrees);
      const { apex } = this.#delegation;
      if (leader !== undefined) await this.#lags.look({ apex, late: one, leader }, signal);
      await this.#run.clock.sleep(Math.max(this.#pauseMs(), strikePause(one.strikes)), { signal });
    }
  }

  /** Each once: secondaries serve the same a moment later. */
  #sayMistakes({ at, mistakes }: Watcher): void {
    for (const [goal, mistake] of mistakes) {
      const told = [keyText(goal), mistake.because, mistake.value].join(" ");
      if (this.#mistakesTold.has(told)) continue;
      this.#mistakesTold.add(told);
      this.#run.emit({ type: "rrset.mistyped", at, rrset: keyOf(goal), mistake });
    }
  }

  /** Within seconds each question counts; a person takes his time. */
  async #mayHaveChanged(one: Watcher, signal: AbortSignal): Promise<boolean> {
    return (
      this.#settings.byHand !== true || this.#versions.mayHaveChanged(one, this.#delegation.apex, signal)
    );
  }

  /**
   * Those that answer agree, but they are fewer than half: the silent ones are asked again, each once a round,
   * while the others rest.
   */
  async #giveAnotherChance(): Promise<void> {
    await this.#pause(this.#pauseMs());
    for (const one of this.#watchers) if (one.isOut) one.giveOneMoreRound();
  }

  /**
   * A second look at every address that agreed, a moment later: behind one address may stand several machines. Who
   * was left out is asked once more, and briefly: a server that was restarted may have come back with old records.
   * @param leftMs within which it ends
   */
  async #closingRound(leftMs: number): Promise<boolean> {
    const asked = this.#watchers.filter((one) => (one.isOut ? one.role !== "private" : !one.isConfirmed));
    const { clock, signal: run } = this.#run;
    const task = async (own: AbortSignal) =>
      this.#phase.each(asked, (one, signal) => this.#askToClose(one, signal), own);
    await endedAtDeadline(task, { clock, timeoutMs: leftMs, signal: run });
    return mostAgree(this.#watched) && this.#watchers.every((one) => one.isOut || one.isConfirmed);
  }

  async #askToClose(one: Watcher, signal: AbortSignal): Promise<void> {
    const { clock } = this.#run;
    if (one.isOut)
      await endedAtDeadline((own) => one.askUnmet(own), { clock, timeoutMs: LAST_LOOK_MS, signal });
    else await one.askAgain(signal);
    this.requireNoCut([one]);
    if (one.isOut) one.exclude();
  }

  /** @returns whether it was waited to the end */
  #pause(ms: number): Promise<boolean> {
    return this.#phase.each([ms], (_ms, signal) => this.#run.clock.sleep(ms, { signal }), this.#until);
  }

  #pauseMs(): number {
    return pauseAfter(this.#elapsedMs(), this.#run.clock.random());
  }

  #elapsedMs(): number {
    return this.#run.clock.now() - this.#settings.since;
  }
}

function sumOfQuestions(watchers: readonly Watcher[]): number {
  return watchers.reduce((sum, { questions }) => sum + questions, 0);
}
