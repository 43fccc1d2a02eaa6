import { expect, it } from "vitest";
import { SAMPLES } from "../../src/events/samples/samples.ts";
import { jsonLine } from "../../src/events/json-line.ts";
import { NO_COLORS } from "../../src/report/color.ts";
import { diffLines } from "../../src/report/diff.ts";

const [plan] = SAMPLES.events["rrset.planned"];
const style = { colors: NO_COLORS, width: Infinity };

it("names what looks like a blank, a hyphen or a quotation mark and is none", () => {
  const values = ["v=spf1\u00a0a \u2013all", "\u201cv=spf1 -all\u201d", "v=spf1\u200b -all"];
  const before = plan.before === null ? null : { ...plan.before, values };
  const text = diffLines({ ...plan, before }, style).join("\n");
  for (const shown of ["v=spf1<U+00A0>a <U+2013>all", "<U+201C>v=spf1 -all<U+201D>", "v=spf1\\u{200b} -all"])
    expect(text).toContain(`- ${shown}`);
  for (const one of values) expect(JSON.parse(jsonLine({ one }))).toEqual({ one });
});

it("is soon done with 20,000 values: to look each of them up in a list would take a minute", () => {
  const values = Array.from({ length: 20_000 }, (_, index) => `verification-${index}=0123456789abcdef`);
  const [before, after] = [values, [...values.slice(1), "v=spf1 -all"]].map((held) =>
    plan.after === null ? null : { ...plan.after, values: held },
  );
  const lines = diffLines({ ...plan, before: before ?? null, after: after ?? null }, style);
  expect(lines).toHaveLength(20_001);
  expect(lines.slice(0, 2).map((line) => line.trim())).toEqual([`- ${values[0]}`, "+ v=spf1 -all"]);
});

it("tells the TTL that was and the one that is to be, where they differ", () => {
  const after = plan.after === null ? null : { ...plan.after, ttl: 300 };
  expect(
    diffLines({ ...plan, after }, style)
      .at(-1)
      ?.trim(),
  ).toBe("TTL 3600 s, now TTL 300 s");
  expect(
    diffLines({ ...plan, before: null, after }, style)
      .at(-1)
      ?.trim(),
  ).toBe("TTL 300 s");
  expect(diffLines(plan, style).join("\n")).not.toContain("TTL");
});
