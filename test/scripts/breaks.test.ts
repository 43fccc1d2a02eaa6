import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, test } from "vitest";
import { scratchFolder } from "../support/scratch-folder.ts";

const ROOT = join(import.meta.dirname, "../..");

/** A checkout of its own: a source file with a test file each, and nothing committed yet. */
const FILES: Readonly<Record<string, string>> = {
  ".gitignore": "node_modules/\n",
  "package.json": `{ "type": "module" }`,
  "vitest.config.js": `
    export default { test: { projects: [{ test: { name: "fast", include: ["test/**/*.test.js"] } }] } };`,
  "src/sum.js": "export const sum = (a, b) => a + b;\nexport const twice = (a) => sum(a, a);\n",
  "test/sum.test.js": testOf("sum", "adds", "expect(sum(1, 2)).toBe(3)"),
  "test/twice.test.js": testOf("twice", "doubles", "expect(twice(2)).toBe(4)"),
  // It asks for the text, as the real one does, and must not count.
  "test/breaks/breaks.test.js": testOf("sum", "holds the text", `expect(String(sum)).toContain("a + b")`),
};

function testOf(name: string, title: string, body: string): string {
  const from = title === "holds the text" ? "../../src/sum.js" : "../src/sum.js";
  return `
    import { expect, test } from "vitest";
    import { ${name} } from "${from}";
    test(${JSON.stringify(title)}, () => { ${body}; });`;
}

const SUBTRACTS = breakOf("it subtracts", "a + b", "a - b");

function breakOf(title: string, text: string, replacement: string) {
  return { title, file: "src/sum.js", text, replacement, tests: ["test/sum.test.js"] };
}

// Each of them runs vitest a few times.
describe("npm run breaks", { timeout: 60_000 }, () => {
  test("names the test that turns red, be it another than the expected one, and changes nothing", () => {
    const breaks = [SUBTRACTS, breakOf("it is added once", "sum(a, a)", "sum(a, 0)")];
    const { exit, stdout, read } = play(breaks);
    expect(stdout.split("\n")).toEqual([
      "caught  it subtracts — test/sum.test.js > adds",
      "caught  it is added once — test/twice.test.js > doubles",
      "2 of 2 caught",
      "",
    ]);
    expect(exit).toBe(0);
    expect(read("src/sum.js")).toBe(FILES["src/sum.js"]);
  });

  test("fails on a break that no test sees, and on one that only keeps the tests from being loaded", () => {
    const { exit, stdout } = play([
      breakOf("nobody minds", "a + b", "b + a"),
      breakOf("it does not parse", "a + b", "a +"),
    ]);
    expect(stdout.split("\n")).toEqual([
      "UNNOTICED  nobody minds",
      "UNNOTICED  it does not parse",
      "0 of 2 caught",
      "",
    ]);
    expect(exit).toBe(1);
  });

  test.each([
    ["gone", "a * b"],
    ["there more than once", "export const"],
  ])("plays nothing where a text is %s", (_what, text) => {
    const { exit, stdout, stderr } = play([SUBTRACTS, breakOf("it moved", text, "")]);
    expect([exit, stdout]).toEqual([2, ""]);
    expect(stderr).toMatch(/^stale {2}it moved: /);
  });

  test("praises no test that is red without the break, too", () => {
    const wrong = { "test/sum.test.js": testOf("sum", "adds wrongly", "expect(sum(1, 2)).toBe(4)") };
    const { exit, stdout } = play([{ ...SUBTRACTS, tests: ["test"] }], wrong);
    expect(stdout.split("\n")).toEqual([
      "caught  it subtracts — test/twice.test.js > doubles",
      "1 of 1 caught",
      "",
    ]);
    expect(exit).toBe(0);
  });
});

function play(breaks: readonly object[], others: Readonly<Record<string, string>> = {}) {
  const folder = scratchFolder();
  const files = { ...FILES, ...others, "test/breaks/breaks.json": JSON.stringify(breaks) };
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    writeFileSync(join(folder, file), text);
  }
  symlinkSync(join(ROOT, "node_modules"), join(folder, "node_modules"));
  execFileSync("git", ["init", "--quiet"], { cwd: folder });
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(ROOT, "scripts/breaks.mjs")], {
    cwd: folder,
    encoding: "utf8",
  });
  return { exit: status, stdout, stderr, read: (file: string) => readFileSync(join(folder, file), "utf8") };
}
