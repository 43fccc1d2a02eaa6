import { inEnglish } from "../errors/phrase.ts";
import type { OnboardEvent } from "../events/event.ts";
import type { EventOf } from "../events/events-of.ts";
import { keyText } from "../dns/rrset.ts";
import type { Colors } from "./color.ts";
import {
  foundWords,
  listedWords,
  readyWords,
  refusedWords,
  unlistedWords,
  verifiedWords,
} from "./words/identity-words.ts";
import { consentWords } from "./consent/consent-words.ts";
import { oneLine } from "./words/one-line.ts";
import { planReadyWords, planWords, raceWords, requestedWords, writtenWords } from "./words/plan-words.ts";
import {
  behindWords,
  changedWords,
  excludedWords,
  mistypedWords,
  observedWords,
  progressWords,
  servingWords,
  watchedWords,
} from "./words/propagation-words.ts";
import { resultWords } from "./words/open-words.ts";
import { delegationWords, rightsWords, startedWords, unusableWords } from "./words/run-words.ts";
import { verdictClause } from "../events/said-of-record.ts";
import { warningSentence } from "./words/warnings/warning-sentence.ts";
import { countWords, durationWords, ordinal } from "./words/words.ts";

// Renderers see events, nothing else. Read event-table.ts, words/ (sentences), then plain.ts, tty.ts with
// live/, github.ts, json.ts, result/ (the end of a domain) and evidence/ (for somebody who was not there).

/** The steps of one domain's way (README, "What happens"). */
export type Step = "preflight" | "ensure" | "plan" | "publish" | "propagate" | "confirm";

type EventType = OnboardEvent["type"];
type EventByType = { readonly [T in EventType]: EventOf<T> };

/** All that is told of an event; its shape is in events/event.ts. */
interface Telling<T extends EventType> {
  /** When it happens, for docs/events.md. */
  readonly doc: string;
  /** `same`: it happens anywhere. */
  readonly step: Step | "same";
  /** Of its line in a log or on a terminal. */
  readonly color?: keyof Colors;
  readonly words: (event: EventByType[T]) => string;
}

