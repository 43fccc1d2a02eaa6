import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";

// A recipe that names a file which is gone costs more than none.

const ROOT = join(import.meta.dirname, "../..");
const FOLDER = "docs/how-to";
const MOST_LINES = 40;

const { exports, scripts } = JSON.parse(read("package.json")) as Record<"exports" | "scripts", object>;
const pages = readdirSync(join(ROOT, FOLDER)).map((file) => `${FOLDER}/${file}`);

describe.each(pages)("%s", (page) => {
  const text = read(page);
  const spans = [...text.matchAll(/`([^`\n]+)`/g)].map((match) => match[1] ?? "");

  it("names only files and folders that exist, each as what it is", () => {
    const paths = spans.filter((span) => PATH.test(span) && !isExported(span));
    expect(paths.length).toBeGreaterThan(5);
    expect(paths.filter((path) => !isThere(path))).toEqual([]);
  });

  it("says how to try it, with tests that exist and scripts of package.json", () => {
    const commands = spans.filter((span) => /\b(?:npm run|vitest run) /.test(span));
    const words = commands.flatMap((command) => command.split(" "));
    const tested = words.filter((word) => word.startsWith("test/"));
    expect(tested.length).toBeGreaterThan(0);
    expect(tested.filter((path) => !existsSync(join(ROOT, path)))).toEqual([]);
    const run = commands.flatMap((command) =>
      [...command.matchAll(/npm run ([\w:]+)/g)].map(([, name]) => name),
    );
    expect(run.filter((name) => !(String(name) in scripts))).toEqual([]);
  });

  it(`has at most ${MOST_LINES} lines`, () => {
    expect(text.trimEnd().split("\n").length).toBeLessThanOrEqual(MOST_LINES);
  });

  it("is linked from CONTRIBUTING or the README", () => {
    expect(["CONTRIBUTING.md", "README.md"].some((file) => read(file).includes(`](${page})`))).toBe(true);
  });
});

/** One word with a slash in it, or a file at the root. */
const PATH = /^(?:[\w.-]+\/[\w./-]*|[\w-]+\.(?:md|yml|yaml|json)|package\.json)$/;

/** `ses-onboard/adapter` is what others import. */
function isExported(span: string): boolean {
  return span.startsWith("ses-onboard/") && `.${span.slice("ses-onboard".length)}` in exports;
}

function isThere(path: string): boolean {
  const file = join(ROOT, path);
  return existsSync(file) && statSync(file).isDirectory() === path.endsWith("/");
}

function read(file: string): string {
  return readFileSync(join(ROOT, file), "utf8");
}
