import type { Clock } from "../async/clock.ts";
import type { CallOptions, DnsProvider } from "../dns/provider.ts";
import type { RRset } from "../dns/rrset.ts";
import {
  isAbort,
  isOnboardError,
  OnboardError,
  stackOf,
  toOnboardError,
  type ErrorFacts,
} from "../errors/onboard-error.ts";
import { phrase } from "../errors/phrase.ts";
import { isInterruption } from "../errors/interruption.ts";
import { textOfThrown } from "../errors/foreign.ts";
import { judgeReceipt, judgeRRsets, judgeZones, type Judged } from "./adapter-answers.ts";

// The boundary to an adapter, which may be somebody else's code. Each call ends, whatever the adapter does; what it
// answers is looked at before it is believed; what it throws becomes an error of our own; and it gets copies, so
// that it changes nothing of what the run knows.

/** How long it may be silent when nobody said how patient he is: one full round of retries. */
const USUAL_PATIENCE_MS = 60_000;
/** Beside the patience: every request has a deadline of its own, and an adapter's are below this. */
const SILENCE_MS = 60_000;
/** After an abort it may still say what became of a write. */
const LAST_WORD_MS = 1_000;

/** Whether an adapter shows that it lives: it asks to be admitted before each request. */
export interface Signs {
  /** Requests that wait in line for the account's rate: that is no silence of the adapter's. */
  waiting: number;
  /** When it last was admitted. */
  lastAt: number;
}

export interface Guard {
  /** How a person calls it: the entry's name or the path as it is written. */
  readonly adapter: string;
  /** Written elsewhere: what it throws is no bug of ours. */
  readonly isForeign: boolean;
  readonly clock: Clock;
  /** Ends every call. */
  readonly signal: AbortSignal;
  readonly signs: Signs;
}

interface Call extends CallOptions {
  readonly name: string;
  /** Whether it may have changed something when it does not end well. */
  readonly writes?: boolean;
}

export function guardedProvider(guard: Guard, port: DnsProvider): DnsProvider {
  return {
    name: port.name,
    traits: port.traits,
    ...(port.byHand === true ? { byHand: true as const } : {}),
    ...(port.endpoint === undefined ? {} : { endpoint: port.endpoint }),
    zonesAt: async (apex, options) => {
      const zones = await guarded(guard, { name: "zonesAt", ...options }, () => port.zonesAt(apex, options));
      return believed(guard, judgeZones(zones, apex));
    },
    readRRsets: async (zone, owners, options) => {
      const call = { name: "readRRsets", ...options };
      const rrsets = await guarded(guard, call, () => port.readRRsets({ ...zone }, [...owners], options));
      return believed(guard, judgeRRsets(rrsets));
    },
    apply: async (zone, swaps, options) => {
      const call = { name: "apply", writes: true, ...options };
      const copies = swaps.map(({ before, after }) => ({ before: copyOf(before), after: copyOf(after) }));
      const receipt = await guarded(guard, call, () => port.apply({ ...zone }, copies, options));
      return believed(guard, judgeReceipt(receipt), { mayHaveArrived: true });
    },
    ...optionalMembers(guard, port),
  };
}

/** On the port itself: it may be an instance with private fields. */
function optionalMembers(
  guard: Guard,
  port: DnsProvider,
): Pick<DnsProvider, "settled" | "mayWrite" | "holdsOthers" | "pausedAt"> {
  const pausedAt: DnsProvider["pausedAt"] = async (zone, owners, options) => {
    const call = { name: "pausedAt", ...options };
    const ask = async () => (await port.pausedAt?.({ ...zone }, [...owners], options)) ?? [];
    return believed(guard, judgeRRsets(await guarded(guard, call, ask)));
  };
  const holdsOthers: DnsProvider["holdsOthers"] = async (zone, { top, known }, options) => {
    const call = { name: "holdsOthers", ...options };
    const ask = async () => port.holdsOthers?.({ ...zone }, { top, known: [...known] }, options);
    return yesNoOrUnknown(await guarded(guard, call, ask));
  };
  const settled: DnsProvider["settled"] = async (receipt, options) => {
    const call = { name: "settled", ...options };
    return yesNoOrUnknown(await guarded(guard, call, async () => port.settled?.({ ...receipt }, options)));
  };
  const mayWrite: DnsProvider["mayWrite"] = async (zone, places, options) => {
    const call = { name: "mayWrite", ...options };
    const copies = places.map((place) => ({ ...place }));
    return yesNoOrUnknown(
      await guarded(guard, call, async () => port.mayWrite?.({ ...zone }, copies, options)),
    );
  };
  return {
    ...("pausedAt" in port && port.pausedAt !== undefined ? { pausedAt } : {}),
    ...("holdsOthers" in port && port.holdsOthers !== undefined ? { holdsOthers } : {}),
    ...("settled" in port && port.settled !== undefined ? { settled } : {}),
    ...("mayWrite" in port && port.mayWrite !== undefined ? { mayWrite } : {}),
  };
}