/** The one list of events for people, in the order of docs/events.md. */
export const EVENTS: { readonly [T in EventType]: Telling<T> } = {
  "run.started": { doc: "A domain's turn has come", step: "preflight", words: startedWords },
  "delegation.found": {
    doc: "The walk from the root servers ended: the zone and its live name servers",
    step: "preflight",
    words: delegationWords,
  },
  "port53.unusable": {
    doc: "Name servers can't be asked from here, and why; who serves the zone was looked up over HTTPS",
    step: "preflight",
    color: "yellow",
    words: unusableWords,
  },
  "zone.found": {
    doc: "The DNS host's zone that the world is really sent to",
    step: "preflight",
    words: ({ apex, provider, id, endpoint, byHand }) =>
      byHand === true
        ? `the zone ${apex} is changed by hand (${provider}); what stands there is read from its name servers`
        : `the zone ${apex} is hosted at ${provider} (zone id ${id})${endpoint === undefined ? "" : `; asked at ${endpoint.url}`}`,
  },
  "rights.found": {
    doc: "Whether the credentials of the DNS host may write there; asked before anything is created",
    step: "same",
    words: rightsWords,
  },
  "identity.found": {
    doc: "Whether SES has the identity; nothing is created yet",
    step: "same",
    words: foundWords,
  },
  "identities.listed": {
    doc: "How many sender domains SES lists, where one more is to be created",
    step: "preflight",
    words: listedWords,
  },
  "identities.unlisted": {
    doc: "SES does not list the sender domains; only ses.domainLimit needs it",
    step: "preflight",
    words: unlistedWords,
  },
  "identity.ready": {
    doc: "The identity is there, created or adopted, and tells what it asks for",
    step: "ensure",
    words: readyWords,
  },
  "rrset.planned": {
    doc: "The judgement on one record; before a write it is on disk, with what it replaces. `check` says what it found",
    step: "plan",
    words: planWords,
  },
  "plan.ready": {
    doc: "All records are planned; the hash is what `--plan-hash` takes",
    step: "plan",
    words: planReadyWords,
  },
  "consent.given": {
    doc: "By what the plan may be carried out; once more after a yes to what was not in it. Before anything is created",
    step: "plan",
    words: consentWords,
  },
  "warning.raised": {
    doc: "Something that a person should know although the run goes on",
    step: "same",
    color: "yellow",
    words: ({ warning }) => warningSentence(warning),
  },
  "rrset.written": { doc: "A record set was changed at the DNS host", step: "publish", words: writtenWords },
  "rrset.requested": {
    doc: "Somebody is asked to enter a record set by hand; nothing was written",
    step: "publish",
    words: requestedWords,
  },
  "rrset.mistyped": {
    doc: "What a person has entered by hand differs from what was asked for; told once",
    step: "propagate",
    color: "yellow",
    words: mistypedWords,
  },
  "rrset.kept": {
    doc: "A record set needed no change",
    step: "publish",
    words: ({ rrset: { type, owner }, action }) => `left ${type} at ${owner} as it is (${action})`,
  },
  "race.lost": {
    doc: "Somebody else wrote meanwhile; it reads and plans again",
    step: "publish",
    color: "yellow",
    words: raceWords,
  },
  "propagation.started": {
    doc: "From now on every authoritative server is asked",
    step: "propagate",
    words: watchedWords,
  },
  "propagation.observed": { doc: "A server's answer changed", step: "propagate", words: observedWords },
  "server.behind": {
    doc: "A server still has an older version of the zone, and by when it fetches the new one at the latest",
    step: "propagate",
    color: "dim",
    words: behindWords,
  },
  "server.excluded": {
    doc: "A server is left out, and why",
    step: "propagate",
    color: "yellow",
    words: excludedWords,
  },
  "delegation.changed": {
    doc: "The zone was delegated otherwise meanwhile: who counts from now on",
    step: "propagate",
    color: "yellow",
    words: changedWords,
  },
  "propagation.progress": {
    doc: "How many servers agree, now and then",
    step: "propagate",
    words: progressWords,
  },
  "host.settled": {
    doc: "The DNS host's own word on whether the change is everywhere",
    step: "propagate",
    words: ({ provider, settled, elapsedMs }) =>
      settled === null
        ? `${provider} can't tell after ${durationWords(elapsedMs)} whether the change is everywhere; the name servers decide`
        : `${provider} says that the change is ${settled ? "everywhere" : "not everywhere yet"}, after ${durationWords(elapsedMs)}`,
  },
  "propagation.done": {
    doc: "No server answers anything else than the records, and at least half of all serve them; asked again in a second round where there is time to wait",
    step: "propagate",
    color: "green",
    words: ({ agreeing, asked, elapsedMs, queries }) =>
      `${servingWords(agreeing, asked)} every record after ${durationWords(elapsedMs)} (${countWords(queries, "question")})`,
  },
  "resolver.observed": {
    doc: "What a public resolver says; reported only, it decides nothing",
    step: "propagate",
    words: ({ resolver, verdict, rrset, expiresInMs }) =>
      `public resolver ${resolver} ${inEnglish(verdictClause(verdict, keyText(rrset)))}${remaining(expiresInMs)}; this decides nothing`,
  },
  "identity.asked": {
    doc: "SES was asked to look",
    step: "confirm",
    words: ({ attempt }) => `asking SES to look the records up (${ordinal(attempt)} time)`,
  },
  "identity.verified": { doc: "SES confirms", step: "confirm", color: "green", words: verifiedWords },
  "identity.refused": {
    doc: "SES does not confirm (yet), and what it sees",
    step: "confirm",
    color: "yellow",
    words: refusedWords,
  },
  "api.retried": {
    doc: "A request is repeated after a pause",
    step: "same",
    color: "yellow",
    words: ({ api, code, attempt, nextInMs, untilMs }) =>
      `a request to ${api === "ses" ? "SES" : api} failed (${code}, ${ordinal(attempt)} attempt); trying again in ${durationWords(nextInMs)}${untilMs === undefined ? "" : `, for ${durationWords(untilMs)} at most`}`,
  },
  result: { doc: "The end of one domain; nothing follows it", step: "same", words: resultWords },
};

/**
 * An event in English: which server, what, since when, how much longer. One line, foreign text made harmless.
 */
export function sentence(event: OnboardEvent): string {
  return oneLine(wordsOf(event.type, event));
}

/** Apart, so that the compiler sees that the row and the event are of one type. */
function wordsOf<T extends EventType>(type: T, event: EventByType[T]): string {
  return EVENTS[type].words(event);
}

function remaining(expiresInMs: number | null): string {
  return expiresInMs === null ? "" : `, and may say so for ${durationWords(expiresInMs)} more`;
}
