import type { OnboardEvent } from "../../events/event.ts";
import type { EventOf } from "../../events/events-of.ts";

export type ResultEvent = Extract<OnboardEvent, { readonly type: "result" }>;

/** What a result does not tell and earlier events did. */
export interface ResultContext {
  /** The identity does not exist yet, so a run would create it. */
  readonly creates: boolean;
  /** The command and what it was given; undefined where it did not come so far. */
  readonly started: EventOf<"run.started"> | undefined;
  /** Below all of them stands what is next for all. */
  readonly isOneOfMany?: boolean;
}
