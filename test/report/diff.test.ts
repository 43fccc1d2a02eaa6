import { expect, it } from "vitest";
import { SAMPLES } from "../../src/events/samples/samples.ts";
import { NO_COLORS } from "../../src/report/color.ts";
import { diffLines } from "../../src/report/diff.ts";

const [plan] = SAMPLES.events["rrset.planned"];
const style = { colors: NO_COLORS, width: Infinity };

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
