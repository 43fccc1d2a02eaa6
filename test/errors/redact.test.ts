import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createRedactor, redactDeep } from "../../src/errors/redact.ts";

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
