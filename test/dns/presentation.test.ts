import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { quoteTxt, unquoteTxt } from "../../src/dns/presentation.ts";
import { textOfOctets } from "../../src/dns/rdata.ts";

describe("TXT in presentation format", () => {
  it.each(["decimal", "octal"] as const)(
    "survives a round trip for any octets, in printable ASCII (%s)",
    (radix) => {
      fc.assert(
        fc.property(fc.uint8Array({ maxLength: 700 }), (octets) => {
          const text = textOfOctets(octets);
          const quoted = quoteTxt(text, radix);
          expect(quoted).toMatch(/^[\x20-\x7e]*$/);
          expect(unquoteTxt(quoted, radix)).toBe(text);
          expect(unquoteTxt(` ${quoted}\n`, radix)).toBe(text);
        }),
      );
    },
  );

  it.each([
    ["", '""'],
    ["v=spf1 -all", '"v=spf1 -all"'],
    ['a"b\\c', '"a\\"b\\\\c"'],
    ["é", '"\\195\\169"'],
    ["\u0000\u001f ~\u007f", '"\\000\\031 ~\\127"'],
    ["a".repeat(256), `"${"a".repeat(255)}" "a"`],
  ])("writes %j", (text, quoted) => {
    expect(quoteTxt(text)).toBe(quoted);
  });

  it("writes octal where the host wants it", () => {
    expect(quoteTxt("é", "octal")).toBe('"\\303\\251"');
  });

  it.each([
    ['"a" "b"', "ab"],
    ['"a""b"', "ab"],
    ['"a"\n\t"b" ', "ab"],
    ['""', ""],
    ['"a\\;b"', "a;b"],
    ['"caf\u00e9"', "caf\u00e9"],
    ['"\\0659"', "A9"],
    ['"\\300"', "300"],
    ["v=spf1 include:a.example -all", "v=spf1 include:a.example -all"],
    ["bare\\059text", "bare;text"],
    ["v=spf1 ip4:192.0.2.100 -all", "v=spf1 ip4:192.0.2.100 -all"],
    ['"\\255\\1609"', "\udcff\udca09"],
    ['"\\249\\199"', "\udcf9\udcc7"],
    ['"\\256\\25a\\26\\20"', "25625a2620"],
    ['"\\1a2\\a12\\12a"', "1a2a1212a"],
    ["ends in \\", "ends in \\"],
    [" indented ", " indented "],
    ["nbsp\u00a0", "nbsp\u00a0"],
  ])("reads %j as %j", (presentation, text) => {
    expect(unquoteTxt(presentation)).toBe(text);
  });

  it.each([
    ['"\\101\\3779"', "A\udcff9"],
    ['"\\400\\378\\30\\8"', "400378308"],
    ['"\\1a7\\a17"', "1a7a17"],
  ])("reads %j as %j where the host writes octal", (presentation, text) => {
    expect(unquoteTxt(presentation, "octal")).toBe(text);
  });

  it.each(['"unterminated', '"a" b', '"a" "b', '"', 'a"b"', 'a "b"', '"a"b', '"a"b"c"', '"a" "b" c "d"'])(
    "loses nothing of %j, which is no list of quoted strings",
    (presentation) => {
      expect(unquoteTxt(presentation)).toBe(presentation);
    },
  );

  it("reads a long value in no time", () => {
    const text = "\\".repeat(4_001).concat('"'.repeat(4_000));
    expect(unquoteTxt(quoteTxt(text))).toBe(text);
    expect(unquoteTxt(`"${"a\\".repeat(5_000)}`)).not.toBe("");
  });
});
