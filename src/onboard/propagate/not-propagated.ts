import { momentText } from "../../async/wait-words.ts";
import { addressName, whyUnaddressed } from "../../dns/said.ts";
import type { Hint } from "../../errors/hint.ts";
import { OnboardError } from "../../errors/onboard-error.ts";
import { type Budget, LEAST_RETRY_MS } from "../budget.ts";
import { saidOfMistake, saidOfRecord } from "../../events/said-of-record.ts";
import type { Preflight } from "../preflight/preflight.ts";
import type { Run } from "../run.ts";
import type { Laggard } from "./quorum.ts";
import type { GateState, Watch } from "./watch.ts";
import { listPhrase, phrase, type Phrase, type Text } from "../../errors/phrase.ts";

/** The longest that is guessed where no laggard tells when it fetches the zone. */
const LONGEST_RETRY_MS = 1_800_000;

export interface Seen {
  readonly watch: Watch;
  readonly state: GateState;
}

/** The end of the wait: who served what, and when to come back. */
export function notPropagated(
  run: Run,
  known: Preflight,
  { watch, state, budget }: Seen & { readonly budget: Budget },
): OnboardError {
  const laggards = watch.laggards();
  const again = retryAt(run, laggards, budget.startedAt);
  return new OnboardError("NOT_PROPAGATED", sentenceOf(known.provider.name, { watch, state }), {
    hint: hintOf(laggards, again, run.clock.now()),
    facts: {
      laggards: laggards.map(({ at, verdict, dueAt }) => ({
        ...at,
        verdict,
        ...(dueAt === undefined ? {} : { dueBy: isoOf(dueAt) }),
      })),
      ...watch.tally(),
      retryAfter: isoOf(again),
    },
  });
}

function sentenceOf(host: string, { watch, state }: Seen): Phrase {
  const { agreeing, asked } = watch.tally();
  const count = agreeing === asked ? phrase`All ${asked}` : phrase`${agreeing} of ${asked}`;
  const others = saidByOthers(watch);
  const said = others.length === 0 ? "" : phrase`: ${listPhrase(others, "; ")}`;
  const notYet = phrase`${host} says that its change is not everywhere yet`;
  switch (state) {
    case "open":
      return phrase`${count} name servers serve the records, but ${notYet}.`;
    case "unobservable":
      return phrase`No name server can be asked from here, and ${notYet}${said}.`;
    case "closed":
      return watch.isAgreed
        ? phrase`${count} name servers serve the records, but the time was up before a second look could confirm it${said}.`
        : phrase`${agreeing} of ${asked} name servers serve the records so far${said}.`;
  }
}

/** What those said that don't serve everything, or not each time. */
function saidByOthers(watch: Watch): readonly Text[] {
  const { unresolved, unaddressed } = watch.delegation;
  return [
    ...watch.laggards().map(laggardWords),
    ...unresolved.map((name) => {
      const because = unaddressed?.get(name);
      return phrase`${name} ${because === undefined ? phrase`has no address` : whyUnaddressed(because)}`;
    }),
    ...watch
      .wavering()
      .map(
        (at) =>
          phrase`${addressName(at)} served them and then did not, as several machines behind one address do`,
      ),
  ];
}

/** What an address said instead of serving a record: about the record, or why it can't be asked. */
function laggardWords({ at, servers, goal, verdict, observation, mistake }: Laggard): Phrase {
  const others = servers.filter(({ server }) => server !== at.server).map(({ server }) => server);
  const alike = others.length === 0 ? "" : phrase` (and ${listPhrase(others, ", ")}, at the same address)`;
  const said =
    observation === undefined
      ? phrase`${addressName(at)} has not answered`
      : phrase`${saidOfRecord({ at, rrset: goal, verdict, observation })}${mistake === undefined ? "" : phrase`, since ${saidOfMistake(mistake)}`}`;
  return phrase`${said}${alike}`;
}

/**
 * A primary tells its secondaries of a change (NOTIFY, RFC 1996), and most fetch it within seconds to a minute. Only
 * where that is lost does one wait until it looks by itself (SOA REFRESH, RFC 1035 section 3.3.13).
 */
function hintOf(laggards: readonly Laggard[], again: number, now: number): Hint {
  const [worst] = laggards.toSorted((a, b) => (b.dueAt ?? 0) - (a.dueAt ?? 0));
  const hint = phrase`Nothing is written twice. After ${momentText(again, now)} run ${{ again: true }}.`;
  if (worst?.dueAt === undefined) return hint;
  const { at, dueAt } = worst;
  return dueAt > now
    ? phrase`${hint} A secondary usually has a change within a minute; at worst ${at.server} fetches the zone by itself at ${momentText(dueAt, now)}.`
    : phrase`${hint} ${at.server} was to fetch the zone by itself by ${momentText(dueAt, now)} and has not: see whether its transfers work.`;
}

/**
 * When it is worth to run again, ms since 1970: after as long again as it has taken already, but not later than all
 * laggards fetch the zone by themselves.
 */
function retryAt({ clock }: Run, laggards: readonly Laggard[], since: number): number {
  const now = clock.now();
  const guess = now + Math.min(LONGEST_RETRY_MS, Math.max(LEAST_RETRY_MS, now - since));
  const due = laggards.map(({ dueAt }) => dueAt ?? guess);
  return Math.max(now + LEAST_RETRY_MS, Math.min(guess, Math.max(...(due.length === 0 ? [guess] : due))));
}

function isoOf(ms: number): string {
  return new Date(ms).toISOString();
}
