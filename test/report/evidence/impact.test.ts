import { describe, expect, it } from "vitest";
import { MEASURED_SPF } from "../../../src/events/samples/zone.ts";
import { impactMarkup } from "../../../src/report/evidence/html/impact.ts";
import { toText } from "../../../src/report/evidence/html/markup.ts";
import { impactText } from "../../../src/report/evidence/markdown/impact.ts";
import { impactSentence } from "../../../src/report/words/plan-words.ts";

const HOSTILE = "include:<script>x</script>|**b**.example";
const [row] = MEASURED_SPF.impact.rows;
const hostile = { impact: { ...MEASURED_SPF.impact, rows: [{ ...row, term: HOSTILE }] } };

describe("what receivers make of an SPF record", () => {
  it("is one line in a plan", () => {
    expect(impactSentence(MEASURED_SPF)).toBe(
      "SPF: 6 addresses of and around 1 sender judged as before, SES's pass; so it is by the records of example.com, which lead to this one; not proved: \"ptr\" (it asks for the name of each sender's address)",
    );
  });

  it("does not say that SES's pass where that is not known", () => {
    expect(impactSentence({ impact: { ...MEASURED_SPF.impact, passing: 0 } })).not.toContain("SES's pass;");
  });

  it.each([
    ["a page", toText(impactMarkup(MEASURED_SPF))],
    ["Markdown", decoded(impactText(MEASURED_SPF).join(""))],
  ])("is a table in %s, with each address and both results", (_form, text) => {
    for (const { addresses, after } of MEASURED_SPF.impact.rows)
      for (const word of [...addresses, after]) expect(text).toContain(word);
  });

  it("makes foreign text harmless", () => {
    expect(toText(impactMarkup(hostile))).not.toContain("<script>");
    expect(impactText(hostile).join("")).not.toMatch(/<script>|\*\*b\*\*|x\|/);
  });

  it("is nothing where nothing was judged", () => {
    expect([toText(impactMarkup({})), impactText({}), impactSentence({})]).toEqual(["", [], ""]);
  });
});

/** As GitHub shows it. */
function decoded(text: string): string {
  return text.replaceAll(/&#(\d+);/g, (_reference, code: string) => String.fromCharCode(Number(code)));
}
