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
  const readVersion = async (at: ServerAddress): Promise<SoaTimes | undefined> => {
    const observation = await authority.observe(at, { owner: apex, type: "SOA" }, { signal });
    return observation.kind === "answer" ? findSoaTimes(observation.rrset) : undefined;
  };
  const [own, newest] = await Promise.all([readVersion(late), readVersion(leader)]);
  if (own === undefined || newest?.refreshSeconds === undefined) return undefined;
  if (!isOlder(own.serial, newest.serial)) return undefined;
  return { serial: own.serial, newestSerial: newest.serial, refreshMs: newest.refreshSeconds * 1_000 };
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
