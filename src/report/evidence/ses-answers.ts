import type { SesView } from "../../events.ts";
import { ordinal } from "../words.ts";
import { recordTitle } from "./record-titles.ts";
import type { Story } from "./story.ts";
import type { Look } from "./verdict-look.ts";

/** What SES said of every record at one moment. */
export interface SesAnswer {
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly occasion: string;
  readonly views: readonly SesView[];
}

/** All that SES said, in order: what it asked for at first, then its answer to each question. */
export function sesAnswersOf({ events }: Story): readonly SesAnswer[] {
  return events.flatMap((event) => {
    if (event.type === "identity.ready")
      return [{ at: event.at, occasion: event.created ? "identity created" : "identity found", views: event.ses }];
    if (event.type === "identity.refused")
      return [{ at: event.at, occasion: `${ordinal(event.attempt)} answer: not verified`, views: event.ses }];
    if (event.type !== "identity.verified") return [];
    return [
      { at: event.at, occasion: event.attempt === 0 ? "verified before" : `${ordinal(event.attempt)} answer: verified`, views: event.ses },
    ];
  });
}

/** A column title for each record that SES ever spoke of. */
export function sesColumns(answers: readonly SesAnswer[]): readonly { readonly key: string; readonly title: string }[] {
  const views = new Map(answers.flatMap(({ views }) => views).map((view) => [sesKey(view), view]));
  return [...views].map(([key, { purpose, rrtype }]) => ({ key, title: recordTitle({ purpose, type: rrtype }) }));
}

/** What SES says of one record; undefined: it does not speak of it. */
export function sesLook(view: SesView | undefined): Look | undefined {
  if (view === undefined) return undefined;
  if (view.status) return { tone: "good", word: "accepts" };
  return view.currentValue === "" ? { tone: "absent", word: "sees nothing" } : { tone: "old", word: "does not accept" };
}

export function sesKey({ owner, rrtype, expected }: SesView): string {
  return `${rrtype} ${owner} ${expected}`;
}
