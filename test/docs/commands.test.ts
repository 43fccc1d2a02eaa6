import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { runMain } from "../support/cli.ts";
import { scratchFolder } from "../support/scratch-folder.ts";

// Every command that a page shows is one that the program takes; those of its blocks are run whole in
// typed.test.ts.

const ROOT = join(import.meta.dirname, "../..");
const PAGES = [
  "README.md",
  "README.zh-CN.md",
  "docs",
  "docs/how-to",
  "docs/zh",
  "examples/third-party-adapter",
].flatMap((place) =>
  place.endsWith(".md")
    ? [place]
    : readdirSync(join(ROOT, place))
        .filter((file) => file.endsWith(".md"))
        .map((file) => join(place, file)),
);
const COMMAND =
  /(?:^ *|`)(?:npx )?ses-onboard ((?:run|plan|check|doctor|undo|history|providers|sandbox)\b[^`\n]*)/gm;
/** What the parser says of words that it does not take. */
const REFUSED =
  /has no option|There is no (?:command|option)|what to do with|needs a value|given twice|DOMAIN_INVALID|^ +--\S+: /m;

const shown = PAGES.flatMap((page) =>
  [...readFileSync(join(ROOT, page), "utf8").matchAll(COMMAND)].flatMap(([, text = ""]) => {
    // A remark stands behind it, as in a shell or in a help page.
    const [line = ""] = text.split(/ +# | {2,}/);
    return /[[<…]|\b(?:FILE|DOMAIN)\b/.test(line) ? [] : [[page, line] as const];
  }),
);

describe("a command on a page", () => {
  it.each(shown)("%s: ses-onboard %s", async (_page, line) => {
    const { exit, stdout, stderr } = await runMain(wordsOf(line), {
      signal: AbortSignal.abort(),
      cwd: scratchFolder(),
    });
    expect(`${stdout}${stderr}`).not.toMatch(REFUSED);
    expect(exit).toBeTypeOf("number");
  });

  it("is found on several pages", () => {
    expect(new Set(shown.map(([page]) => page)).size).toBeGreaterThan(4);
    expect(shown.length).toBeGreaterThan(30);
  });
});

function wordsOf(line: string): readonly string[] {
  const script = `print() { for word; do printf '%s\\0' "$word"; done; }; print ${line}`;
  return execFileSync("sh", ["-c", script], { encoding: "utf8" }).split("\0").slice(0, -1);
}
