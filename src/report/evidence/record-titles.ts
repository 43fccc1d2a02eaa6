import { purposeWord } from "../words/sentence.ts";
import { recordsOf, type Story } from "./story.ts";
import type { RecordPlan } from "../../events/record.ts";
import { told } from "../../events/told.ts";

/** `SPF`, `DKIM`; the type where the purpose says nothing. */
export function recordTitle({ purpose, type }: Pick<RecordPlan, "purpose" | "type">): string {
  return purpose === "other" ? type : purposeWord(purpose);
}

/**
 * A short title for each record that servers were asked for, by `TYPE owner`; two of a kind with their
 * owners' first labels.
 */
export function recordTitles(story: Story): ReadonlyMap<string, string> {
  const asked = told(story, "propagation.started").flatMap(({ records }) => records);
  const planned = [...told(story, "rrset.planned").map(({ record }) => record), ...recordsOf(story)];
  const pairs = asked.map(({ type, owner }) => {
    const record = planned.findLast((one) => one.type === type && one.owner === owner);
    return { key: `${type} ${owner}`, title: record === undefined ? type : recordTitle(record), owner };
  });
  const isShared = (title: string): boolean =>
    new Set(pairs.filter((one) => one.title === title).map(({ key }) => key)).size > 1;
  return new Map(
    pairs.map(({ key, title, owner }) => [
      key,
      isShared(title) ? `${title} ${owner.split(".")[0] ?? owner}` : title,
    ]),
  );
}
