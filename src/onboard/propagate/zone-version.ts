import type { Authority } from "../../dns/authority.ts";
import type { DomainName } from "../../dns/domain-name.ts";
import type { ServerAddress, SoaTimes } from "../../dns/observation.ts";
import { findSoaTimes } from "../../dns/soa.ts";
import type { Watcher, WatchRun } from "./watcher.ts";

export interface Comparison {
  readonly apex: DomainName;
  /** The address that is late. */
  readonly late: ServerAddress;
  /** One that serves everything. */
  readonly leader: ServerAddress;
  readonly signal: AbortSignal;
}

/** How far an address is behind. */
export interface Lag {
  readonly serial: number;
  readonly newestSerial: number;
  /** Milliseconds within which it fetches the zone, from the change on. */
  readonly refreshMs: number;
}

/**
 * Whether an address has an older version of the zone than one that serves everything: it is a secondary that
 * has not fetched yet, and SOA REFRESH bounds how long that can take (RFC 1035 section 3.3.13). Undefined: it
 * is not, or nobody can tell: hosts that never move their serial (Route 53) give no such word.
 * @throws the signal's reason, when it aborts
 */
export async function findLag(
  authority: Authority,
  { apex, late, leader, signal }: Comparison,
): Promise<Lag | undefined> {
  const read = (at: ServerAddress) => readVersion(authority, { at, apex, signal });
  const [own, newest] = await Promise.all([read(late), read(leader)]);
  if (own === undefined || newest?.refreshSeconds === undefined) return undefined;
  if (!isOlder(own.serial, newest.serial)) return undefined;
  return { serial: own.serial, newestSerial: newest.serial, refreshMs: newest.refreshSeconds * 1_000 };
}

interface Reading {
  readonly at: ServerAddress;
  readonly apex: DomainName;
  readonly signal: AbortSignal;
}

async function readVersion(
  authority: Authority,
  { at, apex, signal }: Reading,
): Promise<SoaTimes | undefined> {
  const observation = await authority.observe(at, { owner: apex, type: "SOA" }, { signal });
  return observation.kind === "answer" ? findSoaTimes(observation.rrset) : undefined;
}

/** Serial numbers wrap around (RFC 1982 section 3.2). */
function isOlder(serial: number, other: number): boolean {
  const ahead = (other - serial) >>> 0;
  return ahead !== 0 && ahead < 2 ** 31;
}

/** A server that is still behind after this many milliseconds is asked which version of the zone it has. */
const LATE_MS = 2_000;

/** Tells of each address once that it is behind, and by when it fetches the zone. */
export class LagTeller {
  readonly #run: WatchRun;
  readonly #since: number;
  readonly #asked = new Set<Watcher>();

  constructor(run: WatchRun, since: number) {
    this.#run = run;
    this.#since = since;
  }

  /** @param leader one that serves everything @throws the signal's reason, when it aborts */
  async look(
    { apex, late, leader }: { readonly apex: DomainName; readonly late: Watcher; readonly leader: Watcher },
    signal: AbortSignal,
  ): Promise<void> {
    const { authority, clock, emit } = this.#run;
    const isLate = late.strikes === 0 && clock.now() - this.#since >= LATE_MS;
    if (!isLate || this.#asked.has(late)) return;
    this.#asked.add(late);
    for (const asked of [late, leader]) asked.countQuestion();
    const lag = await findLag(authority, { apex, late: late.at, leader: leader.at, signal });
    if (lag === undefined) return;
    late.dueAt = this.#since + lag.refreshMs;
    const { serial, newestSerial } = lag;
    const dueInMs = Math.max(0, late.dueAt - clock.now());
    emit({ type: "server.behind", at: late.at, serial, newestSerial, dueInMs });
  }
}

/** Records are asked for all the same after so long, in milliseconds: some hosts never move their serial (Route 53). */
const UNMOVED_MS = 60_000;
/** Where the host was seen to move it, only in case several machines answer at one address. */
const MOVING_MS = 600_000;
/** And so long after a move with every look, since they may not all have it yet. */
const MOVED_MS = 30_000;

interface Version {
  readonly serial: number | undefined;
  /** When the records were asked for last, and when the serial moved last: ms since 1970. */
  readonly askedAt: number;
  readonly movedAt: number | undefined;
}

/**
 * Whether a zone may hold something else than at the last look, by its version: while a person takes his time a server
 * is asked for that alone.
 */
export class Versions {
  readonly #run: WatchRun;
  readonly #known = new Map<Watcher, Version>();

  constructor(run: WatchRun) {
    this.#run = run;
  }

  /** Where it may have, the records are to be asked for next. @throws the signal's reason, when it aborts */
  async mayHaveChanged(one: Watcher, apex: DomainName, signal: AbortSignal): Promise<boolean> {
    const { authority, clock } = this.#run;
    one.countQuestion();
    const serial = (await readVersion(authority, { at: one.at, apex, signal }))?.serial;
    const before = this.#known.get(one);
    const now = clock.now();
    if (before !== undefined && serial !== undefined && serial === before.serial && !isDue(before, now))
      return false;
    const hasMoved = before?.serial !== undefined && serial !== undefined && serial !== before.serial;
    this.#known.set(one, { serial, askedAt: now, movedAt: hasMoved ? now : before?.movedAt });
    return true;
  }
}

function isDue({ askedAt, movedAt }: Version, now: number): boolean {
  if (movedAt === undefined) return now - askedAt >= UNMOVED_MS;
  return now - movedAt < MOVED_MS || now - askedAt >= MOVING_MS;
}
