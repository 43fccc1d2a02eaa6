import { execFile } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { promisify } from "node:util";
import { describe, expect, test } from "vitest";
import { OPTIONS } from "../../src/config/option-table.ts";
import { EXIT_BY_KIND, KIND_BY_CODE } from "../../src/errors/codes.ts";
import { SAMPLES } from "../../src/events/samples/samples.ts";

const ROOT = join(import.meta.dirname, "../..");
const pages = [...filesBelow(".", false), ...filesBelow("docs"), ...filesBelow("examples")].filter((file) =>
  file.endsWith(".md"),
);

describe("the generated pages", () => {
  test("say what the code says", async () => {
    const check = promisify(execFile)(process.execPath, ["scripts/docs.mjs", "--check"], {
      cwd: ROOT,
      env: {},
    });
    await expect(check.then(({ stderr }) => stderr)).resolves.toBe("");
  });
});

describe("the page on events", () => {
  const [examples = "", shapes = ""] = read("docs/events.md").split("## Exact shapes");

  test("has an example for each event, and none with a hole", () => {
    expect(Object.keys(SAMPLES.events).filter((type) => !examples.includes(`{"type":"${type}"`))).toEqual([]);
    expect(examples).not.toMatch(/undefined|\[object|NaN/);
  });

  test("declares each type that a declaration on it names, or tells of it in words", () => {
    const block = /```ts\n([\s\S]*?)```/.exec(shapes)?.[1] ?? "";
    const code = block.replaceAll(/\/\*[\s\S]*?\*\/|"[^"]*"/g, "");
    const named = new Set(code.match(/\b[A-Z]\w*/g));
    for (const builtIn of ["Readonly", "Record", "Pick", "Omit"]) named.delete(builtIn);
    expect(named.size).toBeGreaterThan(20);
    const isTold = (name: string): boolean =>
      new RegExp(`^(?:type|interface) ${name}\\b|\`${name}\` is `, "m").test(shapes);
    expect([...named].filter((name) => !isTold(name))).toEqual([]);
  });
});

describe("the runbook", () => {
  const anchors = anchorsOf("docs/runbook.md");

  test("tells for each error code what to do", () => {
    expect(Object.keys(KIND_BY_CODE).filter((code) => !anchors.has(code.toLowerCase()))).toEqual([]);
  });

  test("has each code below its exit status", () => {
    const sections = read("docs/runbook.md").split(/^## /m);
    const misplaced = Object.entries(KIND_BY_CODE).filter(([code, kind]) => {
      const section = sections.find((text) => text.includes(`### ${code}\n`)) ?? "";
      return !section.startsWith(`Exit ${EXIT_BY_KIND[kind]}: ${kind}`);
    });
    expect(misplaced).toEqual([]);
  });

  test("knows no code that the program does not have", () => {
    const told = [...read("docs/runbook.md").matchAll(/^### ([A-Z_]{6,})$/gm)].map((match) => match[1] ?? "");
    expect(told.filter((code) => !(code in KIND_BY_CODE))).toEqual([]);
  });
});

describe("a decision that holds", () => {
  const standing = pages.filter(
    (page) => page.startsWith("docs/decisions/") && !read(page).includes("Status: superseded"),
  );

  test.each(standing)("%s names only files of the source that exist", (page) => {
    const named = [...read(page).matchAll(/`((?:src|providers|test|scripts)\/[\w./-]+\.\w+)`/g)];
    expect(named.flatMap(([, file = ""]) => (existsSync(join(ROOT, file)) ? [] : [file]))).toEqual([]);
  });
});

describe("the README", () => {
  test("names every command that can be rehearsed", () => {
    const told = /`--sandbox` on ([\w, ]+) starts/.exec(read("README.md"))?.[1] ?? "";
    expect(told.split(/, | and /)).toEqual(OPTIONS.sandbox.commands);
  });
});

describe("the README in Chinese", () => {
  const [english, chinese] = [read("README.md"), read("README.zh-CN.md")];
  /** What is run, and not what is remarked beside it. */
  const blocks = (page: string): readonly string[] =>
    [...page.matchAll(/^```\w+\n([^]*?)^```$/gm)].map(([, code = ""]) =>
      code.replaceAll(/ *(?:#|\/\/) .*$/gm, ""),
    );
  const targets = (page: string): readonly string[] =>
    [...page.matchAll(/\]\(([^)]+)\)/g)]
      .map(([, target = ""]) => target.replace("docs/zh/", "docs/"))
      .toSorted();

  /** Its readers' keys are of the site for China. */
  const abroad = (code: string): string =>
    code
      .replace("export SES_ONBOARD_SITE=china\n", "")
      .replace("site: china, region: ap-guangzhou", "site: international, region: ap-singapore");

  test("has the commands and the code of the English one, for the site for China", () => {
    expect(blocks(english).length).toBeGreaterThan(4);
    expect(blocks(chinese)).not.toEqual(blocks(english));
    expect(blocks(chinese).map(abroad)).toEqual(blocks(english));
  });

  test("has the first time's commands in both languages, too", () => {
    const [first, inChinese] = ["docs/first-time.md", "docs/zh/first-time.md"].map((page) =>
      blocks(read(page)),
    );
    expect(first).toHaveLength(5);
    expect(inChinese?.map((code) => code.replaceAll(" --site china", ""))).toEqual(first);
  });

  test("leads to the same places", () => {
    const others = (page: string) => targets(page).filter((target) => !target.startsWith("README"));
    expect(others(chinese)).toEqual(others(english));
  });

  test("has as many headings and rows", () => {
    const outline = (page: string) => page.match(/^(?:#+ |\||\d\. )/gm);
    expect(outline(chinese)).toEqual(outline(english));
  });
});

describe("tables", () => {
  test("have a word in each cell of their head, and as many cells in each row", () => {
    const tables = pages.flatMap((page) =>
      [...read(page).matchAll(/^ *(\|.*\|)\n *\|(?: *:?-+:? *\|)+\n(?: *\|.*\n)*/gm)].map(
        ([table, head = ""]) => ({
          at: `${page}: ${head}`,
          rows: table.trimEnd().split("\n").map(cellsOf),
        }),
      ),
    );
    expect(tables.length).toBeGreaterThan(50);
    expect(tables.filter(({ rows: [head] }) => head?.includes("")).map(({ at }) => at)).toEqual([]);
    const ragged = tables.filter(({ rows: [head, ...rows] }) =>
      rows.some(({ length }) => length !== head?.length),
    );
    expect(ragged.map(({ at }) => at)).toEqual([]);
  });
});

describe("links", () => {
  test("in Markdown lead to files and headings that exist", () => {
    expect(pages.length).toBeGreaterThan(10);
    const broken = pages.flatMap((page) =>
      linksIn(page)
        .filter(({ file, anchor }) => !leadsSomewhere(file, anchor))
        .map(({ text }) => `${page}: ${text}`),
    );
    expect(broken).toEqual([]);
  });

  test("in hints and comments of the code do, too", () => {
    const sources = [...filesBelow("src"), ...filesBelow("providers"), "config.example.yaml"];
    const named = sources.flatMap((source) =>
      [...read(source).matchAll(/\b(docs\/[\w/-]+\.md)(?:#([\w-]+))?/g)].map(([text, file = "", anchor]) => ({
        source,
        text,
        file,
        anchor,
      })),
    );
    expect(named.length).toBeGreaterThan(0);
    expect(
      named
        .filter(({ file, anchor }) => !leadsSomewhere(file, anchor))
        .map(({ source, text }) => `${source}: ${text}`),
    ).toEqual([]);
  });
});

interface Link {
  readonly text: string;
  readonly file: string;
  readonly anchor: string | undefined;
}

function linksIn(page: string): readonly Link[] {
  return [...read(page).matchAll(/\]\((?!https?:)([^)#\s]*)(?:#([^)\s]+))?\)/g)].map(
    ([text, path = "", anchor]) => ({
      text,
      file: path === "" ? page : relative(ROOT, join(ROOT, dirname(page), path)),
      anchor,
    }),
  );
}

function leadsSomewhere(file: string, anchor: string | undefined): boolean {
  if (!existsSync(join(ROOT, file))) return false;
  return anchor === undefined || anchorsOf(file).has(anchor);
}

/** Headings as GitHub makes anchors of them: lower case, spaces as dashes, other marks left away. */
function anchorsOf(page: string): ReadonlySet<string> {
  const headings = [...read(page).matchAll(/^#+ (.+)$/gm)].map((match) => match[1] ?? "");
  return new Set(
    headings.map((heading) =>
      heading
        .toLowerCase()
        .replaceAll(/[^\w\- ]/g, "")
        .replaceAll(" ", "-"),
    ),
  );
}

/** Of a row, without what stands at its two ends; `\|` is a part of a cell. */
function cellsOf(row: string): readonly string[] {
  const cells = row.trim().split(/(?<!\\)\|/);
  return cells.slice(1, -1).map((cell) => cell.trim());
}

function read(file: string): string {
  return readFileSync(join(ROOT, file), "utf8");
}

function filesBelow(folder: string, deep = true): readonly string[] {
  return readdirSync(join(ROOT, folder), { withFileTypes: true, recursive: deep })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(ROOT, join(entry.parentPath, entry.name)));
}
