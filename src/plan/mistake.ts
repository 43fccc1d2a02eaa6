import { parseMx } from "../dns/rdata.ts";
import { sameValues, type RRset, type RRType } from "../dns/rrset.ts";
import { isQuotedTwice, unquoted } from "./detect.ts";

// What a person has made of a record set while entering it by hand.

/** A record set as a person was asked for it. */
export interface AskedFor {
  /** What stood there then. */
  readonly before: RRset | null;
  /** All that shall stand there. */
  readonly after: RRset;
}

/**
 * - `quotes`, `blanks`, `case`, `cut`: the value but for quotation marks, white space, capital letters, its end;
 * - `zone-appended`: the host in the value got the zone's name behind it;
 * - `other`: something that was neither asked for nor there before;
 * - `beside`: what was to go still stands beside what was asked for;
 * - `gone`: what was to stay is gone;
 * - `misplaced`: the record stands at the name that is the value here.
 */
export interface Mistake {
  readonly because:
    | "quotes"
    | "blanks"
    | "case"
    | "cut"
    | "zone-appended"
    | "other"
    | "beside"
    | "gone"
    | "misplaced";
  readonly value: string;
}

/** The first mistake in what is served; undefined: there is none, or nobody has entered anything yet. */
export function findMistake({ before, after }: AskedFor, served: readonly string[]): Mistake | undefined {
  const stood = before?.values ?? [];
  if (sameValues(served, stood)) return undefined;
  const missing = after.values.filter((value) => !stood.includes(value) && !served.includes(value));
  const strange = served.filter((value) => !stood.includes(value) && !after.values.includes(value));
  for (const value of strange) {
    const because = missing.map((wanted) => differenceOf(after.type, wanted, value)).find(Boolean);
    if (because !== undefined) return { because, value };
  }
  const [other] = missing.length > 0 ? strange : [];
  if (other !== undefined) return { because: "other", value: other };
  const gone = after.values.find((value) => stood.includes(value) && !served.includes(value));
  if (gone !== undefined) return { because: "gone", value: gone };
  const beside = stood.find((value) => served.includes(value) && !after.values.includes(value));
  return beside === undefined || missing.length > 0 ? undefined : { because: "beside", value: beside };
}

function differenceOf(type: RRType, wanted: string, value: string): Mistake["because"] | undefined {
  if (type === "TXT") return differenceOfText(wanted, value);
  const [host, entered] = [hostIn(type, wanted), hostIn(type, value)];
  return entered.startsWith(`${host}.`) ? "zone-appended" : undefined;
}

function hostIn(type: RRType, value: string): string {
  return type === "MX" ? parseMx(value).exchange : value;
}

/** A text shorter than this may begin like another one by chance. */
const LEAST_OF_CUT = 16;

function differenceOfText(wanted: string, value: string): Mistake["because"] | undefined {
  const isQuoted = isQuotedTwice(value) || CURLY_QUOTES.test(value);
  const bare = isQuoted ? unquoted(value.replace(CURLY_QUOTES, '"')) : value;
  const [a, b] = [compact(wanted), compact(bare)];
  const isLike = a === b || a.toLowerCase() === b.toLowerCase();
  if (isLike && isQuoted) return "quotes";
  if (isLike) return a === b ? "blanks" : "case";
  return b.length >= LEAST_OF_CUT && a.startsWith(b) ? "cut" : undefined;
}

const CURLY_QUOTES = /[“”]/g;

/** Without white space, and without what a copy brings along that has no width. */
function compact(text: string): string {
  return text.replace(/[\s\u200B-\u200D\u2060]+/g, "");
}
