import { describe, expect, it } from "vitest";
import { keyOf } from "../../../../src/dns/rrset.ts";
import type { OnboardEvent } from "../../../../src/events/event.ts";
import { storiesOf } from "../../../../src/report/evidence/story.ts";
import { timelineOf, type Timeline } from "../../../../src/report/evidence/tracks/timeline.ts";
import { name, PLAN, PLANS, RUN, START } from "../../recording.ts";
import {
  at,
  FAILED,
  MANY,
  observed,
  opening,
  PENDING,
  serverAt,
  planned,
  SECOND,
  started,
  WRITE_MS,
  written,
} from "../recordings.ts";

function timeline(events: readonly OnboardEvent[]): Timeline {
  const [story] = storiesOf(events);
  const found = story === undefined ? undefined : timelineOf(story);
  if (found === undefined) throw new Error("no picture");
  return found;
}

const wordsOf = (events: readonly OnboardEvent[]) =>
  timeline(events).tracks.map(({ name, address, bands }) => [
    name,
    address,
    ...bands.map(({ word }) => word),
  ]);
const standings = (events: readonly OnboardEvent[]) =>
  timeline(events).tracks.map(({ finalState }) => finalState.word);

describe("the frame", () => {
  it("begins with the first write and ends with the run", () => {
    expect(timeline(MANY)).toMatchObject({ zeroAt: START + WRITE_MS, endMs: 160_000, isSinceWrite: true });
  });

  it("says so when nothing was written", () => {
    expect(timeline(SECOND)).toMatchObject({ isSinceWrite: false });
  });

  it("marks when the servers were found to agree, and how many; nothing when they never did", () => {
    expect(timeline(MANY).gate).toEqual({ atMs: 66_300, agreeing: 10, asked: 13 });
    expect(timeline(PENDING).gate).toBeUndefined();
  });

  it.each([
    ["a plan", PLAN],
    ["a run that stopped in preflight", FAILED],
  ])("there is no picture of %s: nobody was asked", (_what, events) => {
    const [story] = storiesOf(events);
    expect(story === undefined ? undefined : timelineOf(story)).toBeUndefined();
  });
});

