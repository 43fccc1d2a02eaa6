import { describe, expect, it } from "vitest";
import type { EventBody } from "../../../src/events/event.ts";
import { SAMPLES } from "../../../src/events/samples/samples.ts";
import { NO_COLORS } from "../../../src/report/color.ts";
import { advance, newLiveDomain, type LiveDomain } from "../../../src/report/live/live-state.ts";
import { liveLines } from "../../../src/report/live/live-view.ts";
import { displayWidth } from "../../../src/report/words/words.ts";
import { name, START } from "../recording.ts";

const frame = { now: START + 5_000, width: 200, height: 20, colors: NO_COLORS };
const [started] = SAMPLES.events["propagation.started"];
const [behind] = SAMPLES.events["server.behind"];
const [asked] = SAMPLES.events["identity.asked"];

function after(domain: string, ...told: readonly EventBody[]): LiveDomain {
  const events = told.map((body) => ({ ...body, time: START, domain: name(domain) }));
  return events.reduce(advance, newLiveDomain(domain));
}

describe("the moving part of the screen", () => {
  it("gives each of several domains a line that says what it waits for, and counts them all", () => {
    const lines = liveLines([after("b.example", started, asked), after("a.example", started)], frame, 5);
    expect(lines).toEqual([
      "  domain     waits for                  since  at most",
      "  a.example  servers: 0 of 2 serve all  5.0 s  9m55s",
      "  b.example  SES, looking now",
      "  5 domains: 2 waiting, 3 to begin",
    ]);
  });

  it("says of all that they are rehearsals, or of each that is one", () => {
    const [found] = SAMPLES.events["zone.found"];
    const played = { of: "provider", url: "http://127.0.0.1:1", loopback: true } as const;
    const rehearsed = (domain: string) => after(domain, { ...found, endpoint: played }, started);
    const all = liveLines([rehearsed("a.example"), rehearsed("b.example")], frame);
    expect(all.filter((line) => line.includes("rehearsal"))).toEqual([all.at(-1)]);
    const mixed = liveLines([rehearsed("a.example"), after("b.example", started)], frame);
    expect(mixed.filter((line) => line.includes("rehearsal"))).toEqual([
      expect.stringContaining("a.example (rehearsal)  servers"),
    ]);
  });

  it("names the domain whose servers it shows, where the others do not wait", () => {
    const lines = liveLines([after("a.example", started), after("b.example")], frame, 2);
    expect(lines.slice(-2)).toEqual([
      expect.stringMatching(/^ {2}a\.example {2}0 of 2 servers serve everything/),
      "  2 domains: 1 waiting, 1 at work",
    ]);
  });

  it("promises no time where it looks only once, and that SES looks only while it does", () => {
    const [look] = liveLines([after("a.example", { ...started, budgetMs: 0 })], frame).slice(-1);
    expect(look).toBe("  0 of 2 servers serve everything · 5.0 s");
    const last = { type: "identity.refused", attempt: 1, ses: [], nextInMs: null } as const;
    expect(liveLines([after("a.example", started, asked, last)], frame)).toEqual([]);
  });

  it("says by when a server that is behind fetches the zone", () => {
    const row = liveLines([after("a.example", started, behind)], frame).find((line) =>
      line.includes(behind.at.server),
    );
    expect(row).toMatch(/ usually 1m, at worst 1h29m$/);
    const soon = liveLines([after("a.example", started, { ...behind, dueInMs: 45_000 })], frame);
    expect(soon.find((line) => line.includes(behind.at.server))).toMatch(/ within 40 s$/);
  });

  it("shows the servers of a delegation that has changed, with what those that stay have said", () => {
    const [changed] = SAMPLES.events["delegation.changed"];
    const [first] = started.servers;
    const [served] = SAMPLES.verdicts.serves;
    if (first === undefined || served === undefined) throw new TypeError("no example");
    const fresh = { ...first, server: name("ns9.example.net"), address: "192.0.2.9" };
    const lines = liveLines(
      [
        after(
          "a.example",
          { ...started, rrsets: [served.rrset] },
          { ...served, at: first },
          { ...changed, servers: [first, fresh] },
        ),
      ],
      frame,
    );
    expect(lines.filter((line) => line.includes("192.0.2"))).toEqual([
      expect.stringMatching(/ns9\.example\.net +192\.0\.2\.9 +· not yet/),
      expect.stringMatching(/192\.0\.2\.53 +✔ serves/),
    ]);
    expect(lines.join("\n")).toContain("1 of 2 servers serve everything");
  });

  it("counts what a low screen leaves out, servers as well as domains", () => {
    const many = {
      ...started,
      servers: [1, 2, 3, 4, 5].map((n) => ({ server: behind.at.server, address: `192.0.2.${n}`, port: 53 })),
    };
    expect(liveLines([after("a.example", many)], { ...frame, height: 5 })).toContain("  and 3 more");
  });

  it.each([
    [120, 40],
    [80, 24],
    [40, 8],
  ])("holds thirty-two domains on %i columns and %i lines, those that are least far first", (width, rows) => {
    const domains = Array.from({ length: 32 }, (_, n) =>
      after(`a-label-of-some-length-${n}.customers.example.com`, started, ...(n % 3 === 0 ? [asked] : [])),
    );
    const lines = liveLines(domains, { ...frame, width, height: rows - 4 }, 40);
    expect(lines.length).toBeLessThanOrEqual(rows - 4);
    expect(Math.max(...lines.map(displayWidth))).toBeLessThanOrEqual(width);
    const rest = lines.find((line) => line.includes("more waiting"));
    const shown = lines.length - (rest === undefined ? 2 : 3);
    expect(rest).toBe(shown === 32 ? undefined : `  … and ${32 - shown} more waiting`);
    expect(lines.at(-1)).toContain("40 domains: 32 waiting");
    const kinds = lines.flatMap((line) => /(servers|SES)[:,] /.exec(line)?.[1] ?? []);
    expect(kinds).toEqual(kinds.toSorted().toReversed());
  });

  it("says of planned domains how many others they wait for, until these are planned or have ended", () => {
    const [planned] = SAMPLES.events["plan.ready"];
    const domains = ["a", "b"].map((label) => after(`${label}.example`, planned));
    expect(liveLines(domains.slice(1), { ...frame, unplanned: 2 })).toEqual([
      "  b.example is planned; waiting for 2 others",
    ]);
    expect(liveLines(domains, { ...frame, unplanned: 1 })).toEqual([
      "  2 domains are planned; waiting for 1 other",
    ]);
    expect(liveLines(domains, { ...frame, unplanned: 0 })).toEqual(["  2 domains: 2 at work"]);
  });
});
