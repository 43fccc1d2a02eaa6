import { durationWords } from "../../words/words.ts";
import { worstSesLook } from "../../ses-look.ts";
import { type Story } from "../story.ts";
import type { Look } from "./verdict-look.ts";
import { seenIn } from "../../../events/seen.ts";
import { lastEventOf } from "../../../events/events-of.ts";
import type { Band, DrawnTime, Track } from "./track.ts";

/** The last row: when SES was asked to look, and what it then said. None where it never came to that. */
export function sesTracks(story: Story, frame: DrawnTime): readonly Track[] {
  const bands = story.events.flatMap((event, index) => bandFrom(event, index, story, frame));
  if (bands.length === 0) return [];
  return [
    { group: "ses", name: "Tencent Cloud SES", address: "", bands, finalState: finalStateOf(story, frame) },
  ];
}

function bandFrom(
  event: Story["events"][number],
  index: number,
  { events }: Story,
  { zeroAt, endMs }: DrawnTime,
): readonly Band[] {
  const look = lookOf(event);
  if (look === undefined) return [];
  // Verification ends the track, so it is drawn as a moment and not as a band.
  if (event.type === "identity.verified")
    return [{ ...look, fromMs: event.time - zeroAt, toMs: event.time - zeroAt }];
  const next = events.slice(index + 1).find((one) => lookOf(one) !== undefined);
  return [{ ...look, fromMs: event.time - zeroAt, toMs: next === undefined ? endMs : next.time - zeroAt }];
}

function lookOf(event: Story["events"][number]): Look | undefined {
  if (event.type === "identity.asked") return { tone: "neutral", word: "looks it up" };
  if (event.type === "identity.verified") return { tone: "good", word: "verified" };
  return event.type === "identity.refused" ? worstSesLook(seenIn(event) ?? []) : undefined;
}

function finalStateOf(story: Story, { zeroAt }: DrawnTime): Look {
  const [verified, refused] = [
    lastEventOf(story, "identity.verified"),
    lastEventOf(story, "identity.refused"),
  ];
  if (verified?.attempt === 0) return { tone: "good", word: "verified before" };
  if (verified !== undefined)
    return { tone: "good", word: `verified at ${durationWords(verified.time - zeroAt)}` };
  if (refused !== undefined)
    return { tone: "old", word: `not verified, last asked at ${durationWords(refused.time - zeroAt)}` };
  return { tone: "neutral", word: "asked, no answer" };
}
