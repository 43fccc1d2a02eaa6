import { prefixed } from "../../../../src/dns/domain-name.ts";
import type { FakeIdentities } from "../../../onboard/fake-identities.ts";
import { D } from "../../../onboard/fakes.ts";
import type { HostKind } from "./hosts.ts";
import { isDoubled, OURS, spfAt, STRANGERS, type Stranger } from "./others.ts";
import {
  BEGINS_MS,
  identitiesIn,
  isDoubledInSight,
  isInWindow,
  longestDoubledMs,
  openWorld,
  OTHER_INCLUDE,
  playRun,
  type Played,
  type World,
} from "./world.ts";

/** What came of one interleaving. */
export interface Outcome {
  readonly seed: number;
  readonly other: string;
  /** Whether the other one wrote at all before our run had ended. */
  readonly raced: boolean;
  readonly longestDoubledMs: number;
  /** `out of sight`: he wrote so late that no name server that we asked served it. */
  readonly doubledAtEnd: "no" | "in sight" | "out of sight";
  readonly verifiedWhileDoubled: boolean;
  /** A value of the other writer is not in force at the end; `in the window`: an edit that nobody could see in time. */
  readonly lost: "nothing" | "in the window" | "outside of it";
  /** How our runs ended: a state, or a code. */
  readonly ends: readonly string[];
}

const RUNS = ["a second run of ours", "a run of ours for another SPF term"] as const;
/** Who else writes, by turns. */
export const OTHERS: readonly string[] = [...STRANGERS.map(({ title }) => title), ...RUNS];

export async function play(kind: HostKind, seed: number): Promise<Outcome> {
  const which = seed % OTHERS.length;
  const stranger = STRANGERS[which];
  return stranger === undefined ? besideRun(kind, seed, which) : besideStranger(kind, seed, stranger);
}

/** Half of them write as one of our requests arrives, half at any time, as early or late as a listing may be. */
async function besideStranger(kind: HostKind, seed: number, stranger: Stranger): Promise<Outcome> {
  const world = openWorld(kind, seed, stranger.stands);
  const { random, fakes, zone } = world;
  let wroteAt: number | undefined;
  const write = (): void => {
    const { records } = zone.versionAt(random.between(0, kind.lagMs));
    if (wroteAt === undefined && stranger.write(zone, records)) wroteAt = fakes.clock.now();
  };
  const request = random.between(1, 12);
  if (random.chance(0.5)) world.onArrival.push((arrived) => arrived === request && write());
  else fakes.clock.at(BEGINS_MS + random.between(-kind.lagMs - 5_000, kind.lagMs + 20_000), write);
  const played = await fakes.clock.drive(playRun(world, { afterMs: BEGINS_MS }));
  const outcome = outcomeOf(world, [played]);
  const isLost =
    wroteAt !== undefined &&
    outcome.doubledAtEnd !== "out of sight" &&
    !stranger.isKept(zone.current.records);
  const isUnseen = wroteAt !== undefined && stranger.editsOurs === true && isInWindow(world, wroteAt);
  return {
    ...outcome,
    seed,
    other: stranger.title,
    raced: wroteAt !== undefined,
    lost: !isLost ? "nothing" : isUnseen ? "in the window" : "outside of it",
  };
}

/** The second one begins while the first one writes, waits, or reads back. Neither knows of the other. */
async function besideRun(kind: HostKind, seed: number, which: number): Promise<Outcome> {
  const isSame = OTHERS[which] === RUNS[0];
  const world = openWorld(kind, seed, (["text", "spf"] as const).slice(0, seed % 3));
  const { random, fakes, zone } = world;
  const first = identitiesIn(world);
  const second = isSame ? first : forAnotherTerm(identitiesIn(world));
  const afterMs = BEGINS_MS + random.between(0, kind.lagMs + 5_000);
  const both = await fakes.clock.drive(
    Promise.all([
      playRun(world, { afterMs: BEGINS_MS, identities: first }),
      playRun(world, { afterMs, identities: second }),
    ]),
  );
  const terms = isSame ? [OURS] : [OURS, `include:${OTHER_INCLUDE}`];
  const spf = spfAt(zone.current.records).join();
  return {
    ...outcomeOf(world, both),
    seed,
    other: OTHERS[which] ?? "",
    raced: true,
    lost: terms.every((term) => spf.includes(term)) ? "nothing" : "outside of it",
  };
}

function outcomeOf(world: World, runs: readonly Played[]) {
  return {
    longestDoubledMs: longestDoubledMs(world),
    doubledAtEnd: !isDoubled(world.zone.current.records)
      ? ("no" as const)
      : isDoubledInSight(world)
        ? ("in sight" as const)
        : ("out of sight" as const),
    verifiedWhileDoubled: runs.some(({ verifiedWhileDoubled }) => verifiedWhileDoubled),
    ends: runs.map(({ result: { state, error } }) => error?.code ?? state),
  };
}

/** Another account's SES: a key of its own, and an SPF term of its own. */
function forAnotherTerm(identities: FakeIdentities): FakeIdentities {
  const { asks, accepts } = identities;
  identities.asks = (domain) =>
    asks(domain).map((asked) => {
      if (asked.purpose === "spf") return { ...asked, expected: `v=spf1 include:${OTHER_INCLUDE} ~all` };
      return asked.purpose === "dkim" ? { ...asked, owner: prefixed("other._domainkey", D) } : asked;
    });
  identities.accepts = (asked, values) =>
    asked.purpose === "spf" ? values.some((value) => value.includes(OTHER_INCLUDE)) : accepts(asked, values);
  return identities;
}
