import type { Delegation, ServerAddress } from "../../dns/observation.ts";
import { tally as tallyOf, type Tally } from "../../events/tally.ts";
import { type Goal } from "./goal.ts";
import { type ServerVerdict, isAnswer } from "../../events/verdict.ts";

/** Silent or lame in this many rounds in a row: the server is named and left out. */
const STRIKES = 3;

export interface Watch {
  readonly goals: readonly Goal[];
  readonly delegation: Delegation;
  /** Milliseconds since 1970: the first write, or now when nothing was written. */
  readonly since: number;
  /** Aborted when the time budget is used up, which ends the watch without an error. */
  readonly deadline: AbortSignal;
}

/** One address, and what it last said. */
export interface Watcher {
  readonly at: ServerAddress;
  /** Every name that leads to this address: it is asked once for all of them. The first is `at`. */
  readonly servers: readonly ServerAddress[];
  /** The last verdict for each goal, in the order of the goals. */
  readonly verdicts: (ServerVerdict | undefined)[];
  strikes: number;
  queries: number;
  /** Whether the user was told that it is left out. */
  excluded: boolean;
  /** Whether it was asked which version of the zone it has. */
  versionAsked: boolean;
  /** When it fetches the zone at the latest, ms since 1970; undefined: unknown. */
  dueAt: number | undefined;
}

/**
 * A watcher for each address, before anything is asked. An address of a family that this machine lacks is no
 * server's fault: it is passed over where the server has another one.
 */
export function watchersOf(
  { delegation, goals }: Watch,
  missingFamilies: readonly (4 | 6)[],
): readonly Watcher[] {
  const hasWay = ({ address }: ServerAddress): boolean =>
    !missingFamilies.includes(address.includes(":") ? 6 : 4);
  const { addresses } = delegation;
  const asked = addresses.filter(
    (one) => hasWay(one) || !addresses.some((other) => other.server === one.server && hasWay(other)),
  );
  const first = asked.filter((one, index) => asked.findIndex((other) => sameAddress(other, one)) === index);
  return first.map((at) => ({
    at,
    servers: asked.filter((other) => sameAddress(other, at)),
    verdicts: goals.map(() => undefined),
    strikes: 0,
    queries: 0,
    excluded: false,
    versionAsked: false,
    dueAt: undefined,
  }));
}

function sameAddress(a: ServerAddress, b: ServerAddress): boolean {
  return a.address === b.address && a.port === b.port;
}

/** A round counts once, however many questions it had: a moment's silence must not put a server out. */
export function countStrike(watcher: Watcher, round: readonly (ServerVerdict | undefined)[]): void {
  const said = round.filter((verdict) => verdict !== undefined);
  if (said.length > 0) watcher.strikes = said.some(isAnswer) ? 0 : watcher.strikes + 1;
}

/** Servers that agree, and servers asked. */
export function tally(watchers: readonly Watcher[]): Tally {
  return tallyOf(
    watchers.flatMap(({ servers }) => servers),
    (at) => {
      const watcher = watchers.find((one) => sameAddress(one.at, at));
      if (watcher === undefined) return "silent";
      return agrees(watcher) ? "agrees" : objects(watcher) ? "objects" : "silent";
    },
  );
}

/** At least half of the servers agree, and none objects. */
export function mostAgree(watchers: readonly Watcher[]): boolean {
  const { agreeing, asked } = tally(watchers);
  return !watchers.some(objects) && agreeing * 2 >= asked && agreeing > 0;
}

/** It answers, and something else. Who fell silent says nothing any more, whatever it said before. */
function objects({ strikes, verdicts }: Watcher): boolean {
  return (
    strikes === 0 &&
    verdicts.some((verdict) => verdict !== undefined && verdict !== "serves" && isAnswer(verdict))
  );
}

/** It serves every goal. */
export function agrees(watcher: Watcher): boolean {
  return watcher.verdicts.every((verdict) => verdict === "serves");
}

/** Left out: it could not be asked too often. */
export function isOut(watcher: Watcher): boolean {
  return watcher.strikes >= STRIKES;
}

/** To end up where the next silent round puts it out again. */
export function giveOneMoreRound(watcher: Watcher): void {
  watcher.strikes = STRIKES - 1;
}

/** Why it could not be asked at last. */
export function lastVerdict(watcher: Watcher): ServerVerdict {
  return watcher.verdicts.findLast((verdict) => verdict !== undefined && !isAnswer(verdict)) ?? "unreachable";
}
