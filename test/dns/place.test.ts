import { describe, expect, it } from "vitest";
import { findPlace, placeOf, RR_TYPES } from "../../src/dns/place.ts";
import { parseDomainName } from "../../src/dns/domain-name.ts";

describe("a place as a person names it", () => {
  it.each([
    ["TXT:_dmarc.mail.example.com", "TXT:_dmarc.mail.example.com"],
    ["txt:Mail.Example.com.", "TXT:mail.example.com"],
    ["ns:bücher.example", "NS:xn--bcher-kva.example"],
    ["Type257:a.example", "TYPE257:a.example"],
    ["TYPE2:a.example", "NS:a.example"],
    ["A:*.a.example", "A:*.a.example"],
  ])("%s is %s", (text, place) => {
    expect(findPlace(text)).toEqual({ place });
  });

  it.each(RR_TYPES)("knows the type %s, and its canonical form stays as it is", (type) => {
    const place = placeOf({ type, owner: parseDomainName("a.example") });
    expect(findPlace(place)).toEqual({ place });
  });

  it.each([
    ["", "shape", ""],
    ["a.example", "shape", "a.example"],
    [":a.example", "shape", ":a.example"],
    ["TXT:", "shape", "TXT:"],
    [" TXT:a.example", "shape", " TXT:a.example"],
    ["TXT a.example", "shape", "TXT a.example"],
    ["TXTT:a.example", "type", "TXTT"],
    ["TYPE0:a.example", "type", "TYPE0"],
    ["ANY:a.example", "type", "ANY"],
    ["TXT:a..example", "name", "a..example"],
    ["TXT: a.example", "name", " a.example"],
    ["TXT:a.example:b", "name", "a.example:b"],
  ])("%j is none: %s", (text, wrong, part) => {
    expect(findPlace(text)).toEqual({ wrong, part });
  });
});
