import type { DnsProvider, Receipt } from "../../dns/provider.ts";
import { isOnboardError, OnboardError } from "../../errors/onboard-error.ts";
import { momentText } from "../../async/moment.ts";
import { type Budget, LEAST_RETRY_MS } from "../budget.ts";
import type { Goal } from "./goal.ts";
import type { Run } from "../run.ts";
import type { Preflight } from "../preflight/preflight.ts";
import { together } from "../../async/together.ts";
import type { Tally } from "../../events/tally.ts";
import { createWatch, type GateState, type Laggard, type Watch, type WatchSettings } from "./watch.ts";

// Step 5. Read propagate.ts, watch.ts (all servers), watcher.ts (one address), goal.ts, pace.ts,
// zone-version.ts; public-resolvers.ts reports after the gate.

/**
 * Route 53's own word takes 38 to 120 s; more questions would only eat its quota of 10 a second (reports,
 * November 2026).
 */
const SETTLED_EVERY_MS = 5_000;
const HEARTBEAT_MS = 30_000;
/** When nothing can be seen from here and the host gives no word of its own: the time most hosts need. */
const BLIND_PAUSE_MS = 60_000;
/** The longest that is guessed where no laggard tells when it fetches the zone. */
const LONGEST_RETRY_MS = 1_800_000;

export interface Publication {
  readonly goals: readonly Goal[];
  /** Undefined: nothing was written. */
  readonly receipt: Receipt | undefined;
  readonly budget: Budget;
}

/**
 * Step 5: all authoritative servers serve every record, and the host says so too where it has a word of its
 * own.
 * @returns whether we could look at all, and how many servers then served every record
 * @throws OnboardError NOT_PROPAGATED when the time budget ends first
 */
export async function propagate(
  run: Run,
  known: Preflight,
  publication: Publication,
): Promise<{ readonly observable: boolean; readonly served: Tally | undefined }> {
  const { goals, budget } = publication;
  // Without any time to wait one round is asked all the same, and a round takes as long as it takes.
  const deadline = run.waitMs === 0 ? run.signal : budget.signal;
  const settings = { goals, delegation: known.delegation, since: budget.startedAt, deadline };
  const [{ watch, state }, settled] = await together(run, [
    (own) => look(own, settings),
    (own) => waitSettled(own, known, publication),
  ]);
  run.signal.throwIfAborted();
  watch.sayEnd(state);
  if (state === "closed" || settled === "not yet") throw notPropagated(run, known, { watch, state, budget });
  if (state === "unobservable" && settled === "no word") await blindPause(run, budget);
  return state === "open"
    ? { observable: true, served: watch.tally() }
    : { observable: false, served: undefined };
}

interface Seen {
  readonly watch: Watch;
  readonly state: GateState;
}

async function look(run: Run, settings: WatchSettings): Promise<Seen> {
  const watch = createWatch(run, settings);
  watch.sayStarted(run.waitMs);
  if (run.waitMs === 0) return { watch, state: await watch.once() };
  const done = new AbortController();
  const heartbeat = beat(run, watch, settings, done.signal);
  // Thrown by the `await` below. Until then nobody waits for it, and Node would end the process.
  heartbeat.catch(() => undefined);
  try {
    return { watch, state: await watch.untilServed() };
  } finally {
    done.abort();
    await heartbeat;
  }
}

/** A sign of life for logs that show only changes. */
async function beat(run: Run, watch: Watch, settings: WatchSettings, done: AbortSignal): Promise<void> {
  const signal = AbortSignal.any([run.signal, settings.deadline, done]);
  const pause = () =>
    run.clock.sleep(HEARTBEAT_MS, { signal }).then(
      () => true,
      () => false,
    );
  while (await pause()) watch.sayProgress();
}

type HostWord = "settled" | "not yet" | "no word";

async function waitSettled(
  run: Run,
  { provider }: Preflight,
  { receipt, budget }: Publication,
): Promise<HostWord> {
  if (receipt === undefined || provider.settled === undefined) return "no word";
  for (;;) {
    const settled = await askSettled(run, provider, receipt);
    run.emit({
      type: "host.settled",
      provider: provider.name,
      settled: settled ?? null,
      elapsedMs: run.clock.now() - budget.startedAt,
    });
    if (settled === undefined) return "no word";
    if (settled) return "settled";
    const leftMs = budget.leftMs();
    if (leftMs === 0) return "not yet";
    await run.clock.sleep(Math.min(SETTLED_EVERY_MS, leftMs), { signal: run.signal });
  }
}

/** Undefined where the host's word can't be learned: that says nothing about the records, so the servers decide. */
async function askSettled(run: Run, provider: DnsProvider, receipt: Receipt): Promise<boolean | undefined> {
  try {
    return await provider.settled?.(receipt, { signal: run.signal });
  } catch (error) {
    run.signal.throwIfAborted();
    if (isOnboardError(error)) return undefined;
    throw error;
  }
}

async function blindPause(run: Run, budget: Budget): Promise<void> {
  await run.clock.sleep(Math.min(BLIND_PAUSE_MS, budget.leftMs()), { signal: run.signal });
}

function notPropagated(
  run: Run,
  known: Preflight,
  { watch, state, budget }: Seen & { readonly budget: Budget },
): OnboardError {
  const laggards = watch.laggards();
  const { agreeing, asked } = watch.tally();
  const names = laggards.map(({ at, verdict }) => `${at.server} (${verdict})`);
  const seen: Readonly<Record<GateState, string>> = {
    closed:
      laggards.length === 0
        ? `All ${asked} name servers serve the records, but the time was up before a second look could confirm it.`
        : `${agreeing} of ${asked} name servers serve the records so far; missing: ${[...new Set(names)].join(", ")}.`,
    open: `${agreeing} of ${asked} name servers serve the records, but ${known.provider.name} says that its change is not everywhere yet.`,
    unobservable: `No name server can be asked from here, and ${known.provider.name} says that its change is not everywhere yet.`,
  };
  const again = retryAt(run, laggards, budget.startedAt);
  return new OnboardError("NOT_PROPAGATED", seen[state], {
    hint: [
      `Nothing is written twice. After ${momentText(again, run.clock.now())} run `,
      { again: true },
      ".",
    ],
    facts: {
      laggards: laggards.map(({ at, verdict, dueAt }) => ({
        ...at,
        verdict,
        ...(dueAt === undefined ? {} : { dueBy: new Date(dueAt).toISOString() }),
      })),
      agreeing,
      asked,
      retryAfter: new Date(again).toISOString(),
    },
  });
}

/**
 * When it is worth to run again, ms since 1970: by when the laggards fetch the zone at the latest where they
 * tell, else after as long again as it has taken already.
 */
function retryAt({ clock }: Run, laggards: readonly Laggard[], since: number): number {
  const now = clock.now();
  const guess = now + Math.min(LONGEST_RETRY_MS, Math.max(LEAST_RETRY_MS, now - since));
  const due = laggards.map(({ dueAt }) => dueAt ?? guess);
  return Math.max(now + LEAST_RETRY_MS, ...(due.length === 0 ? [guess] : due));
}
