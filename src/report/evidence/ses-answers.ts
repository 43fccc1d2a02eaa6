import { recordText } from "../../plan/requirement.ts";
import type { OnboardEvent } from "../../events/event.ts";
import { ordinal } from "../words/words.ts";
import { sesLook } from "../ses-look.ts";
import { recordTitle } from "../words/names.ts";
import type { Story } from "./story.ts";
import type { Look } from "./tracks/verdict-look.ts";
import { seenIn, type Seen } from "../../events/seen.ts";

/** What SES said of every record at one moment. */
export interface SesAnswer {
  /** Milliseconds since 1970. */
  readonly time: number;
  readonly occasion: string;
  readonly views: readonly Seen[];
  /** Tencent's id of the request. */
  readonly requestId: string | undefined;
}

/** All that SES said, in order: what it asked for at first, then its answer to each question. */
export function sesAnswersOf({ events }: Story): readonly SesAnswer[] {
  return events.flatMap((event) => {
    const occasion = occasionOf(event);
    if (occasion === undefined || !("ses" in event)) return [];
    return [{ time: event.time, occasion, views: seenIn(event) ?? [], requestId: event.requestId }];
  });
}

function occasionOf(event: OnboardEvent): string | undefined {
  if (event.type === "identity.ready") return event.created ? "identity created" : "identity found";
  if (event.type === "identity.refused") return `${ordinal(event.attempt)} answer: not verified`;
  if (event.type !== "identity.verified") return undefined;
  return event.attempt === 0 ? "verified before" : `${ordinal(event.attempt)} answer: verified`;
}

/** A column title for each record that any answer of SES mentions. */
export function sesColumns(
  answers: readonly SesAnswer[],
): readonly { readonly key: string; readonly title: string }[] {
  const views = new Map(answers.flatMap(({ views }) => views).map((view) => [sesKey(view), view]));
  return [...views].map(([key, { record }]) => ({ key, title: recordTitle(record) }));
}

/** What one answer says of one record; undefined: it does not speak of it. */
export function answerLook({ views }: SesAnswer, key: string): Look | undefined {
  const view = views.find((one) => sesKey(one) === key);
  return view === undefined ? undefined : sesLook(view);
}

function sesKey({ record }: Seen): string {
  return recordText(record);
}
