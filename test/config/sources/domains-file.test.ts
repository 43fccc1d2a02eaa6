import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { readDomainsFile, type ListedDomain } from "../../../src/config/sources/domains-file.ts";
import { isOnboardError, type OnboardError } from "../../../src/errors/onboard-error.ts";
import { folderWith, type FoundProblem } from "../scratch.ts";

const FILE = "domains.yaml";

const read = (text: string): readonly ListedDomain[] =>
  readDomainsFile(FILE, join(folderWith({ [FILE]: text }), FILE));

function refusalOf(text: string): {
  readonly error: OnboardError;
  readonly problems: readonly FoundProblem[];
} {
  try {
    read(text);
  } catch (error) {
    if (isOnboardError(error)) return { error, problems: error.facts["problems"] as readonly FoundProblem[] };
    throw error;
  }
  throw new Error("the list was accepted");
}

describe("a list of domains", () => {
  it("holds names, in any spelling, and entries with settings of their own", () => {
    const text = `# senders
- mail.example.com
- MAIL.Example.ORG.
- { domain: post.example.net, provider: aws, mx: add, dmarc: replace }
- domain: bücher.example.com
`;
    expect(read(text)).toEqual([
      { domain: "mail.example.com" },
      { domain: "mail.example.org" },
      {
        domain: "post.example.net",
        provider: "aws",
        mx: "add",
        dmarc: "replace",
        from: { mx: `${FILE}:4`, dmarc: `${FILE}:4` },
      },
      { domain: "xn--bcher-kva.example.com" },
    ]);
  });

  it("is what the example shows", () => {
    const example = join(import.meta.dirname, "../../../examples/domains.yaml");
    expect(readDomainsFile(FILE, example)).toEqual([
      { domain: "mail.example.com" },
      { domain: "news.example.com" },
      {
        domain: "mail.example.org",
        provider: "aws",
        mx: "add",
        dmarc: "keep",
        from: { mx: `${FILE}:9`, dmarc: `${FILE}:10` },
      },
    ]);
  });

  it.each([
    ["nothing at all", "", 1, 1, "the list is empty"],
    ["blank lines", "\n  \n", 1, 1, "the list is empty"],
    ["comments alone", "# senders\n# - mail.example.com\n", 1, 1, "only comments"],
    ["an empty list", "[]\n", 1, 1, "names no domain"],
    ["an empty document", "---\n", 1, 4, "names no domain"],
    ["a mapping", "domains:\n  - mail.example.com\n", 1, 1, "must be a list"],
    ["a name that is none", "- mail.example.com\n- mail..example.org\n", 2, 3, "empty label"],
    ["a public suffix", "- co.uk\n", 1, 3, "public suffix"],
    ["a mailbox", "- postmaster@example.com\n", 1, 3, "character"],
    ["a number", "- 1.10\n", 1, 3, "neither a domain name"],
    ["an empty entry", "- mail.example.com\n-\n", 2, 2, "neither a domain name"],
    ["a list in the list", "- [mail.example.com]\n", 1, 3, "neither a domain name"],
    ["an unknown key", "- domain: mail.example.com\n  provder: aws\n", 2, 3, 'did you mean "provider"'],
    ["an unknown choice", "- { domain: mail.example.com, mx: keeep }\n", 1, 35, "keep, add, replace"],
    ["an entry without a name", "- provider: aws\n", 1, 3, "domain is missing"],
    ["a wrong name in an entry", "- domain: co.uk\n", 1, 11, "public suffix"],
    [
      "the same domain twice, in two spellings",
      "- mail.example.com\n- a.example.com\n- domain: MAIL.example.com.\n",
      3,
      3,
      "number 1",
    ],
    ["a line that is no YAML", "- mail.example.com\n- [\n", 3, 1, "indentation"],
    ["an alias that is meant as a wildcard", "- *example.com\n", 1, 1, "alias"],
  ])("is refused for %s, with its place", (_what, text, line, column, said) => {
    const { error, problems } = refusalOf(text);
    expect(error.code).toBe("CONFIG_INVALID");
    expect(problems[0]).toMatchObject({ file: FILE, line, column });
    expect(problems[0]?.problem).toContain(said);
  });

  it("is refused with all that is wrong in it, in the order of the lines", () => {
    const { problems } = refusalOf(
      "- mail.example.com\n- co.uk\n- mail.example.com\n- a..b.example\n- { domian: x.example.com }\n",
    );
    expect(problems.map(({ line }) => line)).toEqual([2, 3, 4, 5, 5]);
  });

  it("that is not there, and one that can't be read, are told by their names and by the option", () => {
    const folder = folderWith({});
    const reading = (path: string) => () => readDomainsFile("lists/mine.yaml", path);
    expect(reading(join(folder, "mine.yaml"))).toThrow(
      expect.objectContaining({
        code: "CONFIG_INVALID",
        message: "There is no list of domains at lists/mine.yaml (ENOENT).",
        hint: expect.stringContaining("the option `file`") as unknown,
      }),
    );
    expect(reading(folder)).toThrow(
      expect.objectContaining({ facts: { file: "lists/mine.yaml", why: "EISDIR" } }),
    );
  });

  it.each(["- a.example.com\n---\n- b.example.com\n", "- [a.example.com\n", "- *nobody\n"])(
    "that is no YAML, or more than one document of it (%j), is corrected itself, and not the config file",
    (text) => {
      expect(refusalOf(text).error.hint).toContain("Correct the list");
    },
  );

  it.each(["", "# nobody yet\n", "[]\n"])(
    "without a domain (%j) says that taking one out changes nothing",
    (text) => {
      expect(refusalOf(text).error.hint).toMatch(/changes nothing at SES or in DNS/);
    },
  );
});
