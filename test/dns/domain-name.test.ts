import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  findDomainName,
  findDomainNames,
  findSenderDomain,
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
    ["0x7f.1", "0x7f.1"],
    ["mail-2.example.com", "mail-2.example.com"],
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

  it.each([
    ["", "it is empty"],
    [".", "it is empty"],
    ["bü:25", "it has a character that names don't have"],
    [`${"a.".repeat(127)}ab`, "it has more than 253 characters"],
    ["mail..example", "it has an empty label (two dots, or a dot in front)"],
    [`${"a".repeat(64)}.example`, `the label "${"a".repeat(20)}…" has more than 63 characters`],
    ["a.b c.example", 'the label "b c" has a character that names don\'t have, or a dash at an end'],
  ])("says what is wrong with %j", (text, fault) => {
    const given = text.length > 253 ? `${text.slice(0, 253)}…` : text;
    expect(() => parseDomainName(text)).toThrow(
      expect.objectContaining({
        message: `"${given}" can't be used as a domain name: ${fault}.`,
        hint: expect.stringContaining("sender domain alone"),
        facts: { given: text },
      }),
    );
  });

  it("finds those of several texts that are names", () => {
    expect(findDomainNames(["ns1.example.", "not a name", "NS2.example"])).toEqual([
      "ns1.example",
      "ns2.example",
    ]);
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
    ["a.example.com", "a.example.com"],
    ["mail-2.example.com", "mail-2.example.com"],
    // Digits alone make no address, and xn-- within a label no encoding.
    ["163.com", "163.com"],
    ["2.163.com", "2.163.com"],
    ["maxn--b.example.com", "maxn--b.example.com"],
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
    "a_.example.com",
    "_a.example.com",
    "mail.xn--a.example",
  ])("refuses %j", (text) => {
    expect(() => parseSenderDomain(text)).toThrow(INVALID);
  });

  it.each([
    ["mail..example", "it has an empty label"],
    ["a.*.example.com", `mail can't be sent from a name with the label "[*]"`],
    ["_dmarc.example.com", `mail can't be sent from a name with the label "_dmarc"`],
    ["192.0.2.1", "it is an address"],
    ["example.1", "a label that begins with xn-- decodes to nothing, or its last label is a number"],
    ["xn--a.example", "a label that begins with xn-- decodes to nothing"],
    ["co.uk", `"co.uk" is a public suffix`],
  ])("says what is wrong with %j", (text, fault) => {
    expect(() => parseSenderDomain(text)).toThrow(new RegExp(`can't be used as a domain name: (?:${fault})`));
  });

  it("proposes the name that was probably meant, and none where there is none", () => {
    const meant = "mail.example.com";
    expect(() => parseSenderDomain(` https://${meant}/ `)).toThrow(
      expect.objectContaining({
        hint: expect.stringMatching(`^Give the sender domain alone: .*${meant}.*[.]$`),
        facts: { given: ` https://${meant}/ `, meant },
      }),
    );
    expect(() => parseSenderDomain("https://localhost")).toThrow(
      expect.objectContaining({
        hint: expect.stringContaining("no scheme, no path"),
        facts: { given: "https://localhost" },
      }),
    );
  });
});

describe("findSenderDomain", () => {
  it.each([
    "Mail.Example.com",
    "https://mail.example.com",
    "HTTPS://mail.example.com/inbox?from=b@example.net",
    "svn+ssh://mail.example.com",
    "x-1.y://mail.example.com",
    "https://user:word@mail.example.com:8443/",
    "mail.example.com:25",
    "mail.example.com?to=b@example.net",
    "mail.example.com#b@example.net",
    "mail.example.com/b@example.net",
    "mail.example.com, example.net",
    "mail.example.com;example.net",
    "mailto:news@mail.example.com",
    "news@mail.example.com",
    "<news@mail.example.com>",
    "News <news@mail.example.com>",
    "mail.example.com/a\nb",
    " <(\"'mail.example.com'\")>,;. ",
    "_dmarc.mail.example.com",
    "*.mail.example.com",
    "qcloud._domainkey.mail.example.com",
    "*._report._dmarc.mail.example.com",
  ])("finds the sender domain in %j", (text) => {
    expect(findSenderDomain(text)).toBe("mail.example.com");
  });

  it.each([
    "",
    "_dmarc",
    "example.com._domainkey",
    "https://",
    "https://localhost/",
    "co.uk",
    "192.0.2.1",
    "a_b.example.com",
    'mail"box.example.com',
    "mail example.com",
    "the domain mail.example.com",
    "9://mail.example.com",
  ])("finds none in %j", (text) => {
    expect(findSenderDomain(text)).toBeUndefined();
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
    expect(registrableDomainOf(parseDomainName("*.x.co.uk"))).toBe("x.co.uk");
    expect(registrableDomainOf(parseDomainName("co.uk"))).toBeUndefined();
    expect(publicSuffixOf(name)).toBe("co.uk");
    expect(publicSuffixOf(parseDomainName("x.github.io"))).toBe("github.io");
    expect(publicSuffixOf(parseDomainName("192.0.2.1"))).toBeUndefined();
    expect(isRegistrySuffix(parseDomainName("co.uk"))).toBe(true);
    expect(isRegistrySuffix(parseDomainName("github.io"))).toBe(false);
    expect(isRegistrySuffix(parseDomainName("example.co.uk"))).toBe(false);
  });
});
