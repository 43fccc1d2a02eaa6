import type { Plan } from "../../../plan/consent/plan.ts";
import { entriesOf, type Entry } from "../entries.ts";
import { isOpen } from "../notes.ts";
import { fieldsOf, hostOf, isLong, rdataLine } from "../spelling.ts";
import { inheritedBy, PAGE_WORDS, type Language, type OnPage, type PageWords } from "./words.ts";

/** The page as plain text, for a message: one field a line, and values never broken. */
export function textPage(plans: readonly Plan[], language: Language, told: OnPage): readonly string[] {
  return plans.flatMap((plan, index) => [
    ...(index === 0 ? [] : ["", ""]),
    ...planLines(plan, PAGE_WORDS[language], told),
  ]);
}

function planLines(plan: Plan, words: PageWords, told: OnPage): readonly string[] {
  const { domain, zone } = plan.settings;
  const { asked } = told;
  const entries = entriesOf(plan);
  return [
    ...(zone.rehearsal === true ? [words.rehearsal, ""] : []),
    words.title(domain),
    "",
    words.lead(zone.apex),
    words.why,
    ...(asked === undefined ? [] : [words.asked(asked.at, asked.by)]),
    "",
    ...words.hints.map((hint) => `- ${hint}`),
    ...(entries.length === 0 ? ["", words.nothing] : []),
    ...entries.flatMap((entry, index) => [
      "",
      ...entryLines(entry, { number: index + 1, words, told, apex: zone.apex }),
    ]),
    ...(isOpen(plan) ? ["", ...openLines(plan, words)] : []),
  ];
}

/** What is to be done now, and what is still to come. */
export function openLines({ swaps, open }: Plan, words: PageWords): readonly string[] {
  return [...(swaps.length === 0 ? [] : [words.first]), words.open(open.below)];
}

interface Place {
  readonly number: number;
  readonly words: PageWords;
  readonly told: OnPage;
  readonly apex: Plan["settings"]["zone"]["apex"];
}

function entryLines(entry: Entry, { number, words, told, apex }: Place): readonly string[] {
  const { todo, owner, type, ttl, values, going } = entry;
  const inherited = inheritedBy(entry, told);
  const field = (title: string, text: string) => `   ${title}${words.colon}${text}`;
  return [
    `${number}. ${words.todo[todo]} ${type} ${owner}`,
    `   ${words.how[todo]}`,
    ...(inherited === undefined ? [] : [`   ${words.inherited(inherited)}`]),
    field(words.host, hostOf(owner, apex)),
    field(words.fullName, owner),
    field(words.type, type),
    field(words.ttl, `${ttl} ${words.seconds}`),
    ...(todo === "change" ? going.map((value) => field(words.going, valueText(type, value))) : []),
    ...values.flatMap((value) => valueLines(type, value, words)),
  ];
}

function valueText(type: string, value: string): string {
  const fields = fieldsOf(type, value);
  return fields.priority === undefined ? fields.value : `${fields.priority} ${fields.value}`;
}

function valueLines(type: string, text: string, words: PageWords): readonly string[] {
  const { priority, value } = fieldsOf(type, text);
  return [
    ...(priority === undefined ? [] : [`   ${words.priority}${words.colon}${priority}`]),
    `   ${words.value}${words.colon}`,
    `   ${value}`,
    ...(isLong(type, text) ? [`   ${words.long}`, `   ${rdataLine(type, text)}`] : []),
  ];
}
