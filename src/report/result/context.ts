import type { OnboardEvent } from "../../events/event.ts";

export type ResultEvent = Extract<OnboardEvent, { readonly type: "result" }>;

/** What a result does not tell and earlier events did. */
export interface ResultContext {
  /** The identity does not exist yet, so a run would create it. */
  readonly creates: boolean;
  /** The command was `undo`, which asks neither SES nor a name server. */
  readonly undoes: boolean;
  /** The command was `check`: nobody needs to be told of it. */
  readonly checks: boolean;
  /** What was consented to by name, as options; empty where nothing was. */
  readonly consents: string;
  /** These, and what an identity is created with: a run without them is another one than was planned. */
  readonly given: string;
  /** It only said what it would write. */
  readonly dryRun: boolean;
}
