import { keyText } from "../dns/rrset.ts";
import { findPlanHash } from "../plan/consent/hash-text.ts";
import { joinHashes } from "../plan/consent/plan-hash.ts";
import { isChange } from "../plan/record-plan.ts";
import type { ErrorCode } from "../errors/codes.ts";
import type { ErrorReport } from "../errors/onboard-error.ts";
import type { OnboardEvent } from "../events/event.ts";
import { stateOf, storiesOf, type Story } from "../report/evidence/story.ts";
import type { RecordResult } from "../events/record.ts";
import type { DomainState } from "../events/result.ts";
import { lastEventOf, eventsOf } from "../events/events-of.ts";

/** The events and the failure of a command, as the observer received them. */
export interface CommandReport {
  readonly events: readonly OnboardEvent[];
  /** What was wrong with the whole command. */
  readonly failure: ErrorReport | undefined;
  /** Why there is no result, where somebody ended the command before. */
  readonly interruption?: string | undefined;
}

/** The outputs of the action, for later steps of the job; the names are those of action.yml. */
export interface StepOutcome {
  /** `rehearsed` in place of a good end that proves nothing of the real services. */
  readonly state: DomainState | "rehearsed";
  readonly code: string;
  readonly changes: number;
  /** How much there is to look at. */
  readonly warnings: number;
  readonly planHash: string;
  readonly records: readonly RecordOutcome[];
  /** Domains that SES has an identity of and has not verified. */
  readonly pending: readonly string[];
  /** Domains that SES has verified and that are not as they should be, as `check` found. */
  readonly drifted: readonly string[];
  /** Domains that SES has no identity of, as `check` found. */
  readonly missing: readonly string[];
  /** False: for some domain nothing could be asked, so that nothing was done and nothing is known. */
  readonly begun: boolean;
  /** When running again is worth it, ISO 8601; empty: nobody knows or nothing waits. */
  readonly eta: string;
}

export interface RecordOutcome extends Pick<
  RecordResult,
  "purpose" | "owner" | "type" | "action" | "expected" | "written"
> {
  readonly domain: string;
}

/** The gravest first: of several domains the gravest state is the state of the step. */
const STATES: readonly DomainState[] = ["failed", "interrupted", "drifted", "pending", "planned", "verified"];

const GOOD: ReadonlySet<DomainState> = new Set(["planned", "verified"]);

/** What a command came to, folded from its events alone. */
export function stepOutcome({ events, failure, interruption }: CommandReport): StepOutcome {
  const stories = storiesOf(events);
  const results = stories.flatMap((story) => lastEventOf(story, "result") ?? []);
  const states = new Set(stories.map(stateOf));
  const isBroken = failure !== undefined || stories.length === 0 || states.has("unfinished");
  const broken = failure === undefined && interruption !== undefined ? "interrupted" : "failed";
  const state = isBroken ? broken : (STATES.find((one) => states.has(one)) ?? "failed");
  const isRehearsal = results.some(({ rehearsal }) => rehearsal === true);
  return {
    state: isRehearsal && GOOD.has(state) ? "rehearsed" : state,
    code: failure?.code ?? gravest(results, state)?.error?.code ?? "",
    changes: stories.map(countChanges).reduce((sum, changes) => sum + changes, 0),
    warnings: results.reduce((sum, { warnings }) => sum + warnings.length, 0),
    planHash: hashOfAll(results),
    records: results.flatMap(({ domain, records }) => records.map((record) => recordOutcome(domain, record))),
    pending: stories
      // A sandbox is gone with its identities, and nobody shall go on with them for real.
      .filter((story) => lastEventOf(story, "result")?.sandbox !== true)
      .filter(isUnverified)
      .map(({ domain }) => domain),
    drifted: domainsOf(results, ({ state: of, error }) => of === "drifted" && error?.code !== MISSING),
    missing: domainsOf(results, ({ error }) => error?.code === MISSING),
    begun: stories.every(isBegun),
    eta: latest(results.map(({ error }) => error?.facts["retryAfter"])),
  };
}

type Result = Extract<OnboardEvent, { readonly type: "result" }>;

/** One for all domains, where each of them was planned. */
function hashOfAll(results: readonly Result[]): string {
  const hashes = results.map(({ domain, planHash }) => [domain, findPlanHash(planHash ?? "")] as const);
  const known = hashes.flatMap(([domain, hash]) => (hash === undefined ? [] : [[domain, hash] as const]));
  return known.length < hashes.length ? "" : (joinHashes(new Map(known)) ?? "");
}

const MISSING: ErrorCode = "IDENTITY_MISSING";

function domainsOf(results: readonly Result[], isMeant: (result: Result) => boolean): readonly string[] {
  return results.filter(isMeant).map(({ domain }) => domain);
}

/** A plan made before Create, and a check that finds no identity, speak of none. */
function isUnverified(story: Story): boolean {
  const exists =
    lastEventOf(story, "identity.ready") !== undefined ||
    lastEventOf(story, "identity.found")?.exists === true;
  return exists && lastEventOf(story, "result")?.identity?.verified === false;
}

/** "Not yet" is a success only of what was begun: with port 53 blocked a check sees nothing, today and tomorrow. */
function isBegun(story: Story): boolean {
  if (lastEventOf(story, "result")?.error?.code !== "NOT_OBSERVABLE") return true;
  const isCreated = lastEventOf(story, "identity.ready")?.created === true;
  return isCreated || story.events.some(({ type }) => type === "rrset.written" || type === "identity.asked");
}

/**
 * Of those in the state that is told: by its exit status alone a domain that is pending would speak for one that has
 * drifted.
 */
function gravest(results: readonly Result[], state: DomainState): Result | undefined {
  return results
    .filter((result) => result.exit !== 0 && result.state === state)
    .toSorted((a, b) => a.exit - b.exit)[0];
}

/** `run` did them; `plan` and `check` found them to do, an identity that SES has not verified among them. */
function countChanges(story: Story): number {
  const result = lastEventOf(story, "result");
  if (lastEventOf(story, "run.started")?.command === "run") {
    return eventsOf(story, "rrset.written").length + (result?.identity?.created === true ? 1 : 0);
  }
  const wanting = (result?.records ?? []).filter(({ action }) => isChange(action));
  const isToVerify = result !== undefined && result.identity?.verified !== true;
  return new Set(wanting.map(keyText)).size + (isToVerify ? 1 : 0);
}

/**
 * The expected values are public keys and policies, never secrets; what stood there before is in the report.
 */
function recordOutcome(
  domain: string,
  { purpose, owner, type, action, expected, written }: RecordResult,
): RecordOutcome {
  return { domain, purpose, owner, type, action, expected, written };
}

function latest(times: readonly unknown[]): string {
  return (
    times
      .filter((time) => typeof time === "string")
      .toSorted()
      .at(-1) ?? ""
  );
}
