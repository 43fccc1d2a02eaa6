import { together } from "../../async/together.ts";
import type { Delegation, ServerAddress } from "../../dns/observation.ts";
import { keyOf } from "../../dns/rrset.ts";
import { tally, type Tally } from "../../events/tally.ts";
import type { ServerVerdict } from "../../events/verdict.ts";
import { closingPause, pauseAfter, strikePause } from "./pace.ts";
import { isSamePlace, placesToAsk, Watcher, type Asking, type WatchRun } from "./watcher.ts";
import { findLag } from "./zone-version.ts";

/** A server that is still behind after this many milliseconds is asked which version of the zone it has. */
const LATE_MS = 2_000;

export interface WatchSettings extends Asking {
  readonly delegation: Delegation;
  /** Aborted when the time budget is used up, which ends the watch without an error. */
  readonly deadline: AbortSignal;
}

/**
 * What the gate found. `unobservable`: no server could be asked at all, which says nothing about the records.
 */
export type GateState = "open" | "closed" | "unobservable";

/** An address that does not serve every goal, as it was last seen. */
export interface Laggard {
  readonly at: ServerAddress;
  readonly verdict: ServerVerdict;
  /** When it fetches the zone at the latest, ms since 1970; undefined: unknown. */
  readonly dueAt: number | undefined;
}

export function createWatch(run: WatchRun, settings: WatchSettings): Watch {
  return new Watch(run, settings);
}

/** Every address of every authoritative server, and whether it serves every goal. */
export class Watch {
  readonly #run: WatchRun;
  readonly #settings: WatchSettings;
  /** Aborted by the deadline, or by whatever ends the run. */
  readonly #until: AbortSignal;
  readonly #watchers: readonly Watcher[];
  /** Whom it asked which version of the zone he has. */
  readonly #askedForVersion = new Set<Watcher>();

  constructor(run: WatchRun, settings: WatchSettings) {
    this.#run = run;
    this.#settings = settings;
    this.#until = AbortSignal.any([run.signal, settings.deadline]);
    const places = placesToAsk(settings.delegation.addresses, run.authority.missingFamilies());
    this.#watchers = places.map((servers) => new Watcher(run, settings, servers));
  }

  /** Tell whom it asks, and for what. */
  sayStarted(budgetMs: number): void {
    const servers = this.#watchers.flatMap((one) => one.servers);
    const rrsets = this.#settings.goals.map(keyOf);
    const { unresolved } = this.#settings.delegation;
    const without = unresolved.length === 0 ? {} : { unresolved };
    this.#run.emit({ type: "propagation.started", servers, ...without, rrsets, budgetMs });
  }

  /**
   * Ask every address until all serve every goal and a closing round confirms it. Each address has its own
   * pace; one that agrees rests until the closing round. Only the deadline or an abort ends the wait early.
   * @throws the reason of the run's signal, when it aborts
   */
  async untilServed(): Promise<GateState> {
    for (let failed = 0; !this.#until.aborted;) {
      await this.#each(
        this.#watchers.filter((one) => !one.isOut && !one.agrees),
        (one, signal) => this.#follow(one, signal),
      );
      if (this.#watchers.every(({ isOut }) => isOut)) return "unobservable";
      if (this.#until.aborted) break;
      if (!this.#mostAgree()) {
        await this.#giveAnotherChance();
        continue;
      }
      await this.#unlessOver(this.#pause(closingPause(this.#run.roundGapMs, failed), this.#until));
      if (await this.#closingRound()) return "open";
      failed += 1;
    }
    return "closed";
  }

  /** One question per goal to each address, without waiting for anything. @throws as untilServed */
  async once(): Promise<GateState> {
    await this.#each(this.#watchers, (one, signal) => one.askAll(signal));
    if (this.#watchers.every(({ strikes }) => strikes > 0)) return "unobservable";
    return this.#mostAgree() ? "open" : "closed";
  }

  tally(): Tally {
    const servers = this.#watchers.flatMap((one) => one.servers);
    const { unresolved } = this.#settings.delegation;
    return tally(
      { servers, unresolved },
      (at) => this.#watchers.find((one) => isSamePlace(one.at, at))?.word ?? "silent",
    );
  }

  laggards(): readonly Laggard[] {
    return this.#watchers.flatMap(({ at, fault, dueAt }) =>
      fault === undefined ? [] : { at, verdict: fault, dueAt },
    );
  }

  /** Tell how far it is. */
  sayProgress(): void {
    const laggards = this.laggards().map(({ at }) => at);
    const elapsedMs = this.#elapsedMs();
    this.#run.emit({ type: "propagation.progress", elapsedMs, ...this.tally(), laggards });
  }

  /** Tell how it ended: that the gate is open, or how far it came. */
  sayEnd(state: GateState): void {
    if (state === "closed") return this.sayProgress();
    if (state === "unobservable") return;
    const queries = this.#watchers.reduce((sum, { questions }) => sum + questions, 0);
    this.#run.emit({ type: "propagation.done", ...this.tally(), elapsedMs: this.#elapsedMs(), queries });
  }

  /** One address, until it serves everything or is left out. */
  async #follow(one: Watcher, signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      await one.askUnmet(signal);
      if (one.agrees) return;
      if (one.isOut) return one.exclude();
      await this.#sayBehind(one, signal);
      await this.#pause(Math.max(this.#pauseMs(), strikePause(one.strikes)), signal);
    }
  }

