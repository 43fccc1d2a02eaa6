import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { findTags, formatTags, readTags } from "../../src/plan/tags.ts";

describe("readTags", () => {
  it("drops what is no tag, and names it", () => {
    const { tags, flaws } = readTags("v=DMARC1;; p=reject; foo; rua:mailto:a@b.example; =x; a-b=c;");
    expect([...tags]).toEqual([
      ["v", "DMARC1"],
      ["p", "reject"],
    ]);
    expect(flaws).toEqual(["", "foo", "rua:mailto:a@b.example", "=x", "a-b=c"]);
  });

  it("takes the last of a tag that stands twice, and a name in any case", () => {
    const { tags, flaws } = readTags("V=DMARC1; p=none; P=reject");
    expect([...tags]).toEqual([
      ["v", "DMARC1"],
      ["p", "reject"],
    ]);
    expect(flaws).toEqual(["P=reject"]);
  });

  it("names a tag in capitals, but for the version", () => {
    expect(readTags("V=DMARC1; P=reject; p=none; rua=x").flaws).toEqual(["P=reject", "p=none"]);
    expect(readTags("V=DMARC1; P=reject").flaws).toEqual(["P=reject"]);
  });

  it("finds the tags that the strict reader finds, without a flaw, wherever that finds any in small letters", () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(..."ab=; -x1".split("")) }), (text) => {
        const strict = findTags(text);
        fc.pre(strict !== undefined);
        expect(readTags(text)).toEqual({ tags: strict, flaws: [] });
      }),
    );
  });

  it("finds in its own output what it found", () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(..."abAB=; -x1".split("")) }), (text) => {
        const { tags } = readTags(text);
        fc.pre(tags.size > 0);
        expect(readTags(formatTags(tags))).toEqual({ tags, flaws: [] });
      }),
    );
  });
});

it("tags are written as they stand in the list", () => {
  expect(
    formatTags(
      new Map([
        ["v", "DKIM1"],
        ["p", ""],
      ]),
    ),
  ).toBe("v=DKIM1; p=");
  expect(formatTags(new Map())).toBe("");
});

describe("findTags", () => {
  it.each(["", ";", "a=b;;c=d", "a", "a=b; a=c", "a-b=c", "=c"])("has none for %j", (text) => {
    expect(findTags(text)).toBeUndefined();
  });

  it("has a name of letters, digits and lines below, which begins with a letter", () => {
    expect([...(findTags("a1_B=c; x=") ?? [])]).toEqual([
      ["a1_B", "c"],
      ["x", ""],
    ]);
    for (const text of ["1a=b", "_a=b", "a b=c", "a.=c"]) expect(findTags(text)).toBeUndefined();
  });

  it("takes everything behind the first sign for the value, without the blanks around it", () => {
    expect(findTags("p = a=b = ; v= x y ")).toEqual(
      new Map([
        ["p", "a=b ="],
        ["v", "x y"],
      ]),
    );
  });

  it("keeps the case of names, and lets a semicolon end the list", () => {
    expect([...(findTags("A = b ;a=;") ?? [])]).toEqual([
      ["A", "b"],
      ["a", ""],
    ]);
  });
});
