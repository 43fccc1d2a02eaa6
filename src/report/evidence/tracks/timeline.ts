import { resolverTracks } from "./resolver-track.ts";
import { serverTracks } from "./server-track.ts";
import { sesTracks } from "./ses-track.ts";
import { clockWords, dateWords, endOf, type Story } from "../story.ts";
import { lastEventOf, eventsOf } from "../../../events/events-of.ts";
import type { Track, DrawnTime } from "./track.ts";

/** Who answered what, when. */
export interface Timeline extends DrawnTime {
  /** When the servers were found to agree, the closing round included; undefined: that never happened. */
  readonly gate: { readonly atMs: number; readonly agreeing: number; readonly asked: number } | undefined;
  readonly tracks: readonly Track[];
}

/** The picture of one domain's wait; undefined where nobody was asked. */
export function timelineOf(story: Story): Timeline | undefined {
  const frame = frameOf(story);
  if (frame === undefined) return undefined;
  const done = lastEventOf(story, "propagation.done");
  const tracks = [...serverTracks(story, frame), ...resolverTracks(story, frame), ...sesTracks(story, frame)];
  const gate =
    done === undefined
      ? undefined
      : { atMs: done.time - frame.zeroAt, agreeing: done.agreeing, asked: done.asked };
  return { ...frame, gate, tracks };
}

/** `the first write, at 09:00:00 UTC on 22 November 2026`. */
export function zeroWords({ isSinceWrite, zeroAt }: DrawnTime): string {
  const what = isSinceWrite ? "the first write" : "the first question (nothing was written)";
  return `${what}, at ${clockWords(zeroAt)} UTC on ${dateWords(zeroAt)}`;
}

function frameOf(story: Story): DrawnTime | undefined {
  const started = eventsOf(story, "propagation.started")[0];
  if (started === undefined) return undefined;
  // The write itself is told once it has succeeded; the observations count from its beginning.
  const observed = eventsOf(story, "propagation.observed")[0];
  const zeroAt = observed === undefined ? started.time : observed.time - observed.sinceWriteMs;
  return {
    zeroAt,
    endMs: Math.max(1, endOf(story) - zeroAt),
    isSinceWrite: eventsOf(story, "rrset.written").length > 0,
  };
}
