import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  findDomainName,
  isAtOrBelow,
  isRegistrySuffix,
  labelsOf,
  parentOf,
  parseDomainName,
  parseSenderDomain,
  prefixed,
  publicSuffixOf,
  registrableDomainOf,
} from "../../src/dns/domain-name.ts";

const INVALID = expect.objectContaining({ code: "DOMAIN_INVALID" });

describe("parseDomainName", () => {
  it.each([
    ["Mail.Example.COM.", "mail.example.com"],
    ["example.com", "example.com"],
    ["_dmarc.example.com", "_dmarc.example.com"],
    ["*.example.com", "*.example.com"],
    ["bücher.example", "xn--bcher-kva.example"],
    ["BÜCHER.example.", "xn--bcher-kva.example"],
    ["例え。テスト。", "xn--r8jz45g.xn--zckzah"],
    ["1.2.0.192.in-addr.arpa", "1.2.0.192.in-addr.arpa"],
    ["com", "com"],
  ])("reads %j as %s", (text, name) => {
    expect(parseDomainName(text)).toBe(name);
  });

  it.each([
    "",
    ".",
    "..",
    "mail..example",
    ".example.com",
    "example.com..",
    "-a.example",
    "a-.example",
    "a b.example",
    " example.com",
    "http://example.com",
    "example.com/path",
    "example.com:25",
    "user@example.com",
    "%61.example",
    "bü%63her.example",
    "bü/cher.example",
    "bü:25",
    "a\u0000.example",
    `${"a".repeat(64)}.example`,
    `${"a.".repeat(127)}ab`,
    "xn--.example",
    "\ud800.example",
  ])("refuses %j", (text) => {
    expect(() => parseDomainName(text)).toThrow(INVALID);
    expect(findDomainName(text)).toBeUndefined();
  });

  it("takes 253 characters and 63 a label, and not one more", () => {
    const longest = [63, 63, 63, 61].map((length) => "a".repeat(length)).join(".");
    expect(longest).toHaveLength(253);
    expect(parseDomainName(`${longest}.`)).toBe(longest);
    expect(() => parseDomainName(`a${longest}`)).toThrow(INVALID);
  });

  it("is idempotent, and fails in one way only", () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: "binary" }), fc.domain(), fc.webUrl()), (text) => {
        const name = findDomainName(text);
        fc.pre(name !== undefined);
        expect(parseDomainName(name)).toBe(name);
        expect(parseDomainName(`${name.toUpperCase()}.`)).toBe(name);
      }),
    );
  });
});

describe("parseSenderDomain", () => {
  it.each([
    ["mail.example.com", "mail.example.com"],
    [" Example.co.uk\n", "example.co.uk"],
    ["example.test", "example.test"],
    ["münchen.de", "xn--mnchen-3ya.de"],
  ])("takes %j", (text, name) => {
    expect(parseSenderDomain(text)).toBe(name);
  });

  it.each([
    "co.uk",
    "com",
    "localhost",
    "github.io",
    "192.0.2.1",
    "_dmarc.example.com",
    "*.example.com",
    "mail..example",
    "xn--a.example",
    "a@b.example",
    "example.1",
  ])("refuses %j", (text) => {
    expect(() => parseSenderDomain(text)).toThrow(INVALID);
  });
});

describe("names by label", () => {
  const name = parseDomainName("a.b.example.co.uk");

  it("knows ancestors by label and not by character", () => {
    expect(isAtOrBelow(parseDomainName("notexample.com"), parseDomainName("example.com"))).toBe(false);
    expect(isAtOrBelow(parseDomainName("x.example.com"), parseDomainName("example.com"))).toBe(true);
    expect(isAtOrBelow(name, name)).toBe(true);
    expect(isAtOrBelow(parseDomainName("example.com"), parseDomainName("x.example.com"))).toBe(false);
  });

  it("goes up to the top-level domain and no further", () => {
    expect(parentOf(name)).toBe("b.example.co.uk");
    expect(parentOf(parseDomainName("uk"))).toBeUndefined();
    expect(labelsOf(name)).toEqual(["a", "b", "example", "co", "uk"]);
  });

  it("puts labels in front", () => {
    expect(prefixed("S1._domainkey", name)).toBe("s1._domainkey.a.b.example.co.uk");
    expect(() => prefixed("", name)).toThrow(INVALID);
  });

  it("knows what was registered, and under which suffix", () => {
    expect(registrableDomainOf(name)).toBe("example.co.uk");
    expect(registrableDomainOf(parseDomainName("_dmarc.x.github.io"))).toBe("x.github.io");
    expect(registrableDomainOf(parseDomainName("co.uk"))).toBeUndefined();
    expect(publicSuffixOf(name)).toBe("co.uk");
    expect(isRegistrySuffix(parseDomainName("co.uk"))).toBe(true);
    expect(isRegistrySuffix(parseDomainName("github.io"))).toBe(false);
    expect(isRegistrySuffix(parseDomainName("example.co.uk"))).toBe(false);
  });
});
