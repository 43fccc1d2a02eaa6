import { describe, expect, it } from "vitest";
import type { EventBody } from "../../../src/events/event.ts";
import { SAMPLES } from "../../../src/events/samples/samples.ts";
import { NO_COLORS } from "../../../src/report/color.ts";
import { advance, newLiveDomain, type LiveDomain } from "../../../src/report/live/live-state.ts";
import { liveLines } from "../../../src/report/live/live-view.ts";
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
  it("gives each of several domains a line that says what it waits for", () => {
    expect(liveLines([after("a.example", started), after("b.example", started, asked)], frame)).toEqual([
      "  a.example  0 of 2 servers serve everything · 5.0 s · at most 9m55s left",
      "  b.example  SES is looking the records up",
    ]);
  });

  it("says by when a server that is behind fetches the zone", () => {
    const row = liveLines([after("a.example", started, behind)], frame).find((line) =>
      line.includes(behind.at.server),
    );
    expect(row).toMatch(/ within 1h29m$/);
  });

  it("counts what a low screen leaves out, servers as well as domains", () => {
    const many = {
      ...started,
      servers: [1, 2, 3, 4, 5].map((n) => ({ server: behind.at.server, address: `192.0.2.${n}`, port: 53 })),
    };
    expect(liveLines([after("a.example", many)], { ...frame, height: 5 })).toContain("  and 3 more");
    const domains = ["a", "b", "c", "d", "e"].map((label) => after(`${label}.example`, started));
    expect(liveLines(domains, { ...frame, height: 3 }).at(-1)).toBe("  and 3 more");
  });
});
