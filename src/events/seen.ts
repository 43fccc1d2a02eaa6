import type { EventBody } from "./event.ts";
import { sesState, type SesState, type SesView } from "./record.ts";

/** One record as SES sees it, and how it stands there by that. */
export interface Seen extends SesView {
  readonly state: SesState;
}

/** What an event tells of each record at SES; undefined: it tells nothing of SES. */
export function seenIn(event: EventBody): readonly Seen[] | undefined {
  if (!("ses" in event)) return undefined;
  const isAsked = hasLooked(event);
  return event.ses.map((view) => ({ ...view, state: sesState(view, isAsked) }));
}

/** What SES said last of each record; undefined: nothing. */
export function seenInAll(events: readonly EventBody[]): readonly Seen[] | undefined {
  return events.reduce<readonly Seen[] | undefined>((seen, event) => seenIn(event) ?? seen, undefined);
}

/** Create and Get make SES look nothing up: what they tell is as old as the last Update, which may never have been. */
function hasLooked(event: EventBody & { readonly ses: unknown }): boolean {
  return event.type === "identity.refused" || (event.type === "identity.verified" && event.attempt > 0);
}
