import { describe, expect, it } from "vitest";
import { MEASURED_SPF } from "../../../src/events/samples/zone.ts";
import { impactMarkup } from "../../../src/report/evidence/html/impact.ts";
import { toText } from "../../../src/report/evidence/html/markup.ts";
import { impactText } from "../../../src/report/evidence/markdown/impact.ts";
import { proseOf, rendered } from "./markdown/gfm.ts";
import { impactSentence } from "../../../src/report/words/plan-words.ts";

const HOSTILE = "include:<script>x</script>|**b**.example";
const [row] = MEASURED_SPF.impact.rows;
const hostile = { impact: { ...MEASURED_SPF.impact, rows: [{ ...row, term: HOSTILE }] } };

describe("what receivers make of an SPF record", () => {
  it("is one line in a plan", () => {
    expect(impactSentence(MEASURED_SPF)).toBe(
      "SPF: mail of others is judged as before (6 addresses tried: what 1 term names, and next to it); mail from SES passes (2 addresses); of other names' records only those above it in the zone were looked at (example.com); that of example.com, which leads to this one, is judged as well; not proved: \"ptr\" (it asks for the name of each sender's address)",
    );
  });

  it.each([
    [{ senders: 0 }, "tried: the former record names none)"],
    [{ otherwise: 2 }, "but 2 addresses otherwise once all of this plan is written"],
    [{ passing: 0 }, "whether mail from SES passes could not be learned"],
    [{ above: [] }, "records of other names were not looked at"],
    [{ referring: [] }, "looked at (example.com), and none leads to this one"],
  ])("says of %j what was looked at and what came out", (change, words) => {
    expect(impactSentence({ impact: { ...MEASURED_SPF.impact, ...change } })).toContain(words);
  });

  it.each([
    ["a page", toText(impactMarkup(MEASURED_SPF))],
    ["Markdown", impactText(MEASURED_SPF).join("")],
  ])("is a table in %s, with each address and both results", (_form, text) => {
    for (const { addresses, after } of MEASURED_SPF.impact.rows)
      for (const word of [...addresses, after]) expect(text).toContain(word);
  });

  it("makes foreign text harmless", () => {
    expect(toText(impactMarkup(hostile))).not.toContain("<script>");
    expect(proseOf(rendered(impactText(hostile).join("\n\n")))).not.toMatch(/script|\*\*b\*\*/);
  });

  it("is nothing where nothing was judged", () => {
    expect([toText(impactMarkup({})), impactText({}), impactSentence({})]).toEqual(["", [], ""]);
  });
});
