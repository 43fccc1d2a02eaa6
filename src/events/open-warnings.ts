import { isNullMx } from "../plan/mx/mx.ts";
import type { RecordPlan } from "../plan/record-plan.ts";
import type { Warning } from "../plan/warning.ts";
import type { EventBody } from "./event.ts";

/**
 * What is left for a person to look at when a command has ended: the warnings of the records in their order, then
 * those raised on their own, in the order of their kinds and facts, since lanes raise them at any moment. Each once.
 */
export function openWarnings(
  records: readonly Pick<RecordPlan, "warnings">[],
  events: readonly EventBody[],
): readonly Warning[] {
  const raised = events.flatMap((event) => (event.type === "warning.raised" ? [event.warning] : []));
  const all = [
    ...records.flatMap(({ warnings }) => warnings),
    ...raised.toSorted((a, b) => (textOf(a) < textOf(b) ? -1 : 1)),
  ];
  const byText = new Map(
    all.filter((warning) => !isNote(warning)).map((warning) => [textOf(warning), warning]),
  );
  return [...byText.values()];
}

/** `warning` is the first key, so the text sorts by kind. */
function textOf(warning: Warning): string {
  return JSON.stringify([warning.warning, warning]);
}

/** Whether it says only how things are, so that nobody has to do anything about it. */
export function isNote(warning: Warning): boolean {
  const note = NOTES[warning.warning];
  return note !== undefined && note.unless?.(warning) !== true;
}

interface Note {
  /** Why nobody has to do anything about it. */
  readonly why: string;
  /** Where it is to be looked at all the same. */
  readonly unless?: (warning: Warning) => boolean;
}

/** The kinds that say how it is and leave nothing to do; every other kind is open. */
const NOTES: Readonly<Partial<Record<Warning["warning"], Note>>> = {
  "family-missing": { why: "it is about the machine that ran this: the servers were asked all the same" },
  "dmarc-own-organisation": {
    why: "it is so for each first policy, and the plan has told what changes by it",
  },
  "mx-replaced": {
    why: "it was asked for by name, and at a null MX nobody received mail",
    // Whoever receives mail there has to be looked after.
    unless: (warning) => warning.warning === "mx-replaced" && !isNullMx(warning.lost),
  },
  "from-wildcard": { why: "all goes on as it was; check says where the wildcard's MX has moved on" },
  "mx-kept": {
    why: "inbound mail goes where it went, and SES says in the result where it insists on its own MX",
    // Receivers may refuse what such a name sends (RFC 7505 section 4.2).
    unless: (warning) => warning.warning === "mx-kept" && warning.because === "null-mx",
  },
};
