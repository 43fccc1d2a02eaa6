import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createRedactor } from "../../../src/errors/redact.ts";
import { ENCODINGS } from "../../errors/encodings.ts";

const NAMES = Object.keys(ENCODINGS);
const SECRET = "wJalrXUtnFEMI/K7MDENG+bPxRfi'CY=EX\"AMPLE_KEY%41\\é";

function encoded(text: string, names: readonly string[]): string {
  return names.reduce((inner, name) => ENCODINGS[name]?.(inner) ?? inner, text);
}

/** As keys are, with every mark that one of the encodings writes in another way. */
const secrets = fc.string({
  unit: fc.constantFrom(
    ...Array.from("abcdefghijkmnopqrstuvwxyzABCDEFGHIJKLMNOP0123456789/+=_-.~!@#$^*'\"<>&%\\é€"),
  ),
  minLength: 16,
  maxLength: 60,
});
/** Ends no encoding and begins none. */
const around = fc.constantFrom("", " ", "key=", '{"a": "', "\n", "'", "<b>", "(", ": ", ", ");
const chain = (most: number) => fc.array(fc.constantFrom(...NAMES), { minLength: 1, maxLength: most });

describe("a secret", () => {
  it.each(NAMES.flatMap((inner) => NAMES.map((outer) => [inner, outer] as const)))(
    "is blanked out in %s inside of %s",
    (...names) => {
      const text = encoded(SECRET, names);
      expect(createRedactor([SECRET])(`before ${text} after`)).toBe("before *** after");
    },
  );

  it("is blanked out in encodings of encodings, whatever stands around it", () => {
    fc.assert(
      fc.property(secrets, chain(3), around, around, (secret, names, front, back) => {
        const text = encoded(secret, names);
        const redacted = createRedactor([secret])(`${front}${text}${back}`);
        expect(redacted).toContain("***");
        // Of the encoded secret at most an ending is left that says nothing of it: padding, and its encodings.
        expect(redacted.length - front.length - back.length).toBeLessThanOrEqual(3 + 40);
        expect(redacted).not.toContain(text);
      }),
      { numRuns: 3_000 },
    );
  });

  it("is blanked out in base64 also where much of it is beyond ASCII", () => {
    const secret = ">aaaaaa€aaaaéa€aa";
    const text = encoded(secret, ["HTML as usual", "base64"]);
    expect(createRedactor([secret])(text)).toBe("***");
  });

  it("is blanked out where its own end escapes what follows", () => {
    const secret = "%aa\\aaaaaaaaaaaaa\\";
    expect(createRedactor([secret])(`${encoded(secret, ["JSON"])}<b>`)).toBe("***<b>");
  });

  it.each([
    ["aaaaaaaaa\\x%45aa", "JSON"],
    ["aaaaaaaaa\\%45aaaaa", "JSON"],
    ["aaaaa&lt;%41aaaaaaa", "HTML as usual"],
  ])("is blanked out where its own escapes are of two kinds, and one is escaped: %s", (secret, name) => {
    expect(createRedactor([secret])(encoded(secret, [name]))).toBe("***");
  });

  it("is blanked out within a text that is encoded as a whole", () => {
    fc.assert(
      fc.property(secrets, chain(2), chain(2), (secret, inner, outer) => {
        const body = `{"user":"octocat","key":"${encoded(secret, inner)}","end":1}`;
        const text = encoded(body, outer);
        const redacted = createRedactor([secret])(text);
        expect(redacted).toContain("***");
        // No encoding here is shorter than what it encodes.
        expect(text.length - redacted.length + 3).toBeGreaterThanOrEqual(secret.length);
      }),
      { numRuns: 1_500 },
    );
  });
});

describe("what is no secret", () => {
  it("stays, however often it could be decoded", () => {
    fc.assert(
      fc.property(secrets, chain(3), (text, names) => {
        const redact = createRedactor([
          "hunter2!",
          "0123456789abcdef0123456789abcdef",
          "zq7x-other-secret-value",
        ]);
        const written = encoded(text.replace(/hunter2!/i, ""), names);
        expect(redact(written)).toBe(written);
      }),
      { numRuns: 1_000 },
    );
  });
});

const KEY = "AKIDz8krbsJ5yKBZQpn74WFkmLPx3EXAMPLE";

describe("a long text", () => {
  it.each([
    ["prose", "SES answers for mail.example.com, and the record stands. "],
    ["escapes in escapes", "%255C%2575\\u005c\\057&amp;amp;#x26;"],
    ["base64", `${Buffer.from("x".repeat(300)).toString("base64")}\n`],
    [
      "base64 of base64",
      Buffer.from(Buffer.from("innocent".repeat(30)).toString("base64")).toString("base64"),
    ],
    ["beginnings of the secret", KEY.slice(0, 11)],
    ["a secret that repeats itself", "ababababababababababc"],
    ["hexadecimal", Buffer.from("innocent").toString("hex")],
    ["backslashes", "\\\\\\"],
  ])("is read in proportion to its length: %s", (_what, piece) => {
    const redact = createRedactor([KEY, "ababababababababababd", "hunter2!"]);
    const text = piece.repeat(Math.ceil(320_000 / piece.length));
    const timeOf = (octets: number): number => {
      const began = process.cpuUsage();
      redact(text.slice(0, octets));
      const { user, system } = process.cpuUsage(began);
      return (user + system) / 1_000;
    };
    // Of this process alone, since others use the machine, too; the quickest of several. Were it squared, eight times
    // as long would take sixty-four times as long.
    const quickestOf = (octets: number): number => Math.min(...[1, 2, 3, 4].map(() => timeOf(octets)));
    expect(quickestOf(320_000)).toBeLessThan(30 * Math.max(10, quickestOf(40_000)));
  });
});
