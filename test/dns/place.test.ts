import { describe, expect, it } from "vitest";
import { canonicalType, findPlace, placeOf, RR_TYPES } from "../../src/dns/place.ts";
import { parseDomainName } from "../../src/dns/domain-name.ts";

describe("a place as a person names it", () => {
  it.each([
    ["TXT:_dmarc.mail.example.com", "TXT:_dmarc.mail.example.com"],
    ["txt:Mail.Example.com.", "TXT:mail.example.com"],
    ["ns:bücher.example", "NS:xn--bcher-kva.example"],
    ["Type257:a.example", "TYPE257:a.example"],
    ["TYPE2:a.example", "NS:a.example"],
    ["TYPE65535:a.example", "TYPE65535:a.example"],
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
    ["1TXT:a.example", "shape", "1TXT:a.example"],
    ["TXT/MX:a.example", "shape", "TXT/MX:a.example"],
    ["TXT:a.example\n", "shape", "TXT:a.example\n"],
    ["txtt:a.example", "type", "txtt"],
    ["XTYPE1:a.example", "type", "XTYPE1"],
    ["TYPE1X:a.example", "type", "TYPE1X"],
    ["TYPE123456:a.example", "type", "TYPE123456"],
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

// IANA's registry of DNS parameters, November 2026.
it.each([
  [1, "A"],
  [2, "NS"],
  [5, "CNAME"],
  [6, "SOA"],
  [15, "MX"],
  [16, "TXT"],
  [28, "AAAA"],
  [39, "DNAME"],
  [43, "DS"],
  [48, "DNSKEY"],
  [59, "CDS"],
  [60, "CDNSKEY"],
  [62, "CSYNC"],
])("type %i is %s, however its number is spelt", (number, mnemonic) => {
  for (const text of [`TYPE${number}`, `type${number}`, `Type0${number}`, `TYPE000${number}`, mnemonic])
    expect(canonicalType(text)).toBe(mnemonic);
});

it.each([
  ["srv", "SRV"],
  ["type0", "TYPE0"],
  ["TYPE00", "TYPE0"],
  ["TYPE0257", "TYPE257"],
  ["TYPE257", "TYPE257"],
  ["MYTYPE016", "MYTYPE016"],
])("type %s, which no rule looks into, is %s", (text, type) => {
  expect(canonicalType(text)).toBe(type);
});
