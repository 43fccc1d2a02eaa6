import type { EventOf } from "../../events/events-of.ts";

import type { FoundByCheck } from "../../events/record.ts";
import { addsBeside, type RecordPlan } from "../../plan/record-plan.ts";
import type { SpfImpact } from "../../plan/spf/impact/impact.ts";
import { purposeWord, recordName } from "./names.ts";
import { oneLine } from "./one-line.ts";
import { countWords, listWords, ordinal, shorten } from "./words.ts";

// What is to become of records, and what became of them.

type PlanPart = Pick<RecordPlan, "record" | "action" | "before" | "warnings"> &
  Partial<Pick<EventOf<"rrset.planned">, "unguarded" | "found" | "after">>;

/** What receivers make of the change of an SPF record; empty where nothing was judged. */
export function impactSentence({ impact }: Pick<RecordPlan, "impact">): string {
  return impact === undefined ? "" : oneLine(impactWords(impact));
}

function impactWords(impact: SpfImpact): string {
  const { checked, otherwise, senders, passing, notProved } = impact;
  const tried = `${addressWords(checked)} tried`;
  const named =
    senders === 0
      ? "the former record names none"
      : `what ${countWords(senders, "term names", "terms name")}, and next to it`;
  const differing =
    otherwise === 0 ? "" : `, but ${addressWords(otherwise)} otherwise once all of this plan is written`;
  const ses =
    passing === 0
      ? "whether mail from SES passes could not be learned"
      : `mail from SES passes (${addressWords(passing)})`;
  const open = notProved.map(({ term, because }) => `"${term}" (${because})`).join(", ");
  const parts = [
    `mail of others is judged as before (${tried}: ${named})${differing}`,
    ses,
    referringWords(impact),
    ...(open === "" ? [] : [`not proved: ${open}`]),
  ];
  return `SPF: ${parts.join("; ")}`;
}

function addressWords(count: number): string {
  return countWords(count, "address", "addresses");
}

/** Which other records were looked at, since a whole zone is not read. */
function referringWords({ above, referring }: SpfImpact): string {
  if (above.length === 0) return "records of other names were not looked at";
  const looked = `of other names' records only those above it in the zone were looked at (${listWords(above)})`;
  if (referring.length === 0) return `${looked}, and none leads to this one`;
  return `${looked}; that of ${listWords(referring)}, which leads to this one, is judged as well`;
}

/** What is to become of one record. */
export function planSentence(plan: PlanPart): string {
  return oneLine(planWords(plan));
}

export function planWords(plan: PlanPart): string {
  const { record, action, before, unguarded, found } = plan;
  if (found !== undefined) return FOUND_SENTENCES[found](plan);
  const what = addsBeside(plan)
    ? "to be added beside what stands there"
    : ((before === null ? WITHOUT_BEFORE[action] : undefined) ?? PLANNED_WORDS[action]);
  const risk = "; whoever edits this very value in the moment before the write loses that edit";
  return `${recordName(record)}: ${what}${unguarded === true ? risk : ""}`;
}

/** What `check` says of a record: what stands and what does not, never what would be done. */
const FOUND_SENTENCES: Readonly<Record<FoundByCheck, (plan: PlanPart) => string>> = {
  met: ({ record, before }) =>
    before === null
      ? `${recordName(record)}: none stands at the name itself, and none is missing`
      : `${recordName(record)}: stands there`,
  missing: (plan) => `no ${missingName(plan)}; SES asks for ${askedValue(plan)}`,
  differs: (plan) => `${recordName(plan.record)}: lacks what SES asks for: ${askedValue(plan)}`,
  conflict: (plan) => `${recordName(plan.record)}: is in the way of what SES asks for: ${askedValue(plan)}`,
};

/** The same in a word or two, for tables. */
export function foundWord(found: FoundByCheck, { before }: Pick<RecordPlan, "before">): string {
  return found === "met" && before === null ? "none needed" : FOUND_WORDS[found];
}

const FOUND_WORDS: Readonly<Record<FoundByCheck, string>> = {
  met: "stands",
  missing: "missing",
  differs: "differs",
  conflict: "in the way",
};

const LONGEST_VALUE = 80;

/** `MX stands at mail.example.com`, `DKIM record (TXT) stands at …`. */
function missingName({ record: { purpose, type, owner } }: PlanPart): string {
  const title = purposeWord(purpose);
  if (purpose === "other") return `${type} record stands at ${owner}`;
  return `${title === type ? type : `${title} record (${type})`} stands at ${owner}`;
}

/** With the preference that an MX would have. */
function askedValue({ record: { expected }, after }: PlanPart): string {
  const value = after?.values.find((one) => one.endsWith(` ${expected}`)) ?? expected;
  return shorten(value, LONGEST_VALUE);
}

const PLANNED_WORDS = {
  created: "to be created",
  merged: "to be merged with what stands there",
  "written-out": "to be written out, as a wildcard answers it there until now",
  kept: "what stands there is kept",
  replaced: "to be replaced",
  unchanged: "stands there already",
  restored: "to be put back as it stood before",
  removed: "to be taken away again, since nothing stood there before",
} as const;

const WITHOUT_BEFORE: Partial<Record<RecordPlan["action"], string>> = {
  kept: "nothing stands there, and nothing is added",
  unchanged: "nothing stands there, as before",
  merged: "to be merged with what a wildcard answers there until now",
};

export function planReadyWords({ creates, changes, planHash }: EventOf<"plan.ready">): string {
  const created = creates ? "the identity is to be created (one of the few that an account may have), " : "";
  return `${created}${countWords(changes, "record set")} to change; plan hash ${planHash}`;
}

export function writtenWords({ action, rrset: { type, owner } }: EventOf<"rrset.written">): string {
  if (action === "restored") return `put ${type} at ${owner} back as it stood before`;
  return action === "removed"
    ? `took ${type} at ${owner} away again`
    : `wrote ${type} at ${owner} (${action})`;
}

/** Whole, since it is entered from here. */
export function requestedWords({ rrset, before, after }: EventOf<"rrset.requested">): string {
  const place = `${rrset.type} at ${rrset.owner}`;
  const list = (values: readonly string[]) => values.map((value) => `"${value}"`).join(" and ");
  const former = before === null ? "nothing" : `${list(before.values)}, TTL ${before.ttl} s`;
  if (after === null) return `to be taken away by hand: ${place}: ${former}`;
  const wanted = `${list(after.values)}, TTL ${after.ttl} s`;
  return before === null
    ? `to be entered by hand: ${place}: ${wanted}`
    : `to be changed by hand: ${place}: ${wanted}, in the place of ${former}`;
}

export function raceWords({ attempt, beside, mayHaveArrived }: EventOf<"race.lost">): string {
  const again = `reading and planning again (${ordinal(attempt)} time)`;
  if (mayHaveArrived === true)
    return `a record is another one than before a write of ours whose answer was lost; ${again}`;
  if (beside === undefined) return `somebody else changed a record meanwhile; ${again}`;
  const { rrset, ours, theirs } = beside;
  const quoted = (values: readonly string[]): string => values.map((value) => `"${value}"`).join(" and ");
  return `somebody else wrote ${quoted(theirs)} at ${rrset.owner} meanwhile, beside our ${rrset.type} ${quoted(ours)}; ${again}`;
}
