import { keyText } from "../../../dns/rrset.ts";
import { durationWords, listWords } from "../../words/words.ts";
import { recordTitles } from "../record-titles.ts";
import { clockWords, type Story } from "../story.ts";
import { VERDICT_LOOKS, worstOf, type Look } from "./verdict-look.ts";
import type { ServerVerdict } from "../../../events/verdict.ts";
import { lastEventOf, eventsOf, type EventOf } from "../../../events/events-of.ts";
import type { Band, DrawnTime, Track } from "./track.ts";

/** A row for each address of each authoritative server: its worst answer at each moment. */
export function serverTracks(story: Story, frame: DrawnTime): readonly Track[] {
  const titles = recordTitles(story);
  const watchedMs =
    (lastEventOf(story, "propagation.done")?.time ?? frame.zeroAt + frame.endMs) - frame.zeroAt;
  return serversOf(story).map((asked) => {
    const own = story.events.filter((event) => isAbout(event, asked));
    const points = pointsOf(own, frame, titles);
    // Of a single look the last word is a moment, and all that there is to draw.
    const bands = bandsOf(points, watchedMs).filter(
      (band, index, all) => index === all.length - 1 || !isPassing(band, frame),
    );
    return {
      group: "servers",
      name: asked.server,
      address: asked.address,
      bands,
      finalState: finalStateOf(own, bands, frame),
    };
  });
}

type Said = EventOf<"propagation.observed"> | EventOf<"server.excluded"> | EventOf<"delegation.changed">;
interface TrackedServer {
  readonly server: string;
  readonly address: string;
}

/** Every address that was to be asked, in the order of the delegation. */
export function serversOf(story: Story): readonly TrackedServer[] {
  const all = [
    ...eventsOf(story, "propagation.started").flatMap(({ servers }) => servers),
    ...eventsOf(story, "delegation.changed").flatMap(({ servers }) => servers),
    ...eventsOf(story, "propagation.observed").map(({ at }) => at),
  ];
  const unique = new Map<string, TrackedServer>(
    all.map(({ server, address }) => [`${server} ${address}`, { server, address }]),
  );
  return [...unique.values()];
}

function isAbout(event: Story["events"][number], asked: TrackedServer): event is Said {
  const isAsked = ({ address }: { readonly address: string }) => address === asked.address;
  // Who is in it from then on goes on as before.
  if (event.type === "delegation.changed") return !event.servers.some(isAsked);
  const isSaid = event.type === "propagation.observed" || event.type === "server.excluded";
  return isSaid && isAsked(event.at);
}

/** How the server answered from this moment on. Without a look it was no longer asked. */
interface Point {
  readonly atMs: number;
  readonly look: Look | undefined;
}

function pointsOf(
  own: readonly Said[],
  { zeroAt }: DrawnTime,
  titles: ReadonlyMap<string, string>,
): readonly Point[] {
  const verdicts = new Map<string, ServerVerdict>();
  return own.map((event) => {
    if (event.type !== "propagation.observed") return { atMs: event.time - zeroAt, look: undefined };
    verdicts.set(keyText(event.rrset), event.verdict);
    return { atMs: event.sinceWriteMs, look: lookOf(verdicts, titles) };
  });
}

/** Until a record is served, the others are not asked for; those that nobody asked for yet say nothing. */
function lookOf(
  verdicts: ReadonlyMap<string, ServerVerdict>,
  titles: ReadonlyMap<string, string>,
): Look | undefined {
  const worst = worstOf([...verdicts.values()]);
  if (worst === undefined) return undefined;
  const unserved = [...verdicts]
    .filter(([, verdict]) => verdict !== "serves")
    .map(([record]) => titles.get(record) ?? record);
  const look = VERDICT_LOOKS[worst];
  if (worst === "serves")
    return verdicts.size >= titles.size ? look : { tone: "partly", word: "serves a part" };
  return unserved.length === verdicts.size
    ? look
    : { ...look, word: `${look.word}: ${listWords(unserved, 3)}` };
}

function bandsOf(points: readonly Point[], watchedMs: number): readonly Band[] {
  const bands: Band[] = [];
  for (const [index, { atMs, look }] of points.entries()) {
    if (look === undefined) continue;
    const toMs = Math.max(atMs, points[index + 1]?.atMs ?? watchedMs);
    const before = bands.at(-1);
    const goesOn = before !== undefined && before.word === look.word && before.toMs === atMs;
    if (goesOn) bands[bands.length - 1] = { ...before, toMs };
    else bands.push({ ...look, fromMs: atMs, toMs });
  }
  return bands;
}

/**
 * Records are asked for one by one, so between the first and the last of a server that serves all of them lie
 * milliseconds: nothing to draw.
 */
function isPassing({ tone, fromMs, toMs }: Band, { endMs }: DrawnTime): boolean {
  return fromMs === toMs || (tone === "partly" && toMs - fromMs < endMs / 100);
}

function finalStateOf(own: readonly Said[], bands: readonly Band[], { isSinceWrite }: DrawnTime): Look {
  const last = bands.at(-1);
  const end = own.at(-1);
  if (end?.type === "server.excluded" && end.because === "private")
    return { tone: "neutral", word: "private address, left out" };
  if (end?.type === "delegation.changed") return { tone: "neutral", word: "not delegated any more" };
  if (last === undefined) return { tone: "neutral", word: "never asked" };
  if (end?.type === "server.excluded" && end.because !== "private")
    return { tone: "broken", word: `${VERDICT_LOOKS[end.because].word}, left out` };
  const { tone, word, fromMs, toMs } = last;
  // Where nothing was written it was served before, too; what is known is when it was seen.
  if (tone === "good")
    return { tone, word: `serves${isSinceWrite ? " since" : ", seen at"} ${durationWords(fromMs)}` };
  return { tone, word: `${word}, still at ${durationWords(toMs)}${dueWords(end)}` };
}

/** A secondary that is behind fetches the zone by itself at the latest then. */
function dueWords(said: Said | undefined): string {
  if (said?.type !== "propagation.observed" || said.dueInMs === undefined) return "";
  return `, at worst until ${clockWords(said.time + said.dueInMs)}`;
}
