import type { ServerVerdict } from "../../../events/verdict.ts";

/**
 * What a state means for the wait; a colour each, and a mark, since colour alone tells nothing in print or to
 * the colour-blind.
 */
export type Tone = "good" | "partly" | "old" | "absent" | "broken" | "neutral";

export interface Look {
  readonly tone: Tone;
  readonly word: string;
}

export const VERDICT_LOOKS: Readonly<Record<ServerVerdict, Look>> = {
  serves: { tone: "good", word: "serves" },
  old: { tone: "old", word: "other value" },
  nxdomain: { tone: "absent", word: "no name" },
  nodata: { tone: "absent", word: "no data" },
  cname: { tone: "broken", word: "alias" },
  referral: { tone: "broken", word: "referral" },
  lame: { tone: "broken", word: "lame" },
  servfail: { tone: "broken", word: "SERVFAIL" },
  unreachable: { tone: "broken", word: "unreachable" },
  malformed: { tone: "broken", word: "malformed" },
};

export const TONE_MARKS: Readonly<Record<Tone, string>> = {
  good: "✔",
  partly: "◑",
  old: "…",
  absent: "…",
  broken: "✖",
  neutral: "·",
};

/** The gravest first: what a server does worst is what it is known by. */
const GRAVITY: readonly ServerVerdict[] = [
  "malformed",
  "servfail",
  "lame",
  "referral",
  "cname",
  "unreachable",
  "old",
  "nxdomain",
  "nodata",
  "serves",
];

export function worstOf(verdicts: readonly ServerVerdict[]): ServerVerdict | undefined {
  return GRAVITY.find((verdict) => verdicts.includes(verdict));
}