describe("a server's row", () => {
  it("shows its worst answer at each moment, and which records it is about", () => {
    expect(wordsOf(MANY).slice(0, 13)).toEqual([
      ["ns1.example.test", "192.0.2.1", "serves"],
      ["ns2.example.test", "192.0.2.2", "serves"],
      ["ns3.example.test", "2001:db8::3:53", "no data", "serves"],
      ["ns4.example.test", "192.0.2.4", "SERVFAIL", "serves"],
      ["ns5.example.test", "192.0.2.5", "alias", "serves"],
      ["ns6.example.test", "2001:db8::6:53", "other value", "no name: DKIM", "serves"],
      ["ns7.example.test", "192.0.2.7", "no name", "serves"],
      ["ns8.example.test", "192.0.2.8", "no data", "serves"],
      ["ns9.example.test", "2001:db8::9:53", "SERVFAIL", "serves"],
      ["ns10.example.test", "192.0.2.10", "alias", "serves"],
      ["ns11.example.test", "192.0.2.11", "lame"],
      ["ns12.example.test", "2001:db8::12:53", "unreachable"],
      ["ns13.example.test", "192.0.2.13", "malformed"],
    ]);
  });

  it("has bands in order, without overlap, none longer than it was watched", () => {
    for (const events of [RUN, MANY, PENDING, SECOND]) {
      const { tracks, endMs } = timeline(events);
      for (const { bands } of tracks) {
        const edges = bands.flatMap(({ fromMs, toMs }) => [fromMs, toMs]);
        expect(edges).toEqual([...edges].sort((a, b) => a - b));
        expect(edges.every((edge) => edge >= 0 && edge <= endMs)).toBe(true);
      }
    }
  });

  it("says since when it serves everything: since the last record, not the first", () => {
    const [spf, dkim] = PLANS;
    if (spf === undefined || dkim === undefined) throw new Error("no plans");
    const rest = PLANS.slice(2).map((plan) => observed(100, serverAt(1), plan, "serves"));
    const events = at([
      ...opening([serverAt(1)]),
      ...planned,
      ...written,
      ...started([serverAt(1)]),
      observed(90, serverAt(1), spf, "serves"),
      ...rest,
      observed(9_000, serverAt(1), dkim, "serves"),
      [12_000, { type: "propagation.done", agreeing: 1, asked: 1, elapsedMs: 11_100, queries: 9 }],
    ]);
    expect(standings(events)).toEqual(["serves since 9.0 s"]);
    expect(wordsOf(events)).toEqual([["ns1.example.test", "192.0.2.1", "serves a part", "serves"]]);
  });

  it("shows an answer that flaps as often as it does", () => {
    const [spf] = PLANS;
    if (spf === undefined) throw new Error("no plans");
    const flaps = (
      [
        ["serves", 100],
        ["old", 2_000],
        ["serves", 4_000],
      ] as const
    ).map(([verdict, ms]) => observed(ms, serverAt(1), spf, verdict));
    const one = started([serverAt(1)]).map(
      ([ms, body]) => [ms, { ...body, rrsets: [keyOf(spf.record)] } as typeof body] as const,
    );
    const events = at([
      ...opening([serverAt(1)]),
      ...planned,
      ...written,
      ...one,
      ...flaps,
      [8_000, { type: "propagation.progress", elapsedMs: 7_100, agreeing: 1, asked: 1, laggards: [] }],
    ]);
    expect(wordsOf(events)[0]?.slice(2)).toEqual(["serves", "other value", "serves"]);
  });

  it("says what a laggard still answered in the end, and of one left out why", () => {
    expect(standings(PENDING)).toEqual([
      "serves since 0.1 s",
      "serves since 2.1 s",
      "other value, still at 10m, at worst until 10:00:00",
    ]);
    expect(standings(MANY).slice(10, 13)).toEqual([
      "lame, left out",
      "unreachable, left out",
      "malformed, left out",
    ]);
  });

  it("says of a server that the zone has left that it has, and of a private address that it was not asked", () => {
    const [first, gone, hidden] = [serverAt(1), serverAt(2), serverAt(3)];
    const [spf] = PLANS;
    if (spf === undefined) throw new Error("no plan");
    const events = at([
      ...opening([first, gone]),
      ...planned,
      ...written,
      ...started([first, gone, hidden]),
      [910, { type: "server.excluded", at: hidden, because: "private" }],
      observed(90, gone, spf, "old"),
      [
        31_000,
        {
          type: "delegation.changed",
          apex: name("example.test"),
          nameServers: [first.server],
          before: [first.server, gone.server],
          servers: [first, hidden],
        },
      ],
    ]);
    expect(standings(events)).toEqual(["never asked", "not delegated any more", "private address, left out"]);
  });

  it("is there for a server that never answered before the end", () => {
    expect(wordsOf(at([...opening([serverAt(1)]), ...started([serverAt(1)])]))).toEqual([
      ["ns1.example.test", "192.0.2.1"],
    ]);
    expect(standings(at([...opening([serverAt(1)]), ...started([serverAt(1)])]))).toEqual(["never asked"]);
  });
});

describe("the other rows", () => {
  it("say of a public resolver until when it may hold an old answer", () => {
    const { tracks } = timeline(MANY);
    const resolvers = tracks.filter(({ group }) => group === "resolvers");
    expect(resolvers.map(({ name, finalState }) => [name, finalState.tone, finalState.word])).toEqual([
      ["1.1.1.1", "good", "serves at 66 s"],
      ["8.8.8.8", "old", "other value: SPF until 09:10:07"],
      ["9.9.9.9", "good", "serves at 66 s"],
      ["223.5.5.5", "broken", "unreachable"],
      ["119.29.29.29", "good", "serves at 66 s"],
    ]);
    expect(resolvers.every(({ bands }) => bands.length === 1 && bands[0]?.fromMs === bands[0]?.toMs)).toBe(
      true,
    );
  });

  it("show each question to SES and what came of it", () => {
    const ses = timeline(MANY).tracks.at(-1);
    expect(ses?.bands.map(({ word }) => word)).toEqual([
      "looks it up",
      "sees another value",
      "looks it up",
      "sees another value",
      "looks it up",
      "verified",
    ]);
    expect(ses?.finalState).toEqual({ tone: "good", word: "verified at 2m40s" });
  });

  it("tell that SES had verified it before, or was never asked", () => {
    expect(standings(SECOND).slice(0, 2)).toEqual(["serves, seen at 0.1 s", "serves, seen at 0.1 s"]);
    expect(standings(SECOND).at(-1)).toBe("verified before");
    expect(timeline(PENDING).tracks.every(({ group }) => group === "servers")).toBe(true);
  });
});
