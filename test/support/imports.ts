import { readFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";

const ROOT = resolve(import.meta.dirname, "../..");

/** One import of a file of this repository, both as paths from its root; a package by its own name. */
export interface Import {
  readonly from: string;
  readonly to: string;
  readonly kind: "type" | "static" | "dynamic";
}

/** Each file once: who walks from every test to all that it loads comes by most of them hundreds of times. */
const known = new Map<string, readonly Import[]>();
const texts = new Map<string, string>();

export function importsOf(file: string): readonly Import[] {
  const before = known.get(file);
  if (before !== undefined) return before;
  const imports = readImports(file);
  known.set(file, imports);
  return imports;
}

function readImports(file: string): readonly Import[] {
  const text = codeOf(file);
  const found = [
    ...matches(text, /^(?:import|export)\s+type\s[^;]*?from\s+"([^"]+)"/gm, "type" as const),
    ...matches(text, /^(?:import|export)\s+(?!type\s)[^;]*?from\s+"([^"]+)"/gm, "static" as const),
    ...matches(text, /^import\s+"([^"]+)"/gm, "static" as const),
    ...matches(text, /\bimport\(\s*"([^"]+)"/g, "dynamic" as const),
  ];
  return found.map(({ specifier, kind }) => ({ from: file, to: targetOf(file, specifier), kind }));
}

/** A file's text without comments. */
export function codeOf(file: string): string {
  const before = texts.get(file);
  if (before !== undefined) return before;
  const text = readFileSync(join(ROOT, file), "utf8")
    .replaceAll(/\/\*[\s\S]*?\*\//g, "")
    .replaceAll(/^\s*\/\/.*$/gm, "");
  texts.set(file, text);
  return text;
}

function matches<K>(text: string, pattern: RegExp, kind: K): { specifier: string; kind: K }[] {
  return [...text.matchAll(pattern)].map((match) => ({ specifier: match[1] ?? "", kind }));
}

function targetOf(file: string, specifier: string): string {
  if (specifier.startsWith(".")) return relative(ROOT, resolve(ROOT, dirname(file), specifier));
  return specifier;
}