  /** Told once for each address. */
  async #sayBehind(one: Watcher, signal: AbortSignal): Promise<void> {
    const leader = this.#watchers.find(({ agrees }) => agrees);
    const isLate = one.strikes === 0 && this.#elapsedMs() >= LATE_MS;
    if (leader === undefined || !isLate || this.#askedForVersion.has(one)) return;
    this.#askedForVersion.add(one);
    for (const asked of [one, leader]) asked.countQuestion();
    const { authority, clock, emit } = this.#run;
    const { delegation, since } = this.#settings;
    const lag = await findLag(authority, { apex: delegation.apex, late: one.at, leader: leader.at, signal });
    if (lag === undefined) return;
    one.dueAt = since + lag.refreshMs;
    const { serial, newestSerial } = lag;
    const dueInMs = Math.max(0, one.dueAt - clock.now());
    emit({ type: "server.behind", at: one.at, serial, newestSerial, dueInMs });
  }

  /** At least half of the servers agree, and none objects. */
  #mostAgree(): boolean {
    const { agreeing, asked } = this.tally();
    return !this.#watchers.some(({ word }) => word === "objects") && agreeing * 2 >= asked && agreeing > 0;
  }

  /**
   * Those that answer agree, but they are fewer than half: the silent ones are asked again, each once a round,
   * while the others rest.
   */
  async #giveAnotherChance(): Promise<void> {
    await this.#unlessOver(this.#pause(this.#pauseMs(), this.#until));
    for (const one of this.#watchers) if (one.isOut) one.giveOneMoreRound();
  }

  /**
   * A second look at every address that agreed, a moment later: behind one address may stand several machines.
   */
  async #closingRound(): Promise<boolean> {
    const asked = this.#watchers.filter(({ isOut }) => !isOut);
    await this.#each(asked, (one, signal) => one.askAll(signal));
    return !this.#until.aborted && asked.every(({ agrees }) => agrees);
  }

  /** Side by side, each with a signal of its own, until all have ended or time is up. */
  async #each(
    watchers: readonly Watcher[],
    task: (one: Watcher, signal: AbortSignal) => Promise<void>,
  ): Promise<void> {
    const tasks = watchers.map(
      (one) =>
        ({ signal }: { readonly signal: AbortSignal }) =>
          task(one, signal),
    );
    await this.#unlessOver(together({ signal: this.#until }, tasks));
  }

  /** The end of the time budget is no failure; whatever ends the run goes on upward. */
  async #unlessOver(waiting: Promise<unknown>): Promise<void> {
    try {
      await waiting;
    } catch (error) {
      this.#run.signal.throwIfAborted();
      if (!this.#until.aborted) throw error;
    }
  }

  #pause(ms: number, signal: AbortSignal): Promise<void> {
    return this.#run.clock.sleep(ms, { signal });
  }

  #pauseMs(): number {
    return pauseAfter(this.#elapsedMs(), this.#run.clock.random());
  }

  #elapsedMs(): number {
    return this.#run.clock.now() - this.#settings.since;
  }
}
