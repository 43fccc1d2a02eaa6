import type { SesView } from "../../events/record.ts";
import type { EventOf } from "../../events/events-of.ts";
import { recordName } from "./names.ts";
import { countWords, durationWords, listWords, ordinal } from "./words.ts";

// What SES says of the identity.

export function foundWords({ exists, verified }: EventOf<"identity.found">): string {
  return exists
    ? `SES knows the identity already${verified ? ", and it is verified" : ", not verified yet"}`
    : "SES does not know the identity yet; nothing is created before everything else is checked";
}

export function readyWords({ created, ses }: EventOf<"identity.ready">): string {
  return `${created ? "identity created at SES" : "identity found at SES"}; ${recordsWords(ses)}`;
}

function recordsWords(views: readonly SesView[]): string {
  const unmet = views.filter(({ status }) => !status);
  const asked = `it asks for ${countWords(views.length, "record")}`;
  if (unmet.length === 0) return `${asked} and sees all of them`;
  return unmet.length === views.length
    ? `${asked} and sees none of them yet`
    : `${asked} and does not accept ${unmet.length} of them yet`;
}

export function verifiedWords({ attempt, domain }: EventOf<"identity.verified">): string {
  return attempt === 0
    ? "SES had verified the identity before"
    : `SES has verified ${domain}, asked for the ${ordinal(attempt)} time`;
}

export function refusedWords({ ses, nextInMs, requestId }: EventOf<"identity.refused">): string {
  const unmet = ses.filter(({ status }) => !status).map(({ record }) => recordName(record));
  // Who asks Tencent's support has to name the request.
  const last = `the time to wait is used up${requestId === undefined ? "" : ` (request id ${requestId})`}`;
  const next = nextInMs === null ? last : `asking again in ${durationWords(nextInMs)}`;
  return `SES does not see what it wants at ${unmet.length === 0 ? "any record, though it accepts each" : listWords(unmet)}; ${next}`;
}
