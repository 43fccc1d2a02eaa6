import * as fc from "fast-check";
import { expect, it } from "vitest";
import { html, toText } from "../../../../src/report/evidence/html/markup.ts";

it("inserts text as text, whatever it says, between tags and in attributes", () => {
  fc.assert(
    fc.property(
      fc.oneof(fc.string({ unit: "binary" }), fc.constantFrom('"><script>', "' onload='x", "</p>&lt;")),
      (foreign) => {
        const text = toText(html`<p title="${foreign}">${foreign}</p>`);
        const [, attribute = "", content = ""] = /^<p title="([^"]*)">([^<]*)<\/p>$/.exec(text) ?? [];
        expect(text).toBe(`<p title="${attribute}">${content}</p>`);
        expect(attribute).toBe(content);
        expect(content).not.toMatch(/[<>"']|&(?!amp;|lt;|gt;|quot;|#39;)/);
        // oxlint-disable-next-line no-control-regex -- looking for control characters is what this is for
        expect(content).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u202a-\u202e]/);
      },
    ),
  );
});

it("keeps markup that it made itself, and lists of it; undefined is nothing", () => {
  const items = ["a", "<b>"].map((item) => html`<li>${item}</li>`);
  expect(toText(html`<p>${items}</p>`)).toBe("<p><li>a</li><li>&lt;b&gt;</li></p>");
  expect(toText(html`<p>${undefined}${3}</p>`)).toBe("<p>3</p>");
});

it("takes nothing for markup that came through JSON", () => {
  const forged = JSON.parse(JSON.stringify({ markup: html`<b></b>`, text: "<script>" })) as string;
  expect(() => toText(html`${forged}`)).toThrow(TypeError);
});
