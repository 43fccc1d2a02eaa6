import { readFileSync } from "node:fs";
import { dirname, resolve } from "node:path";

/** Every declaration file that the entries lead to, and every package that one of them names. */
export function graphOf(entries: readonly string[]): {
  readonly files: readonly string[];
  readonly packages: readonly string[];
} {
  const files = new Set<string>();
  const packages = new Set<string>();
  const waiting = [...entries];
  for (let file = waiting.pop(); file !== undefined; file = waiting.pop()) {
    if (files.has(file)) continue;
    files.add(file);
    for (const specifier of specifiersOf(readFileSync(file, "utf8"))) {
      if (specifier.startsWith("."))
        waiting.push(resolve(dirname(file), specifier.replace(/\.[jt]s$/, ".d.ts")));
      else packages.add(specifier);
    }
  }
  return { files: [...files], packages: [...packages] };
}

/** `from "x"`, `import "x"`, `import("x")` and `/// <reference types="x" />`. */
function specifiersOf(text: string): readonly string[] {
  const found = text.matchAll(/(?:\bfrom\s*|\bimport\s*\(?\s*|<reference\s+types=)"([^"]+)"/g);
  return [...found].map((match) => match[1] ?? "");
}
