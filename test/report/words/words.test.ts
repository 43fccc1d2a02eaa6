import * as fc from "fast-check";
import { METAS } from "../../../providers/registry.ts";
import { describe, expect, it } from "vitest";
import { NO_COLORS } from "../../../src/report/color.ts";
import { jsonLine } from "../../../src/events/json-line.ts";
import { tableLines, tableOrBlocks, wrapped } from "../../../src/report/layout.ts";
import { oneLine } from "../../../src/report/words/one-line.ts";
import { displayWidth, durationWords, listWords, ordinal, shorten } from "../../../src/report/words/words.ts";

describe("words", () => {
  it.each([
    [0, "0.0 s"],
    [-5, "0.0 s"],
    [1_349, "1.3 s"],
    [9_949, "9.9 s"],
    [9_950, "10 s"],
    [119_400, "119 s"],
    [130_000, "2m10s"],
    [600_000, "10m"],
    [3_600_000, "1h"],
    [3_900_000, "1h5m"],
  ])("%i ms is %s", (ms, text) => {
    expect(durationWords(ms)).toBe(text);
  });

  it.each([
    [1, "1st"],
    [2, "2nd"],
    [3, "3rd"],
    [4, "4th"],
    [11, "11th"],
    [21, "21st"],
    [112, "112th"],
  ])("%i is the %s", (count, text) => {
    expect(ordinal(count)).toBe(text);
  });

  it("lists name what there is and count the rest", () => {
    expect(listWords([])).toBe("none");
    expect(listWords(["a", "b"])).toBe("a and b");
    expect(listWords(["a", "b", "c", "d", "e", "f"])).toBe("a, b, c and 3 more");
  });

  it("shortened text keeps both ends and fits, whatever it is made of", () => {
    expect(shorten("mail._domainkey.example.com", 11)).toBe("mail.…e.com");
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), fc.integer({ min: 1, max: 30 }), (text, width) => {
        expect(displayWidth(shorten(text, width))).toBeLessThanOrEqual(width);
      }),
    );
  });

  it("wide characters count twice", () => {
    expect(displayWidth("默认 ok")).toBe(7);
  });
});

describe("layout", () => {
  it("tables fit the width as long as their columns can give way", () => {
    const rows = [[{ text: "x".repeat(50) }, { text: "y" }]];
    const lines = tableLines(["first", "second"], rows, 30, NO_COLORS.dim);
    expect(Math.max(...lines.map(displayWidth))).toBe(30);
    expect(lines[1]).toMatch(/^x+…x+ {2}y$/);
  });

  it("a table whose cells could not be read any more has each row on lines of its own", () => {
    const head = ["record", "owner", "action", "SES"];
    const rows = [
      ["SPF", "mail.a-long-name.example.com", "not created", "… sees nothing"],
      ["MX", "mail.example.com", "kept", ""],
    ].map((row) => row.map((text) => ({ text })));
    expect(tableOrBlocks(head, rows, 80, NO_COLORS.dim)).toEqual(tableLines(head, rows, 80, NO_COLORS.dim));
    expect(tableOrBlocks(head, rows, 40, NO_COLORS.dim)).toEqual([
      "SPF",
      "  owner   mail.a-long-name.example.com",
      "  action  not created",
      "  SES     … sees nothing",
      "MX",
      "  owner   mail.example.com",
      "  action  kept",
    ]);
  });

  it("wrapping loses no word", () => {
    fc.assert(
      fc.property(
        fc.array(fc.stringMatching(/^[a-z]{1,12}$/), { minLength: 1 }),
        fc.integer({ min: 1, max: 40 }),
        (words, width) => {
          expect(wrapped(words.join(" "), width).join(" ")).toBe(words.join(" "));
        },
      ),
    );
  });
});

describe("what leaves for a terminal or a log", () => {
  const text = fc.oneof(
    fc.string({ unit: "binary" }),
    fc.string({ unit: fc.constantFrom(":", "#", "[", " ", "\u001b", "a") }),
  );

  it("is harmless after oneLine, which changes nothing the second time", () => {
    fc.assert(
      fc.property(text, (given) => {
        const sealed = oneLine(given);
        expect(sealed).not.toMatch(/\p{Cc}|##\[/u);
        expect(oneLine(sealed)).toBe(sealed);
      }),
    );
    expect(oneLine("a (2001:db8::1) b")).toBe("a (2001:db8::1) b");
  });

  it.each([
    "arn:aws:iam::123456789012:user/ops",
    "User: arn:aws-cn:sts::123456789012:assumed-role/ci/job@1 on arn:aws:route53:::hostedzone/Z1.",
    "arn:aws:kms:eu-west-1:123456789012:key/1",
    "dnspod:DeleteRecord on qcs::dnspod::uin/UIN:domain/DOMAIN_ID",
    "dnspod:DeleteRecord on qcs::dnspod:::domain/DOMAIN_ID",
    "qcs::cam::uin/100000000001:roleName/ses-onboard",
    ...Object.values(METAS).flatMap(({ rights }) => rights),
  ])("a cloud's name of a resource stays as people copy it: %s", (given) => {
    expect(oneLine(given)).toBe(given);
  });

  it.each([
    "::error::x",
    "arn:aws:iam::warning::x",
    "qcs::warning::x",
    "qcs::cam::uin/1:a::warning::x",
    "arn:aws:iam:eu::warning::x",
    "arn:aws:iam:eu::warning",
    "arn:aws:route53:::Z1::set-env",
    "xarn:aws:iam::123456789012:user/ops",
    "::add-mask::arn:aws:iam::123456789012:user/ops",
  ])("what only looks like one is broken up: %s", (given) => {
    expect(oneLine(given)).not.toMatch(/::[a-z1]/);
  });

  it("is harmless as JSON and still says the same", () => {
    fc.assert(
      fc.property(fc.dictionary(text, text), (value) => {
        const line = jsonLine(value);
        expect(line.slice(0, -1)).not.toMatch(/\p{Cc}|::|##\[/u);
        expect(JSON.parse(line)).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
  });
});
