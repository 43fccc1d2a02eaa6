import { keyText } from "../../../dns/rrset.ts";
import { durationWords } from "../../words/words.ts";
import { recordTitles } from "../record-titles.ts";
import { serversOf } from "./server-track.ts";
import { type Story } from "../story.ts";
import { VERDICT_LOOKS, type Look } from "./verdict-look.ts";
import { eventsOf, type EventOf } from "../../../events/events-of.ts";

/** Who serves which record, since when: a column for each record, a row for each address. */
export interface ServedSince {
  readonly records: readonly string[];
  readonly rows: readonly {
    readonly server: string;
    readonly address: string;
    readonly cells: readonly Look[];
  }[];
}

/** The last answer of every address to every question, with its time since the first write. */
export function servedSince(story: Story): ServedSince {
  const titles = recordTitles(story);
  const observed = eventsOf(story, "propagation.observed");
  const rows = serversOf(story).map(({ server, address }) => {
    const own = observed.filter(({ at }) => at.address === address);
    return {
      server,
      address,
      cells: [...titles.keys()].map((record) =>
        cellOf(own.findLast(({ rrset }) => keyText(rrset) === record)),
      ),
    };
  });
  return { records: [...titles.values()], rows };
}

function cellOf(last: EventOf<"propagation.observed"> | undefined): Look {
  if (last === undefined) return { tone: "neutral", word: "not asked" };
  const { tone, word } = VERDICT_LOOKS[last.verdict];
  return { tone, word: `${tone === "good" ? "" : `${word}, `}${durationWords(last.sinceWriteMs)}` };
}
