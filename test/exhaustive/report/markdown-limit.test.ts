import { describe, expect, it } from "vitest";
import type { OnboardEvent } from "../../../src/events/event.ts";
import { markdownReport } from "../../../src/report/evidence/markdown/page.ts";
import { MANY } from "../../report/evidence/recordings.ts";
import { name } from "../../report/recording.ts";

const bytes = (text: string) => Buffer.byteLength(text, "utf8");

describe("the limit", () => {
  const hundred = Array.from({ length: 100 }, (_, index) =>
    renamed(MANY, `mail${index}.example.test`),
  ).flat();

  it("is kept for a hundred domains with thirteen servers each; all of them are named", () => {
    const report = markdownReport(hundred);
    expect(bytes(report)).toBeLessThan(1_048_576);
    expect(report).toContain("Shortened");
    for (const index of [0, 50, 99]) expect(report).toContain(`\`mail${index}.example.test\``);
    expect(report.match(/<details>/g)?.length).toBe(report.match(/<\/details>/g)?.length);
  });

  it.each([100, 2_000, 5_000, 20_000, 100_000])(
    "is kept at %i bytes, and the report says that it was shortened",
    (mostBytes) => {
      const report = markdownReport(hundred.slice(0, 10 * MANY.length), { mostBytes });
      expect(bytes(report)).toBeLessThanOrEqual(mostBytes);
      expect(report).toContain("Shortened");
    },
  );

  it("takes away the least read first", () => {
    const whole = markdownReport(MANY);
    const report = markdownReport(MANY, { mostBytes: bytes(whole) - 1 });
    expect(whole).toContain("Everything in order");
    expect(report).not.toContain("Everything in order");
    expect(report).toContain("What SES said");
  });
});

function renamed(events: readonly OnboardEvent[], domain: string): readonly OnboardEvent[] {
  return events.map((event) => ({ ...event, domain: name(domain) }));
}
