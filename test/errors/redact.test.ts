import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createRedactor, redactDeep } from "../../src/errors/redact.ts";
import { ENCODINGS } from "./encodings.ts";

const SECRET = "wJalrXUtnFEMI/K7MDENG+bPxRfi'CYEXAMPLE\"KEY é";

describe("createRedactor", () => {
  it.each([
    ["as it is", SECRET],
    ["percent-encoded", encodeURIComponent(SECRET)],
    [
      "percent-encoded in lower case",
      encodeURIComponent(SECRET).replaceAll(/%../g, (octet) => octet.toLowerCase()),
    ],
    ["percent-encoded as AWS does", encodeURIComponent(SECRET).replaceAll("'", "%27")],
    ["in a form", new URLSearchParams({ key: SECRET }).toString()],
    ["in JSON", JSON.stringify({ key: SECRET })],
    ["in JSON inside JSON", JSON.stringify({ body: JSON.stringify({ key: SECRET }) })],
    ["in hex", Buffer.from(SECRET).toString("hex")],
    ["in upper-case hex", Buffer.from(SECRET).toString("hex").toUpperCase()],
    ["in base64", Buffer.from(SECRET).toString("base64")],
    ["in basic authorization", `Basic ${Buffer.from(`user:${SECRET}`).toString("base64")}`],
  ])("blanks a secret out %s", (_how, text) => {
    const redacted = createRedactor([SECRET])(`before ${text} after`);
    expect(redacted).toContain("***");
    expect(redacted).not.toContain("wJalrXUtn");
    expect(redacted).not.toContain("EXAMPLE");
    expect(redacted).toMatch(/^before .* after$/);
  });

  it.each(Object.entries(ENCODINGS))("blanks a secret out in %s", (_name, encode) => {
    expect(createRedactor([SECRET])(`before ${encode(SECRET)} after`)).toBe("before *** after");
  });

  const secrets = fc.string({ unit: "binary", minLength: 6, maxLength: 60 });
  const around = fc.string({ unit: "grapheme-ascii", maxLength: 9 });

  it("leaves no secret in base64, whatever stands around it", () => {
    fc.assert(
      fc.property(
        fc.string({ unit: "grapheme-ascii", minLength: 12, maxLength: 60 }),
        fc.uint8Array({ maxLength: 8 }),
        fc.uint8Array({ maxLength: 8 }),
        (secret, front, back) => {
          const octets = Buffer.concat([front, Buffer.from(secret), back]);
          for (const encoding of ["base64", "base64url"] as const) {
            const redacted = createRedactor([secret])(octets.toString(encoding));
            expect(redacted).toContain("***");
            // What is left of the secret is at most the octets that share a character with a neighbour.
            const left = redacted.split("***").map((piece) => piece.length);
            expect(left.every((length) => length <= Math.ceil(((8 + 1) * 8) / 6) + 3)).toBe(true);
          }
        },
      ),
      { numRuns: 500 },
    );
  });

  it("leaves no secret in any other encoding", () => {
    fc.assert(
      fc.property(secrets, around, around, (secret, front, back) => {
        const redact = createRedactor([secret]);
        const forms = [
          secret,
          encodeURIComponent(secret.toWellFormed()),
          JSON.stringify(secret).slice(1, -1),
          Buffer.from(secret).toString("hex"),
        ];
        for (const form of forms)
          expect(redact(`${front}\n${form}\n${back}`).split("\n").includes(form)).toBe(false);
      }),
      { numRuns: 500 },
    );
  });

  it("doesn't fall over a secret that is no valid Unicode", () => {
    expect(createRedactor(["abc\ud800def"])("xabc\ud800defx")).toBe("x***x");
  });

  it("blanks out the longer of two secrets first", () => {
    expect(createRedactor(["abcdef", "abcdefghij"])("abcdefghij abcdef")).toBe("*** ***");
  });

  it.each([
    ["in upper case", SECRET.toUpperCase()],
    ["as UTF-8 that was taken for Latin-1", Buffer.from(SECRET).toString("latin1")],
    ["as UTF-8 that was taken for Windows-1252", new TextDecoder("windows-1252").decode(Buffer.from(SECRET))],
    ["as Latin-1 in a URL", escape(SECRET)],
    ["as Latin-1 that was taken for UTF-8", Buffer.from(SECRET, "latin1").toString("utf8")],
  ])("blanks a secret out %s", (_how, text) => {
    expect(createRedactor([SECRET])(`before ${text} after`)).toBe("before *** after");
  });

  const KEY = "AKIDz8krbsJ5yKBZQpn74WFkmLPx3EXAMPLE";

  it.each([
    ["by the API, with dots", `invalid key ${KEY.slice(0, 9)}... given`, "invalid key ***... given"],
    ["by the API, with one sign", `invalid key ${KEY.slice(0, 9)}… given`, "invalid key ***… given"],
    ["at the end of a message", `invalid key ${KEY.slice(0, 8)}`, "invalid key ***"],
    ["in the middle", `key=${KEY.slice(0, 12)}, more`, "key=***, more"],
    ["within an escape", `"\\u0041${encodeURIComponent(`/${KEY}`).slice(0, 14)}%2`, '"\\u0041%2F***%2'],
    [
      "in base64",
      `Basic ${Buffer.from(`user:${KEY}`).toString("base64").slice(0, 28)}`,
      /^Basic dXNlcj\*\*\*$/,
    ],
  ])("blanks out what is left of a key that was cut %s", (_how, text, expected) => {
    const redacted = createRedactor([KEY])(text);
    if (typeof expected === "string") expect(redacted).toBe(expected);
    else expect(redacted).toMatch(expected);
  });

  it("leaves a word that a key begins with, and every beginning of a short secret", () => {
    expect(createRedactor([KEY])("AKIDz8k is short, AKID is shorter")).toBe(
      "AKIDz8k is short, AKID is shorter",
    );
    expect(createRedactor(["password1"])("password")).toBe("password");
    expect(createRedactor(["secret-of-example"])("a secret-of nothing")).toBe("a secret-of nothing");
  });

  it("leaves innocent text alone, with no secret or a very short one", () => {
    expect(createRedactor([])("hello")).toBe("hello");
    expect(createRedactor(["", "a"])("banana")).toBe("banana");
    expect(createRedactor([SECRET])("SecretId missing")).toBe("SecretId missing");
  });
});

describe("redactDeep", () => {
  it("redacts every string and keeps keys and shape", () => {
    const redact = createRedactor(["hunter22"]);
    const value = { a: ["x hunter22", 1, null, { b: "hunter22" }], hunter22: true };
    expect(redactDeep(value, redact)).toEqual({ a: ["x ***", 1, null, { b: "***" }], hunter22: true });
  });
});
