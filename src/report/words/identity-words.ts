import { inEnglish, listPhrase, phrase, type Phrase, type Text } from "../../errors/phrase.ts";
import type { IdentityList } from "../../plan/identity.ts";
import type { SesView } from "../../events/record.ts";
import { seenIn, type Seen } from "../../events/seen.ts";
import type { EventOf } from "../../events/events-of.ts";
import { recordName } from "./names.ts";
import { countWords, durationWords, listWords, ordinal } from "./words.ts";

// What SES says of the identity.

export function foundWords({ exists, verified }: EventOf<"identity.found">): string {
  return exists
    ? `SES knows the identity already${verified ? ", and it is verified" : ", not verified yet"}`
    : "SES knows no such identity in this account";
}

export function listedWords(list: EventOf<"identities.listed">): string {
  return inEnglish(listedText(list));
}

/** A clause: how many sender domains SES lists, and what they may send. */
export function listedText(list: IdentityList): Phrase {
  const { total } = list;
  const count =
    total === 0
      ? phrase`no sender domain yet`
      : total === 1
        ? phrase`1 sender domain`
        : phrase`${total} sender domains`;
  return phrase`SES lists ${count} (the usual limit is 10 created, for ever)${levelText(list)}`;
}

function levelText({ lowestLevel, highestLevel, dailyQuota }: IdentityList): Text {
  const isOne = lowestLevel === null || lowestLevel === highestLevel;
  const level =
    highestLevel === null
      ? []
      : [isOne ? phrase`level ${highestLevel}` : phrase`levels ${lowestLevel} to ${highestLevel}`];
  const quota =
    dailyQuota === null
      ? []
      : [isOne ? phrase`${dailyQuota} mails a day` : phrase`at most ${dailyQuota} mails a day`];
  const told = [...level, ...quota];
  return told.length === 0 ? "" : listPhrase(["", listPhrase(told, ", ")], "; ");
}

export function unlistedWords(event: EventOf<"identities.unlisted">): string {
  return inEnglish(unlistedText(event));
}

/** A clause. */
export function unlistedText({ code, reason }: { readonly code: string; readonly reason: string }): Phrase {
  return phrase`SES does not tell how many sender domains there are (${code}: ${reason}); only ses.domainLimit needs it`;
}

export function readyWords({ created, ses }: EventOf<"identity.ready">): string {
  return `${created ? "identity created at SES" : "identity found at SES"}; ${recordsWords(ses)}`;
}

function recordsWords(views: readonly SesView[]): string {
  const accepted = views.filter(({ status }) => status).length;
  if (views.length === 0) return "it asks for no record";
  const asked = `it asks for ${countWords(views.length, "record")}`;
  if (accepted === 0) return `${asked} and accepts none of them yet`;
  // It looks only when it is asked to verify, and much may have changed since.
  return `${asked}; when it last looked it accepted ${accepted === views.length ? "all" : accepted} of them`;
}

export function verifiedWords({ attempt, domain }: EventOf<"identity.verified">): string {
  return attempt === 0
    ? "SES had verified the identity before"
    : `SES has verified ${domain}, asked for the ${ordinal(attempt)} time`;
}

export function refusedWords(event: EventOf<"identity.refused">): string {
  const { ses, nextInMs, added, requestId } = event;
  // Who asks Tencent's support has to name the request.
  // The end of the time to wait, a refusal that waiting does not change, or a next look beyond that time.
  const last = `this run does not ask again${requestId === undefined ? "" : ` (request id ${requestId})`}`;
  const next = nextInMs === null ? last : `asking again in ${durationWords(nextInMs)}`;
  if (ses.length === 0) return `SES asks for no record, and has not verified the identity; ${next}`;
  const more =
    added === undefined
      ? ""
      : `; it asks for ${listWords(added.map(recordName))}, too, which is published first`;
  // It is asked again for the published record, at a time that nobody knows yet.
  const unmet = unmetWords(seenIn(event) ?? []);
  if (more !== "" && nextInMs === null) return `SES ${unmet}${more}`;
  return `SES ${unmet}${more}; ${next}`;
}

/** What SES sees at which records, the same words as in the tables. */
function unmetWords(seen: readonly Seen[]): string {
  const parts = Object.entries(PREPOSITIONS).flatMap(([state, preposition]) => {
    const names = seen.filter((one) => one.state === state).map(({ record }) => recordName(record));
    return names.length === 0 ? [] : [`${state}${preposition} ${listWords(names)}`];
  });
  return parts.length === 0 ? "accepts each record, yet has not verified the identity" : parts.join("; it ");
}

const PREPOSITIONS = { refuses: "", "sees another value": " at", "sees nothing": " at" } as const;
