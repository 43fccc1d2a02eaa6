import type { OnboardEvent } from "../../events/event.ts";
import { keyText } from "../../dns/rrset.ts";
import type { ServerAddress } from "../../dns/observation.ts";
import { serverNames } from "../../events/tally.ts";
import { addressName, recordName } from "./names.ts";
import { seal } from "./one-line.ts";
import { observationDetail, VERDICT_CLAUSES } from "./verdict-words.ts";
import { warningSentence } from "./warning-sentence.ts";
import { countWords, durationWords, listWords, ordinal } from "./words.ts";
import type { SesView } from "../../events/record.ts";
import type { RecordPlan } from "../../plan/record-plan.ts";
import type { DomainResult } from "../../events/result.ts";

/**
 * An event in English: which server, what, since when, how much longer. One line, foreign text made harmless.
 */
export function sentence(event: OnboardEvent): string {
  return seal(words(event));
}

type EventOf<T extends OnboardEvent["type"]> = Extract<OnboardEvent, { readonly type: T }>;

// oxlint-disable-next-line complexity -- a case for each event and nothing between them
function words(event: OnboardEvent): string {
  switch (event.type) {
    case "run.started":
      return startedWords(event);
    case "delegation.found":
      return delegationWords(event);
    case "zone.found":
      return `the zone ${event.apex} is hosted at ${event.provider} (zone id ${event.id})`;
    case "identity.found":
      return event.exists
        ? `SES knows the identity already${event.verified ? ", and it is verified" : ", not verified yet"}`
        : "SES does not know the identity yet; nothing is created before everything else is checked";
    case "identity.ready":
      return `${event.created ? "identity created at SES" : "identity found at SES"}; ${recordsWords(event.ses)}`;
    case "rrset.planned":
      return planWords(event);
    case "plan.ready":
      return `${event.creates ? "the identity is to be created (one of the few that an account may have), " : ""}${countWords(event.changes, "record set")} to change; plan hash ${event.planHash}`;
    case "warning.raised":
      return warningSentence(event.warning);
    case "rrset.written":
      return writtenWords(event);
    case "rrset.kept":
      return `left ${event.rrset.type} at ${event.rrset.owner} as it is (${event.action})`;
    case "race.lost":
      return `somebody else changed a record meanwhile; reading and planning again (${ordinal(event.attempt)} time)`;
    case "propagation.started":
      return propagationStarted(event);
    case "propagation.observed":
      return observedWords(event);
    case "server.behind":
      return `${addressName(event.at)} still has version ${event.serial} of the zone, others have ${event.newestSerial}; it fetches it within ${durationWords(event.dueInMs)} at the latest, usually much sooner`;
    case "port53.unusable":
      return `name servers can't be asked from here (port 53 is ${event.because}), so who serves the zone was looked up over HTTPS; after the write SES is asked once`;
    case "server.excluded":
      return `${addressName(event.at)} is left out: it ${EXCLUDED_WORDS[event.because] ?? "gives no usable answer"}; the others decide`;
    case "propagation.progress":
      return progressWords(event);
    case "host.settled":
      return `${event.provider} says that the change is ${event.settled ? "everywhere" : "not everywhere yet"}, after ${durationWords(event.elapsedMs)}`;
    case "propagation.done":
      return `${event.agreeing} of ${countWords(event.asked, "server")} serve every record after ${durationWords(event.elapsedMs)} (${countWords(event.queries, "question")})`;
    case "resolver.observed":
      return `public resolver ${event.resolver} ${VERDICT_CLAUSES[event.verdict]} ${keyText(event.rrset)}${remaining(event.expiresInMs)}; this decides nothing`;
    case "identity.asked":
      return `asking SES to look the records up (${ordinal(event.attempt)} time)`;
    case "identity.verified":
      return event.attempt === 0
        ? "SES had verified the identity before"
        : `SES has verified ${event.domain}, asked for the ${ordinal(event.attempt)} time`;
    case "identity.refused":
      return refusedWords(event);
    case "api.retried":
      return `${event.api} did not do it (${event.code}, ${ordinal(event.attempt)} attempt); trying again in ${durationWords(event.nextInMs)}`;
    case "result":
      return resultSentence(event.domain, event);
  }
}

const COMMAND_WORDS = { run: "onboarding", plan: "planning", check: "checking" } as const;

function startedWords({ command, dryRun, domain, site, region, version }: EventOf<"run.started">): string {
  const program = `(ses-onboard ${version})`;
  if (command !== "undo")
    return `${COMMAND_WORDS[command]} ${domain} at Tencent Cloud SES, site ${site}, region ${region} ${program}`;
  const what = `putting back what stood there before ${domain} was onboarded`;
  return `${what}${dryRun === true ? ", as a rehearsal that writes nothing" : ""}; the identity at SES stays ${program}`;
}

/** What is to become of one record. */
export function planSentence(plan: Pick<RecordPlan, "record" | "action" | "before">): string {
  return seal(planWords(plan));
}

function planWords({ record, action, before }: Pick<RecordPlan, "record" | "action" | "before">): string {
  return `${recordName(record)}: ${actionWords(action, before)}`;
}

