import { describe, expect, it } from "vitest";
import type { OnboardEvent } from "../../../src/events/event.ts";
import type { EventOf } from "../../../src/events/events-of.ts";
import { createCourse } from "../../../src/report/live/course.ts";
import { RUN } from "../recording.ts";

const result = RUN.find((event): event is EventOf<"result"> => event.type === "result");
const started = RUN.find((event) => event.type === "run.started");
const ready = {
  ...started,
  type: "plan.ready",
  planHash: "",
  creates: true,
  changes: 4,
} as unknown as OnboardEvent;

/** A recorded event as one of another domain's, at another time. */
function at(
  event: OnboardEvent | undefined,
  index: number,
  seconds: number,
  change: object = {},
): OnboardEvent {
  if (event === undefined) throw new TypeError("the recording lacks it");
  return { ...event, ...change, domain: `m${index}.example.com`, time: seconds * 1_000 } as OnboardEvent;
}

const numbers = (count: number): readonly number[] => Array.from({ length: count }, (_, index) => index);
const calls = { ses: 5, provider: 4, dns: 9 };
const rates = { ses: 17.5, cloudflare: 2 };

describe("how far a command with many domains is", () => {
  it("is told at each tenth of the domains that are planned, then at each tenth that ends", () => {
    const tell = createCourse(50, rates);
    const planning = numbers(50).flatMap((index) => [at(started, index, index), at(ready, index, index)]);
    const ending = numbers(50).map((index) => at(result, index, 50 + index, { calls }));
    const lines = [...planning, ...ending].flatMap((event) => tell(event) ?? []);
    expect(lines).toHaveLength(9 + 10);
    expect(lines[0]).toBe("5 of 50 domains planned after 4.0 s; 36 s more at this pace");
    expect(lines[9]).toMatch(/^5 of 50 domains done after 54 s \(5 verified\); 45 s more at this pace;/);
    expect(lines[9]).toContain("requests a second: 0.5 to SES (at most 17.5 of each kind)");
    expect(lines[9]).toMatch(/ \(at most 2\); nearest to its most: cloudflare$/);
    expect(lines.at(-1)).toMatch(/^50 of 50 domains done after 99 s \(50 verified\); requests/);
  });

  it.each([
    [{ ses: 40, provider: 4, dns: 0 }, "; nearest to its most: SES, all kinds counted as one"],
    [{ ses: 5, provider: 0, dns: 0 }, ""],
  ])("names the account whose limit is nearest, where there are several (%j)", (counts, words) => {
    const tell = createCourse(10, rates);
    const lines = numbers(10).flatMap((index) => tell(at(result, index, index, { calls: counts })) ?? []);
    expect(lines.at(-1)?.replace(/^.* \(at most [^)]*\)/, "")).toBe(words);
  });

  it("is told at least every half a minute while anything happens", () => {
    const tell = createCourse(500);
    const course = numbers(100).map((second) => tell(at(started, 0, second)));
    expect(course.flatMap((line, second) => (line === undefined ? [] : second))).toEqual([30, 60, 90]);
    expect(course[60]).toBe("0 of 500 domains planned after 60 s");
  });

  it("is not told of a few, which one look shows", () => {
    const tell = createCourse(9);
    const events = numbers(9).map((index) => at(result, index, 60 * index));
    expect(events.flatMap((event) => tell(event) ?? [])).toEqual([]);
  });
});
