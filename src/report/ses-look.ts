import type { SesStanding, SesState } from "../events/record.ts";
import type { Colors } from "./color.ts";
import { TONE_MARKS, type Look } from "./evidence/tracks/verdict-look.ts";

/** How a record stands at SES: the same words, mark and colour in every output. */
export interface SesLook extends Look {
  readonly color: keyof Colors;
}

/** @param ses null: SES has not spoken of the record */
export function sesLook(ses: Pick<SesStanding, "state"> | null): SesLook {
  return LOOKS[ses?.state ?? "not asked"];
}

/** The look as one text. Who was not asked gets no mark, as there is nothing to judge. */
export function sesText(ses: Parameters<typeof sesLook>[0]): string {
  const { tone, word } = sesLook(ses);
  return tone === "neutral" ? word : `${TONE_MARKS[tone]} ${word}`;
}

/** Whether SES has looked and does not accept the record: only then can be told what it sees. */
export function hasSaidNo(ses: SesStanding | null): ses is SesStanding {
  return ses !== null && ses.state !== "accepts" && ses.state !== "not asked";
}

/** One answer with several records: how the worst of them stands. */
export function worstSesLook(seen: readonly Pick<SesStanding, "state">[]): Look {
  const states = new Set(seen.map(({ state }) => state));
  const worst = GRAVITY.find((state) => states.has(state));
  return worst === undefined ? { tone: "old", word: "not verified yet" } : LOOKS[worst];
}

const LOOKS: Readonly<Record<SesState, SesLook>> = {
  "not asked": { word: "not asked", tone: "neutral", color: "dim" },
  "sees nothing": { word: "sees nothing", tone: "old", color: "yellow" },
  "sees another value": { word: "sees another value", tone: "old", color: "yellow" },
  accepts: { word: "accepts", tone: "good", color: "green" },
  refuses: { word: "refuses", tone: "broken", color: "red" },
};

/** What keeps an identity from being verified, the gravest first. */
const GRAVITY: readonly SesState[] = ["refuses", "sees another value", "sees nothing"];