function copyOf(rrset: RRset | undefined): RRset | undefined {
  return rrset === undefined ? undefined : { ...rrset, values: [...rrset.values] };
}

/** Anything but a plain yes or no is no answer. */
function yesNoOrUnknown(answer: unknown): boolean | undefined {
  return typeof answer === "boolean" ? answer : undefined;
}

/**
 * What an adapter's function comes to, or an error of our own.
 * @throws OnboardError API_UNAVAILABLE when it neither answers nor asks for anything; UNEXPECTED, with its name,
 * for what an adapter written elsewhere throws; the signal's reason
 */
export async function guarded<T>(guard: Guard, call: Call, ask: () => Promise<T>): Promise<T> {
  const done = new AbortController();
  const ended = AbortSignal.any([guard.signal, ...(call.signal === undefined ? [] : [call.signal])]);
  try {
    return await Promise.race([askAtOnce(ask), untilSilent(guard, call, { ended, done: done.signal })]);
  } catch (thrown) {
    if (isInterruption(thrown) || isAbort(thrown, ended)) throw thrown;
    if (isOnboardError(thrown)) throw toOnboardError(thrown);
    throw guard.isForeign ? faultOf(guard, call, thrown) : thrown;
  } finally {
    done.abort();
  }
}

/** What it throws before it returns a promise is a rejection like any other. */
async function askAtOnce<T>(ask: () => Promise<T>): Promise<T> {
  return ask();
}

interface Endings {
  readonly ended: AbortSignal;
  readonly done: AbortSignal;
}

async function untilSilent(guard: Guard, call: Call, { ended, done }: Endings): Promise<never> {
  const { clock, signs } = guard;
  const { patienceMs = USUAL_PATIENCE_MS, awayMs = 0 } = call;
  const limitMs = Math.max(patienceMs, awayMs) + SILENCE_MS;
  const began = clock.now();
  const signal = AbortSignal.any([ended, done]);
  try {
    for (let leftMs = limitMs; leftMs > 0;) {
      await clock.sleep(leftMs, { signal });
      leftMs = signs.waiting > 0 ? limitMs : Math.max(began, signs.lastAt) + limitMs - clock.now();
    }
  } catch (error) {
    if (done.aborted || !ended.aborted) throw error;
    await clock.sleep(LAST_WORD_MS, { signal: done });
    throw call.writes === true ? silent(guard, call, clock.now() - began) : ended.reason;
  }
  throw silent(guard, call, clock.now() - began);
}

function silent({ adapter }: Guard, { name, writes }: Call, ms: number): OnboardError {
  const seconds = Math.round(ms / 1_000);
  const doubt = writes === true ? " The change may have arrived all the same." : "";
  return new OnboardError(
    "API_UNAVAILABLE",
    phrase`The adapter ${adapter} has not answered for ${seconds} s (${name}).${doubt}`,
    {
      hint: phrase`Run the same command again; if it stays silent, report this to whoever wrote the adapter.`,
      facts: { adapter, call: name, seconds, ...(writes === true ? { mayHaveArrived: true } : {}) },
    },
  );
}

function faultOf({ adapter }: Guard, { name, writes }: Call, thrown: unknown): OnboardError {
  return new OnboardError("UNEXPECTED", `The adapter ${adapter} failed in ${name}: ${textOfThrown(thrown)}`, {
    hint: [
      "Run the same command again with ",
      { option: "debug" },
      " and report its output to whoever wrote the adapter.",
    ],
    facts: {
      adapter,
      call: name,
      ...stackOf(thrown),
      ...(writes === true ? { mayHaveArrived: true } : {}),
    },
    cause: thrown,
  });
}

/** @throws OnboardError API_SURPRISE with everything that is wrong with the answer */
function believed<T>({ adapter }: Guard, judged: Judged<T>, facts: ErrorFacts = {}): T {
  if ("answer" in judged) return judged.answer;
  const { faults } = judged;
  throw new OnboardError(
    "API_SURPRISE",
    `The answer of the adapter ${adapter} can't be used: ${faults.join("; ")}.`,
    {
      hint: "Report this to whoever wrote the adapter; docs/how-to/add-a-dns-host.md has the contract.",
      facts: { adapter, faults, ...facts },
    },
  );
}