function actionWords(action: RecordPlan["action"], before: RecordPlan["before"]): string {
  return action === "unchanged" && before === null ? "nothing stands there already" : PLANNED_WORDS[action];
}

function writtenWords({ action, rrset: { type, owner } }: EventOf<"rrset.written">): string {
  if (action === "restored") return `put ${type} at ${owner} back as it stood before`;
  return action === "removed"
    ? `took ${type} at ${owner} away again`
    : `wrote ${type} at ${owner} (${action})`;
}

const PLANNED_WORDS = {
  created: "to be created",
  merged: "to be merged with what stands there",
  kept: "what stands there is kept",
  replaced: "to be replaced",
  unchanged: "stands there already",
  restored: "to be put back as it stood before",
  removed: "to be taken away again, since nothing stood there before",
} as const;

const EXCLUDED_WORDS: Readonly<Partial<Record<EventOf<"server.excluded">["because"], string>>> = {
  lame: "does not serve the zone (lame)",
  servfail: "fails again and again (SERVFAIL)",
  unreachable: "never answers from here",
  malformed: "sends answers that can't be read",
  referral: "sends us elsewhere",
};

/** How a result's state reads after the domain's name. */
export const STATE_WORDS: Readonly<Record<DomainResult["state"], string>> = {
  verified: "is verified at Tencent Cloud SES",
  pending: "is not verified yet",
  failed: "failed",
  planned: "is planned; nothing was written",
  drifted: "is no longer as it should be",
  interrupted: "was interrupted",
  undone: "is as it was before, at the DNS host",
};

function resultSentence(domain: string, result: DomainResult): string {
  return `${domain} ${STATE_WORDS[result.state]}${result.error === null ? "" : `: ${result.error.code}`}`;
}

function delegationWords({ apex, nameServers, negativeTtlSeconds }: EventOf<"delegation.found">): string {
  const memory =
    negativeTtlSeconds === null
      ? ""
      : `; a "no such name" of this zone lasts ${durationWords(negativeTtlSeconds * 1000)} in caches`;
  return `the zone ${apex} is served by ${listWords(nameServers)}${memory}`;
}

function recordsWords(views: readonly SesView[]): string {
  const unmet = views.filter(({ status }) => !status);
  const asked = `it asks for ${countWords(views.length, "record")}`;
  if (unmet.length === 0) return `${asked} and sees all of them`;
  return unmet.length === views.length
    ? `${asked} and sees none of them yet`
    : `${asked} and does not accept ${unmet.length} of them yet`;
}

function propagationStarted({ servers, rrsets, budgetMs }: EventOf<"propagation.started">): string {
  const wait =
    budgetMs === 0 ? "once, without waiting" : `until all serve them, for at most ${durationWords(budgetMs)}`;
  return `asking ${serversWords(servers)} for ${countWords(rrsets.length, "record")}, ${wait}`;
}

/** A server is a name: the same count as everywhere else. How many addresses that are is told where it differs. */
function serversWords(servers: readonly ServerAddress[]): string {
  const [names, addresses] = [
    serverNames(servers).length,
    new Set(servers.map(({ address }) => address)).size,
  ];
  const count = countWords(names, "authoritative server");
  return names === addresses ? count : `${count} at ${countWords(addresses, "address", "addresses")}`;
}

function observedWords(event: EventOf<"propagation.observed">): string {
  const what = `${addressName(event.at)} ${VERDICT_CLAUSES[event.verdict]} ${keyText(event.rrset)}${observationDetail(event.observation)}`;
  return `${what} after ${durationWords(event.sinceWriteMs)}${event.verdict === "serves" ? "" : remembered(event.expiresInMs)}`;
}

function progressWords({ elapsedMs, agreeing, asked, laggards }: EventOf<"propagation.progress">): string {
  const waiting = laggards.length === 0 ? "" : `; waiting for ${listWords(laggards.map(addressName))}`;
  return `${agreeing} of ${countWords(asked, "server")} agree after ${durationWords(elapsedMs)}${waiting}`;
}

/** An authoritative server forgets nothing: it is the resolvers which asked too early that remember. */
function remembered(expiresInMs: number | null): string {
  return expiresInMs === null
    ? ""
    : ` (a resolver that asked now would remember that for ${durationWords(expiresInMs)})`;
}

function remaining(expiresInMs: number | null): string {
  return expiresInMs === null ? "" : `, and may say so for ${durationWords(expiresInMs)} more`;
}

function refusedWords({ ses, nextInMs, requestId }: EventOf<"identity.refused">): string {
  const unmet = ses.filter(({ status }) => !status).map(({ record }) => recordName(record));
  // Who asks Tencent's support has to name the request.
  const last = `the time to wait is used up${requestId === undefined ? "" : ` (request id ${requestId})`}`;
  const next = nextInMs === null ? last : `asking again in ${durationWords(nextInMs)}`;
  return `SES does not see what it wants at ${unmet.length === 0 ? "any record, though it accepts each" : listWords(unmet)}; ${next}`;
}
