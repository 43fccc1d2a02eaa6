import { readdirSync, readFileSync } from "node:fs";
import { basename, dirname, join, relative, resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { LAZY_ONLY, LEAVES, PLACES, READS_PROCESS, TOUCHES_PROCESS } from "./architecture-table.ts";
import { codeOf, importsOf, type Import } from "./support/imports.ts";

// Who may import whom: test/architecture-table.ts. A folder that is missing there fails the test, so that the
// table stays whole.

const ROOT = resolve(import.meta.dirname, "..");
const MOST_FILES_IN_A_FOLDER = 14;

const filesOfBoth = ["src", "providers"].flatMap(filesBelow);
const edges = filesOfBoth.flatMap(importsOf);

describe("the dependency table", () => {
  it("sees the code: hundreds of imports, not none", () => {
    expect(edges.length).toBeGreaterThan(200);
  });

  it("has a row for every place, and a place for every row", () => {
    const places = new Set(filesOfBoth.map(placeOf));
    expect([...places].filter((place) => PLACES[place] === undefined)).toEqual([]);
    expect(Object.keys(PLACES).filter((place) => !places.has(place))).toEqual([]);
  });

  it("is kept by every import", () => {
    const broken = edges.filter((edge) => !isAllowed(edge)).map((edge) => `${edge.from} → ${edge.to}`);
    expect(broken).toEqual([]);
  });

  it("lets nobody but the command line load the sandbox, and that lazily", () => {
    const importers = edges.filter(
      (edge) => isIn("src/sandbox", edge.to) && !isIn("src/sandbox", edge.from) && edge.kind !== "type",
    );
    expect(importers.filter((edge) => !isIn("src/cli", edge.from) || edge.kind !== "dynamic")).toEqual([]);
  });

  it("ships no examples: only tests and the documentation read them", () => {
    const samples = (file: string): boolean => file.startsWith("src/events/samples");
    expect(edges.filter(({ from, to }) => samples(from) && samples(to)).length).toBeGreaterThan(0);
    expect(edges.filter(({ from, to }) => !samples(from) && samples(to))).toEqual([]);
  });

  it("keeps every heavy package behind an import() in the file that needs it, or in files reached only so", () => {
    const reached = reachableStatically("src/cli/main.ts");
    const heavy = edges.filter(
      (edge) =>
        reached.has(edge.from) && edge.kind === "static" && LAZY_ONLY.some((name) => isIn(name, edge.to)),
    );
    expect(heavy.map((edge) => `${edge.from} → ${edge.to}`)).toEqual([]);
  });

  it("has no circle among files, be it by types or by import()", () => {
    expect(findCircle()).toBeUndefined();
  });

  it("has no folder that nobody takes in at a glance", () => {
    const folders = filesOfBoth.map((file) => dirname(file));
    const count = (folder: string): number => folders.filter((other) => other === folder).length;
    const full = [...new Set(folders)].filter((folder) => count(folder) > MOST_FILES_IN_A_FOLDER);
    expect(full).toEqual([]);
  });
});

describe("a comment", () => {
  it("names only files that are there", () => {
    const known = new Set(["src", "providers", "test"].flatMap(filesBelow).map((file) => basename(file)));
    const named = filesOfBoth.flatMap((file) =>
      commentsOf(file).flatMap((text) =>
        [...text.matchAll(/(?<![\w-])([a-z][\w-]*\.ts)\b/g)].map(([, name = ""]) => ({ file, name })),
      ),
    );
    expect(named.length).toBeGreaterThan(50);
    expect(named.filter(({ name }) => !known.has(name))).toEqual([]);
  });
});

describe("an error", () => {
  it("is known by its brand: who asks for the class misses those of another copy of the package", () => {
    const all = [...filesOfBoth, ...["test", "examples"].flatMap(filesBelow)];
    const byClass = /\binstanceof\s+(?:OnboardError|Interruption)\b/;
    const askers = all.filter((file) => byClass.test(codeOf(file)));
    expect(askers.filter((file) => !isIn("src/errors", file))).toEqual([]);
  });
});

describe("a deadline", () => {
  // The timer of AbortSignal.timeout, and one that is unref'd, does not keep the process until it fires: with nothing
  // else left the program ends in the middle, without a result (Node 20.20, November 2026).
  const MAY_UNREF: Readonly<Record<string, string>> = {
    "src/cli/process.ts": "ends what the program left behind",
    "src/cli/session/renderer.ts": "redraws while something else goes on",
    "src/resolve/transport/doh/connection.ts": "keeps a connection by which nobody waits for an answer",
  };

  it("keeps the process alive for whoever waits for it", () => {
    const unheld = filesOfBoth.filter((file) => /\bAbortSignal\.timeout\b|\.unref\(/.test(codeOf(file)));
    expect(unheld.toSorted()).toEqual(Object.keys(MAY_UNREF));
  });
});

describe("the process", () => {
  it("is touched only where the table says so, by whatever name, and everywhere there", () => {
    const users = filesOfBoth.filter((file) => touchesProcess(codeOf(file)));
    const allowed = Object.keys(TOUCHES_PROCESS);
    expect(users.filter((file) => !allowed.some((place) => isIn(place, file)))).toEqual([]);
    expect(allowed.filter((place) => !users.some((file) => isIn(place, file)))).toEqual([]);
  });

  it.each([
    "const { env } = process;",
    "const home = `${process.env.HOME}`;",
    "const here = globalThis.process.cwd();",
    'const { env } = globalThis["process"];',
    'import { env as processEnv } from "node:process";',
    'import process from "process";',
    'const { env } = await import("node:process");',
    'const all = require("process");',
    'import { homedir } from "node:os";',
  ])("is seen in: %s", (text) => {
    expect(touchesProcess(text)).toBe(true);
  });

  it.each([
    'const chain: CredentialChain = "process";',
    'import { startProcess } from "../cli/process.ts";',
    "const processed = 1;",
  ])("is not seen in: %s", (text) => {
    expect(touchesProcess(text)).toBe(false);
  });

  it("is read by packages only where the table says so", () => {
    const broken = edges.filter(({ from, to }) =>
      READS_PROCESS.some(
        ({ packages, by }) =>
          packages.some((name) => isIn(name, to)) && !by.some((place) => isIn(place, from)),
      ),
    );
    expect(broken.map((edge) => `${edge.from} → ${edge.to}`)).toEqual([]);
  });
});

/** Any word `process` or `globalThis` outside of a string, and any import that leads there. */
function touchesProcess(text: string): boolean {
  if (/\b(?:from|import|require)\s*\(?\s*"(?:node:)?(?:process|os)"/.test(text)) return true;
  return /\b(?:process|globalThis)\b/.test(text.replaceAll(/"(?:\\.|[^"\\\n])*"/g, '""'));
}

function isAllowed({ from, to }: Import): boolean {
  if (to.startsWith("node:") || LEAVES.includes(to)) return true;
  const place = placeOf(from);
  return placeOf(to) === place || (PLACES[place]?.may ?? []).some((allowed) => isIn(allowed, to));
}

function isIn(folder: string, path: string): boolean {
  return path === folder || path.startsWith(`${folder}/`);
}

function reachableStatically(entry: string): Set<string> {
  const reached = new Set<string>();
  const waiting = [entry];
  for (let file = waiting.pop(); file !== undefined; file = waiting.pop()) {
    if (reached.has(file)) continue;
    reached.add(file);
    waiting.push(
      ...edges.filter((edge) => edge.from === file && edge.kind === "static").map((edge) => edge.to),
    );
  }
  return reached;
}

function findCircle(): readonly string[] | undefined {
  const done = new Set<string>();
  const visit = (file: string, path: readonly string[]): readonly string[] | undefined => {
    if (path.includes(file)) return [...path.slice(path.indexOf(file)), file];
    if (done.has(file)) return undefined;
    done.add(file);
    for (const edge of edges) {
      if (edge.from !== file) continue;
      const circle = visit(edge.to, [...path, file]);
      if (circle !== undefined) return circle;
    }
    return undefined;
  };
  return edges.map((edge) => visit(edge.from, [])).find((circle) => circle !== undefined);
}

/**
 * The deepest row of the table that a file belongs to by its folder or by its own name. Packages are their
 * own place.
 */
function placeOf(path: string): string {
  if (!isIn("src", path) && !isIn("providers", path)) return path;
  const folder = dirname(path);
  return PLACES[path] !== undefined || folder === "src" || folder === "providers" ? path : folder;
}

function filesBelow(folder: string): string[] {
  return readdirSync(join(ROOT, folder), { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && /(?<!\.d)\.(?:ts|mjs)$/.test(entry.name))
    .map((entry) => relative(ROOT, join(entry.parentPath, entry.name)));
}

function commentsOf(file: string): readonly string[] {
  const text = readFileSync(join(ROOT, file), "utf8");
  return [...text.matchAll(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm)].map(([comment]) => comment);
}
