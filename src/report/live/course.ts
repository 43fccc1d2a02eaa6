import type { OnboardEvent } from "../../events/event.ts";
import type { DomainState } from "../../events/result.ts";
import { tallyWords } from "../result/totals.ts";
import { countWords, durationWords } from "../words/words.ts";

/** How many requests a second an account is asked at most, by the name that events have for it. */
export type RequestRates = Readonly<Record<string, number>>;

/** Fewer domains are seen at one glance. */
const FEWEST = 10;
/** So many parts of all of them have a line each, */
const STEPS = 10;
/** and after so long without one, in milliseconds. */
const LONGEST_SILENCE_MS = 30_000;

/**
 * How far a command with many domains is: told of every event, it gives a line now and then. Requests are counted
 * where a domain ends, so that all of them are an observation.
 */
export function createCourse(
  domainCount: number,
  rates: RequestRates = {},
): (event: OnboardEvent) => string | undefined {
  const planned = new Set<string>();
  const ended = new Map<string, DomainState>();
  const requests = new Map<string, number>();
  let startedAt: number | undefined;
  let [toldAt, plannedAt] = [0, 0];
  const toldSteps = { planned: 0, done: 0 };
  const isRun = new Set<string>();
  const note = (event: OnboardEvent): void => {
    if (event.type === "run.started" && event.command === "run") isRun.add(event.domain);
    if (event.type === "plan.ready" && isRun.has(event.domain)) planned.add(event.domain);
    if (event.type === "result") {
      planned.add(event.domain);
      ended.set(event.domain, event.state);
      count(requests, "ses", event.calls.ses);
      if (event.zone !== null) count(requests, event.zone.provider, event.calls.provider);
    }
  };
  return (event) => {
    if (domainCount < FEWEST) return undefined;
    if (startedAt === undefined) [startedAt, toldAt, plannedAt] = [event.time, event.time, event.time];
    note(event);
    const isPlanning = isRun.size > 0 && planned.size < domainCount;
    if (isPlanning) plannedAt = event.time;
    const far = isPlanning ? planned.size : ended.size;
    // A run plans all of them before it writes anything, and counts from the beginning again.
    const told = isPlanning ? toldSteps.planned : toldSteps.done;
    const steps = Math.floor((far * STEPS) / domainCount);
    const isNews = steps > told;
    if (!isNews && (event.time - toldAt < LONGEST_SILENCE_MS || ended.size === domainCount)) return undefined;
    toldAt = event.time;
    toldSteps[isPlanning ? "planned" : "done"] = steps;
    const elapsedMs = event.time - startedAt;
    if (isPlanning) return plannedWords(planned.size, domainCount, elapsedMs);
    return doneWords({
      states: [...ended.values()],
      domainCount,
      elapsedMs,
      sinceMs: event.time - plannedAt,
      requests,
      rates,
    });
  };
}

function count(requests: Map<string, number>, api: string, more: number): void {
  requests.set(api, (requests.get(api) ?? 0) + more);
}

/** `5 of 50 domains planned after 4.0 s; 36 s more at this pace`. */
function plannedWords(planned: number, domainCount: number, elapsedMs: number): string {
  const told = `${planned} of ${countWords(domainCount, "domain")} planned after ${durationWords(elapsedMs)}`;
  if (planned === 0) return told;
  return `${told}; ${durationWords((elapsedMs / planned) * (domainCount - planned))} more at this pace`;
}

interface Course {
  readonly states: readonly DomainState[];
  readonly domainCount: number;
  readonly elapsedMs: number;
  /** Since all were planned, from when on the first could end. */
  readonly sinceMs: number;
  readonly requests: ReadonlyMap<string, number>;
  readonly rates: RequestRates;
}

/** `50 of 500 domains done after 45 s (50 verified); …`. */
function doneWords({ states, domainCount, elapsedMs, sinceMs, requests, rates }: Course): string {
  const done = `${states.length} of ${countWords(domainCount, "domain")} done after ${durationWords(elapsedMs)}`;
  if (states.length === 0) return done;
  const told = `${done} (${tallyWords(states)})`;
  if (elapsedMs < 1_000) return told;
  const seconds = elapsedMs / 1_000;
  const asked = [...requests]
    .filter(([, number]) => number > 0)
    .map(
      ([api, number]) => `${(number / seconds).toFixed(1)} to ${nameOf(api)}${limitWords(rates[api], api)}`,
    );
  const leftMs = (sinceMs / states.length) * (domainCount - states.length);
  const left = leftMs === 0 ? [] : [`${durationWords(leftMs)} more at this pace`];
  const pace =
    asked.length === 0 ? [] : [`requests a second: ${asked.join(", ")}${nearestWords(requests, rates)}`];
  return [told, ...left, ...pace].join("; ");
}

/** Whose limit is nearest, where there are several. SES has one for each kind of request; here they count as one. */
function nearestWords(requests: ReadonlyMap<string, number>, rates: RequestRates): string {
  const shares = [...requests].flatMap(([api, number]) => {
    const rate = rates[api];
    return number === 0 || rate === undefined ? [] : [{ api, share: number / rate }];
  });
  const [nearest, second] = shares.toSorted((a, b) => b.share - a.share);
  if (nearest === undefined || second === undefined) return "";
  const counted = nearest.api === "ses" ? ", all kinds counted as one" : "";
  return `; nearest to its most: ${nameOf(nearest.api)}${counted}`;
}

function nameOf(api: string): string {
  return api === "ses" ? "SES" : api;
}

function limitWords(perSecond: number | undefined, api: string): string {
  if (perSecond === undefined) return "";
  return ` (at most ${perSecond}${api === "ses" ? " of each kind" : ""})`;
}
