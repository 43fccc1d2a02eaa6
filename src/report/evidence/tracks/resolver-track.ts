import { keyText } from "../../../dns/rrset.ts";
import { durationWords, listWords } from "../../words/words.ts";
import { recordTitles } from "../record-titles.ts";
import { clockWords, type Story } from "../story.ts";
import { VERDICT_LOOKS, worstOf, type Look } from "./verdict-look.ts";
import { eventsOf, type EventOf } from "../../../events/events-of.ts";
import type { DrawnTime, Track } from "./track.ts";

/** A row for each public resolver: asked once after the gate, so a moment and not a stretch. */
export function resolverTracks(story: Story, { zeroAt }: DrawnTime): readonly Track[] {
  const titles = recordTitles(story);
  const observed = eventsOf(story, "resolver.observed");
  return [...new Set(observed.map(({ resolver }) => resolver))].map((resolver) => {
    const own = observed.filter((event) => event.resolver === resolver);
    const atMs = (own[0]?.time ?? zeroAt) - zeroAt;
    const finalState = finalStateOf(own, titles, zeroAt);
    const band = { tone: finalState.tone, word: "", fromMs: atMs, toMs: atMs };
    return { group: "resolvers", name: resolver, address: "", bands: [band], finalState };
  });
}

type ResolverObserved = EventOf<"resolver.observed">;

/** Its worst answer, for which records, and until when it may hold it. */
function finalStateOf(
  own: readonly ResolverObserved[],
  titles: ReadonlyMap<string, string>,
  zeroAt: number,
): Look {
  const worst = worstOf(own.map(({ verdict }) => verdict)) ?? "serves";
  const { tone, word } = VERDICT_LOOKS[worst];
  const like = own.filter(({ verdict }) => verdict === worst);
  if (worst === "serves")
    return { tone, word: `serves at ${durationWords((own[0]?.time ?? zeroAt) - zeroAt)}` };
  const which =
    like.length === own.length
      ? ""
      : `: ${listWords(
          like.map(({ rrset }) => titles.get(keyText(rrset)) ?? rrset.type),
          3,
        )}`;
  const until = Math.max(
    ...like.map(({ time, expiresInMs }) => (expiresInMs === null ? -Infinity : time + expiresInMs)),
  );
  return { tone, word: `${word}${which}${Number.isFinite(until) ? ` until ${clockWords(until)}` : ""}` };
}
