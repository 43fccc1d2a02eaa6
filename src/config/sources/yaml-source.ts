import type { Source } from "../../files/pipe.ts";
import { LineCounter, isMap, isNode, isPair, parseDocument, type Document, type Node } from "yaml";
import { OnboardError } from "../../errors/onboard-error.ts";
import { phrase } from "../../errors/phrase.ts";
import { FileTooLarge, readBounded } from "../../files/read-bounded.ts";
import { whyUnread } from "../../files/unread.ts";
import type { Path, SchemaProblem } from "../issues.ts";
import { configInvalid, type ConfigProblem, type Origin } from "../problem.ts";

// A YAML file with the place of everything in it. Loaded only when there is one: yaml and zod cost more than
// 100 ms together.

/** Something that was read, and where each part of it stands. */
export interface Placed {
  /** Undefined or null where there is nothing in it. */
  readonly value: unknown;
  /** Where a value, or its key, stands; of something that is missing: where its parent stands. */
  readonly locate: (path: Path, at?: SchemaProblem["at"]) => Origin;
}

export interface YamlSource extends Placed {
  readonly holds: "nothing" | "only comments" | "values";
}

interface NamedFile {
  /** As the user wrote it; errors name it so. */
  readonly file: string;
  readonly path: Source;
  /** What it is called in a sentence, like `config file`. */
  readonly kind: string;
  /** The option that names it. */
  readonly option: string;
  /** How what is wrong in it is corrected; absent: as in the config file. */
  readonly hint?: string;
}

/** @throws OnboardError CONFIG_INVALID with everything that keeps it from being read */
export function readYaml(named: NamedFile): YamlSource {
  const { file, hint } = named;
  const source = readSource(named);
  const lines = new LineCounter();
  // prettyErrors would print the line around a mistake, and with it whatever secret stands there.
  const document = parseDocument(source, { lineCounter: lines, prettyErrors: false });
  const locateOffset = (offset: number): Origin => {
    const { line, col } = lines.linePos(offset);
    return { file, line: Math.max(line, 1), column: Math.max(col, 1) };
  };
  const faults = [...document.errors, ...document.warnings];
  if (faults.length > 0)
    throw configInvalid(
      faults.map((fault) => ({ origin: locateOffset(fault.pos[0]), problem: syntaxClause(fault) })),
      hint,
    );
  return {
    value: plainValue(document, locateOffset(0), hint),
    holds: contentOf(source),
    locate: (where, at = "value") => locateOffset(offsetOf(document, where, at)),
  };
}

/** The problems with their places, as a reader meets them. */
export function placed(problems: readonly SchemaProblem[], { locate }: Placed): readonly ConfigProblem[] {
  const lineOf = ({ origin }: ConfigProblem): number => ("line" in origin ? origin.line : 0);
  return problems
    .map(({ path, at, problem }) => ({ origin: locate(path, at), problem }))
    .toSorted((a, b) => lineOf(a) - lineOf(b));
}

function readSource({ file, path, kind, option }: NamedFile): string {
  try {
    return readBounded(path).toString("utf8");
  } catch (cause) {
    if (cause instanceof FileTooLarge)
      throw new OnboardError("CONFIG_INVALID", phrase`The ${kind} ${file} is ${cause.message}.`, {
        hint: phrase`Name another file with ${{ option }}, or make several of this one.`,
        facts: { file, why: cause.code },
      });
    const { why, said, isBroken } = whyUnread(cause, path);
    const isAbsent = why === "ENOENT" && !isBroken;
    const sentence = isAbsent
      ? phrase`There is no ${kind} at ${file} (${why}).`
      : phrase`The ${kind} ${file} can't be read (${said}).`;
    const named = isBroken
      ? phrase`Name another file with ${{ option }}, or mend what stands there.`
      : phrase`Name a file with ${{ option }} that this user may read.`;
    throw new OnboardError("CONFIG_INVALID", sentence, {
      hint: isAbsent
        ? phrase`Name a file with ${{ option }} that is there; a relative path starts where the command runs.`
        : named,
      facts: { file, why },
      cause,
    });
  }
}

function contentOf(source: string): YamlSource["holds"] {
  const lines = source.split("\n").filter((line) => line.trim() !== "");
  if (lines.length === 0) return "nothing";
  return lines.every((line) => line.trim().startsWith("#")) ? "only comments" : "values";
}

/** The library's texts of these codes quote the source. */
const SYNTAX_CLAUSES: Readonly<Record<string, string>> = {
  DUPLICATE_KEY: "this key stands there twice",
  TAB_AS_INDENT: "tabs can't indent YAML; use spaces",
  BAD_INDENT: "the indentation does not fit the lines around it",
  MULTIPLE_DOCS: "there is more than one YAML document in the file",
  TAG_RESOLVE_FAILED: "YAML tags are not used here",
  BAD_ALIAS: "the alias names no anchor",
};

function syntaxClause(fault: { readonly code: string }): string {
  return (
    SYNTAX_CLAUSES[fault.code] ?? `this is not valid YAML (${fault.code.toLowerCase().replaceAll("_", " ")})`
  );
}

function plainValue(document: Document, origin: Origin, hint: string | undefined): unknown {
  try {
    return document.toJS();
  } catch {
    // The one way for a parsed document to fail here; the library's own text quotes the source.
    throw configInvalid(
      [{ origin, problem: phrase`its aliases name no anchor, or multiply beyond measure` }],
      hint,
    );
  }
}

function offsetOf(document: Document, path: Path, at: SchemaProblem["at"]): number {
  const parent: unknown =
    path.length === 0
      ? undefined
      : path.length === 1
        ? document.contents
        : document.getIn(path.slice(0, -1), true);
  const key = isMap(parent)
    ? parent.items.find((item) => isPair(item) && String(item.key) === String(path.at(-1)))?.key
    : undefined;
  if (at === "key" && isNode(key)) return startOfNode(key);
  const node: unknown = path.length === 0 ? document.contents : document.getIn(path, true);
  if (isNode(node)) return startOfNode(node);
  if (isNode(key)) return startOfNode(key);
  return path.length === 0 ? 0 : offsetOf(document, path.slice(0, -1), "key");
}

function startOfNode(node: Node): number {
  return node.range?.[0] ?? 0;
}
