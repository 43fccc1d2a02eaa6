import { createLocks } from "../../async/locks.ts";
import type { Plans } from "../../compose/consent/agreement.ts";
import type { Options } from "../../config/sources/options.ts";
import type { DomainName } from "../../dns/domain-name.ts";
import type { Swap } from "../../dns/rrset.ts";
import type { Redactor } from "../../errors/redact.ts";
import type { OnboardEvent, Reporter } from "../../events/event.ts";
import { eventsOf } from "../../events/events-of.ts";
import type { Beyond } from "../../plan/consent/beyond.ts";
import { againLines, againQuestion } from "../../report/consent/again-text.ts";
import { askedByPlan, askedByUndo, leftOutBy, type AskedDomain } from "../../report/consent/asked.ts";
import { consentLines, consentQuestion } from "../../report/consent/consent-text.ts";
import { harmless, writeLines } from "../../report/plain.ts";
import type { Renderer } from "../../report/renderer.ts";
import type { Io } from "../io.ts";
import { legible } from "../legible.ts";
import { colorsFor } from "./renderer.ts";

/** What a person at a terminal is asked, each question with all that it is about. */
export interface Questions {
  /** What is told of domains comes from their events. */
  readonly observe: Reporter;
  /** Whether all of it may be created and written. */
  readonly askForPlans: (plans: Plans, signal: AbortSignal) => Promise<boolean>;
  /** Whether what an earlier question had not shown may be written, too. */
  readonly askAgain: (
    domain: DomainName,
    changes: readonly Beyond[],
    signal: AbortSignal,
  ) => Promise<boolean>;
  /** Whether all of it may be put back. */
  readonly askForUndo: (undos: Undos, signal: AbortSignal) => Promise<boolean>;
}

/** What an undo would write, by domain in the order of their list. */
export type Undos = ReadonlyMap<DomainName, readonly Swap[]>;

interface Surroundings {
  readonly domains: readonly DomainName[];
  readonly renderer: Pick<Renderer, "pause" | "resume">;
  readonly redact: Redactor;
  /** Whose sender domains these are to be. */
  readonly account?: string | undefined;
}

const DEFAULT_COLUMNS = 80;

/** The events that a question tells of; a long wait brings thousands of others. */
const TOLD: ReadonlySet<OnboardEvent["type"]> = new Set<OnboardEvent["type"]>([
  "run.started",
  "identity.found",
  "identities.listed",
  "zone.found",
  "rrset.planned",
  "warning.raised",
  "identity.ready",
  "rrset.written",
  "result",
]);

/** @returns undefined where nobody is there to ask, or nobody wants to be asked */
export function createQuestions(io: Io, options: Options, around: Surroundings): Questions | undefined {
  const { ask } = io;
  const { domains, renderer, redact, account } = around;
  if (ask === undefined || options.yes?.value === true || options.sandbox?.value === true) return undefined;
  const events = new Map<DomainName, OnboardEvent[]>(domains.map((domain) => [domain, []]));
  const eventsFor = (domain: DomainName): readonly OnboardEvent[] => events.get(domain) ?? [];
  const oneAtATime = createLocks();
  const put = (lines: readonly string[], question: string, signal: AbortSignal): Promise<boolean> =>
    oneAtATime("question", async () => {
      signal.throwIfAborted();
      renderer.pause();
      try {
        writeLines(legible(io.stderr, io), { redact }, lines);
        return /^y(?:es)?$/i.test((await ask(`${redact(question)} [y/N] `, signal)).trim());
      } finally {
        renderer.resume();
      }
    });
  const look = () => ({
    colors: colorsFor(io, options, io.stderr),
    width: (io.stderr.columns || DEFAULT_COLUMNS) - 1,
  });
  const putAll = (asked: readonly AskedDomain[], signal: AbortSignal): Promise<boolean> => {
    const leftOut = domains.flatMap((domain) => leftOutBy(domain, eventsFor(domain)) ?? []);
    const [listed] = domains
      .flatMap((domain) => eventsOf({ events: eventsFor(domain) }, "identities.listed"))
      .toSorted((a, b) => b.time - a.time);
    const asking = { asked, leftOut, account, listed: listed?.total };
    return put(consentLines(asking, look()), consentQuestion(asking), signal);
  };
  return {
    observe: (event) => {
      if (TOLD.has(event.type)) events.get(event.domain)?.push(harmless(event, { redact }));
    },
    askForPlans: (plans, signal) =>
      putAll(
        [...plans].map(([domain, plan]) => askedByPlan(plan, eventsFor(domain))),
        signal,
      ),
    askForUndo: (undos, signal) =>
      putAll(
        [...undos].map(([domain, swaps]) => askedByUndo(domain, swaps, eventsFor(domain))),
        signal,
      ),
    askAgain: (domain, changes, signal) =>
      put(againLines({ domain, changes }, eventsFor(domain), look()), againQuestion(domain), signal),
  };
}
