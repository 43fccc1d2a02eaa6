import { recordTitle } from "../words/names.ts";
import { recordsOf, type Story } from "./story.ts";
import { keyText, sameKey } from "../../dns/rrset.ts";
import { eventsOf } from "../../events/events-of.ts";

/**
 * A short title for each record that servers were asked for, by `keyText`; two of a kind with their
 * owners' first labels.
 */
export function recordTitles(story: Story): ReadonlyMap<string, string> {
  const asked = eventsOf(story, "propagation.started").flatMap(({ rrsets }) => rrsets);
  const planned = [...eventsOf(story, "rrset.planned").map(({ record }) => record), ...recordsOf(story)];
  const pairs = asked.map((rrset) => {
    const record = planned.findLast((one) => sameKey(one, rrset));
    return {
      key: keyText(rrset),
      title: record === undefined ? rrset.type : recordTitle(record),
      owner: rrset.owner,
    };
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
