import type { DomainName } from "../../dns/domain-name.ts";
import type { OnboardEvent } from "../../events/event.ts";
import { flatPlan, type RecordResult } from "../../events/record.ts";
import { recordText } from "../../plan/requirement.ts";
import type { RecordPlan } from "../../plan/record-plan.ts";
import type { DomainResult } from "../../events/result.ts";
import type { ResultEvent } from "../result/context.ts";
import { failuresLast, type EndState } from "../result/totals.ts";
import { eventsOf, lastEventOf } from "../../events/events-of.ts";
import { rehearsalIn } from "../../events/rehearsal.ts";
import { formerSentence } from "../words/open-words.ts";

/**
 * One command's way with one domain, from its events alone: whatever a report says can be found in the event
 * log.
 */
export interface Story {
  readonly domain: DomainName;
  /** In the order of happening, at least one. */
  readonly events: readonly OnboardEvent[];
}

/** `unfinished`: there is no result event. */
export type StoryState = EndState;

/**
 * Events of several domains, told apart; a log that several runs were appended to holds a story for each of
 * them.
 */
export function storiesOf(events: readonly OnboardEvent[]): readonly Story[] {
  const stories: { readonly domain: DomainName; readonly events: OnboardEvent[] }[] = [];
  const current = new Map<DomainName, OnboardEvent[]>();
  for (const event of events) {
    let own = event.type === "run.started" ? undefined : current.get(event.domain);
    if (own === undefined) {
      own = [];
      current.set(event.domain, own);
      stories.push({ domain: event.domain, events: own });
    }
    own.push(event);
  }
  return stories;
}

/** Of several domains, as a report lists them: as they were begun, but what failed last. */
export function listedStories(events: readonly OnboardEvent[]): readonly Story[] {
  return failuresLast(storiesOf(events), stateOf);
}

/** Of those that came to an end. */
export function resultsOf(stories: readonly Story[]): readonly ResultEvent[] {
  return stories.flatMap((story) => lastEventOf(story, "result") ?? []);
}

export function stateOf(story: Story): StoryState {
  return lastEventOf(story, "result")?.state ?? "unfinished";
}

/** Whether it was a rehearsal, and what it asked; what a killed one asked is not known. */
export function rehearsalOf(
  story: Story,
): Pick<DomainResult, "rehearsal" | "endpoints"> & { readonly calls?: DomainResult["calls"] } {
  return lastEventOf(story, "result") ?? rehearsalIn(story.events);
}

/** Whether it only said what would be done. */
export function isPlan(story: Story): boolean {
  return lastEventOf(story, "run.started")?.command === "plan";
}

/** Milliseconds since 1970. */
export function startOf({ events }: Story): number {
  return events[0]?.time ?? 0;
}

/** Milliseconds since 1970. */
export function endOf({ events }: Story): number {
  return events.at(-1)?.time ?? 0;
}

/** Each record as the result tells it; without a result as it was planned last. */
export function recordsOf(story: Story): readonly RecordResult[] {
  const result = lastEventOf(story, "result");
  if (result !== undefined) return result.records;
  const plans = new Map<string, RecordPlan>();
  for (const plan of eventsOf(story, "rrset.planned")) plans.set(recordText(plan.record), plan);
  return [...plans.values()].map((plan) => ({ ...flatPlan(plan), written: false, servers: null, ses: null }));
}

/** What is left to look at when it has ended, and what receivers may hold until when. */
export function openOf(story: Story): {
  readonly warnings: DomainResult["warnings"];
  readonly former: readonly string[];
} {
  const result = lastEventOf(story, "result");
  if (result === undefined) return { warnings: [], former: [] };
  const former = result.records.flatMap((record) => formerSentence(record, result.time) ?? []);
  return { warnings: result.warnings, former };
}

/** `22 November 2026`, UTC. */
export function dateWords(at: number): string {
  return new Intl.DateTimeFormat("en-GB", {
    day: "numeric",
    month: "long",
    year: "numeric",
    timeZone: "UTC",
  }).format(at);
}

/** `09:00:31`, UTC. */
export function clockWords(at: number): string {
  return new Date(at).toISOString().slice(11, 19);
}
