import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  canonicalValue,
  formatMx,
  joinCharacterStrings,
  octetsOfText,
  parseMx,
  splitCharacterStrings,
  textOfOctets,
} from "../../src/dns/rdata.ts";

describe("canonicalValue", () => {
  it.each([
    ["MX", "10 MX.Example.com.", "10 mx.example.com"],
    ["MX", "010  mx.example.com", "10 mx.example.com"],
    ["MX", "0 .", "0 ."],
    ["MX", "mx.example.com.", "10 mx.example.com"],
    ["MX", " 65535\tmx.example.com. ", "65535 mx.example.com"],
    ["CNAME", "Target.Example.", "target.example"],
    ["CNAME", " target.example. ", "target.example"],
    ["NS", "ns1.example.", "ns1.example"],
    ["PTR", "Mail.Example.", "mail.example"],
    ["A", " 192.0.2.1", "192.0.2.1"],
    ["AAAA", "2001:DB8:0:0:0:0:0:1", "2001:db8::1"],
    ["AAAA", "::", "::"],
    ["AAAA", " 2001:DB8::1 ", "2001:db8::1"],
    ["AAAA", "fe80::1%eth0", "fe80::1%eth0"],
    ["AAAA", "not an address", "not an address"],
    ["TXT", " As It Is. ", " As It Is. "],
    ["CAA", '0 issue "x"', '0 issue "x"'],
  ])("spells %s %j as %j, and stays there", (type, value, canonical) => {
    expect(canonicalValue(type, value)).toBe(canonical);
    expect(canonicalValue(type, canonical)).toBe(canonical);
  });

  it("spells every IPv6 address in one way", () => {
    fc.assert(
      fc.property(fc.ipV6(), (address) => {
        const canonical = canonicalValue("AAAA", address);
        expect(canonicalValue("AAAA", canonical)).toBe(canonical);
        expect(canonicalValue("AAAA", address.toUpperCase())).toBe(canonical);
      }),
    );
  });
});

describe("MX", () => {
  it("reads a bare host with the preference that it is given", () => {
    expect(parseMx("mxbiz1.qq.com.", 20)).toEqual({ preference: 20, exchange: "mxbiz1.qq.com" });
    expect(parseMx("5 mxbiz1.qq.com", 20)).toEqual({ preference: 5, exchange: "mxbiz1.qq.com" });
  });

  it.each(["priority 10 mx.example.com", "10 mx.example.com backup"])(
    "loses nothing of %j, which is no preference and a host",
    (text) => {
      expect(parseMx(text, 20)).toEqual({ preference: 20, exchange: text });
    },
  );

  it("survives a round trip", () => {
    fc.assert(
      fc.property(fc.nat({ max: 65_535 }), fc.domain(), (preference, exchange) => {
        expect(parseMx(formatMx({ preference, exchange }))).toEqual({ preference, exchange });
      }),
    );
  });
});

describe("TXT octets", () => {
  const octets = fc.uint8Array({ maxLength: 1_200 });

  it("survive as text, whatever they are", () => {
    fc.assert(
      fc.property(octets, (value) => {
        expect([...octetsOfText(textOfOctets(value))]).toEqual([...value]);
      }),
    );
  });

  // Unicode 16.0 table 3-7: overlong forms, surrogates, what lies beyond, a character that is cut.
  it.each([
    ["c0 80", "\udcc0\udc80"],
    ["e0 9f bf", "\udce0\udc9f\udcbf"],
    ["ed a0 80", "\udced\udca0\udc80"],
    ["f4 90 80 80", "\udcf4\udc90\udc80\udc80"],
    ["f8 88 80 80 80", "\udcf8\udc88\udc80\udc80\udc80"],
    ["e2 82", "\udce2\udc82"],
    ["ff 24 c2 a2 e2 82 ac f0 90 8d 88 ef bf bd", "\udcff$¢€\u{10348}\ufffd"],
    ["ff f4 8f bf bf ee 80 80 ed 9f bf", "\udcff\u{10ffff}\ue000\ud7ff"],
    ["ff c2 80 e0 a0 80 f0 90 80 80", "\udcff\u0080\u0800\u{10000}"],
    ["ed bf bf", "\udced\udcbf\udcbf"],
    ["80 00 7f", "\udc80\u0000\u007f"],
  ])("are characters where they are UTF-8: %s", (hex, text) => {
    const octets = Buffer.from(hex.replaceAll(" ", ""), "hex");
    expect(textOfOctets(octets)).toBe(text);
    expect(Buffer.from(octetsOfText(text))).toEqual(octets);
  });

  it("survive being split and joined, in pieces of at most 255", () => {
    fc.assert(
      fc.property(octets, (value) => {
        const text = textOfOctets(value);
        const pieces = splitCharacterStrings(text);
        expect(pieces.length).toBeGreaterThan(0);
        expect(pieces.every((piece) => piece.length <= 255)).toBe(true);
        expect(pieces.slice(0, -1).every((piece) => piece.length === 255)).toBe(true);
        expect(joinCharacterStrings(pieces)).toBe(text);
      }),
    );
  });

  it("keep a character that is cut by the end of a string", () => {
    const text = `${"a".repeat(254)}é${"b".repeat(300)}`;
    expect(joinCharacterStrings(splitCharacterStrings(text))).toBe(text);
  });

  it("tell different octets apart", () => {
    fc.assert(
      fc.property(octets, octets, (a, b) => {
        expect(textOfOctets(a) === textOfOctets(b)).toBe(Buffer.from(a).equals(Buffer.from(b)));
      }),
    );
    const lookalikes = [[0xff], [0xef, 0xbf, 0xbd], [0xed, 0xb3, 0xbf], [0xef, 0xbb, 0xbf], []].map((value) =>
      textOfOctets(Uint8Array.from(value)),
    );
    expect(new Set(lookalikes).size).toBe(lookalikes.length);
  });

  it("split an empty value into one empty string", () => {
    expect(splitCharacterStrings("").map((piece) => piece.length)).toEqual([0]);
  });

  it("respect a view into a larger buffer", () => {
    expect(textOfOctets(new Uint8Array(Buffer.from("xabcx")).subarray(1, 4))).toBe("abc");
  });
});
