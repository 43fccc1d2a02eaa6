import { readFileSync } from "node:fs";
import { LineCounter, isMap, isNode, isPair, parseDocument, type Document, type Node } from "yaml";
import type { ProviderMeta } from "../../providers/describe.ts";
import { problemsOf, type Path, type SchemaProblem } from "./issues.ts";
import { configInvalid, type ConfigProblem, type Origin } from "./problem.ts";
import { configSchema, entrySchema, MODULE_TYPE, openEntrySchema, type FileConfig } from "./schema.ts";
import { didYouMean } from "./suggest.ts";

// Reads and judges the config file. Imported only when there is one: yaml and zod cost more than 100 ms together.

export interface LoadedFile {
  readonly file: string;
  readonly config: FileConfig;
  /** Where a value stands, for complaints that only the whole configuration can have. */
  readonly locate: (path: Path) => Origin;
}

/**
 * @param file as the user wrote it; errors name it so
 * @throws OnboardError CONFIG_INVALID with everything that is wrong in the file
 */
export function readConfigFile(file: string, path: string, metas: Readonly<Record<string, ProviderMeta>>): LoadedFile {
  const source = readSource(file, path);
  const lines = new LineCounter();
  // prettyErrors would print the line around a mistake, and with it whatever secret stands there.
  const document = parseDocument(source, { lineCounter: lines, prettyErrors: false });
  const locateOffset = (offset: number): Origin => {
    const { line, col } = lines.linePos(offset);
    return { file, line: Math.max(line, 1), column: Math.max(col, 1) };
  };
  const faults = [...document.errors, ...document.warnings];
  if (faults.length > 0) throw configInvalid(faults.map((fault) => ({ origin: locateOffset(fault.pos[0]), problem: syntaxClause(fault) })));
  const value: unknown = plainValue(document, locateOffset(0));
  const locate = (path: Path, at: SchemaProblem["at"] = "value"): Origin => locateOffset(offsetOf(document, path, at));
  const problems = [...problemsOf(configSchema(openEntrySchema), value), ...entryProblems(value, metas)];
  if (problems.length > 0)
    throw configInvalid(inReadingOrder(problems.map(({ path, at, problem }) => ({ origin: locate(path, at), problem }))));
  return { file, config: configSchema(openEntrySchema).parse(value), locate };
}

function inReadingOrder(problems: readonly ConfigProblem[]): readonly ConfigProblem[] {
  const lineOf = ({ origin }: ConfigProblem): number => ("line" in origin ? origin.line : 0);
  return [...problems].sort((a, b) => lineOf(a) - lineOf(b));
}

function readSource(file: string, path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    const why = error instanceof Error && "code" in error ? String(error.code) : "unreadable";
    throw configInvalid([{ origin: { file, line: 1, column: 1 }, problem: `the config file can't be read (${why})` }]);
  }
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
  return SYNTAX_CLAUSES[fault.code] ?? `this is not valid YAML (${fault.code.toLowerCase().replaceAll("_", " ")})`;
}

function plainValue(document: Document, origin: Origin): unknown {
  try {
    return document.toJS() ?? {};
  } catch (error) {
    // The one way for a parsed document to fail here: aliases that multiply beyond measure or point nowhere.
    throw configInvalid([{ origin, problem: `its aliases can't be resolved (${error instanceof Error ? error.name : "unknown"})` }]);
  }
}

/** Each entry under `providers` against its adapter's metadata; one whose adapter is written elsewhere keeps its settings as they are. */
function entryProblems(config: unknown, metas: Readonly<Record<string, ProviderMeta>>): readonly SchemaProblem[] {
  return Object.entries(mapping(mapping(config)["providers"])).flatMap(([name, entry]) => {
    const path = ["providers", name];
    if (name === "auto") return [{ path, at: "key", problem: 'a provider can\'t be called "auto", which means "recognise it"' }];
    const { type } = mapping(entry);
    if (typeof type !== "string") return [];
    const meta = Object.hasOwn(metas, type) ? metas[type] : undefined;
    if (meta !== undefined) return problemsOf(entrySchema(meta), entry, path);
    if (MODULE_TYPE.test(type)) return foreignProblems(mapping(entry), path);
    const known = Object.keys(metas);
    const problem = `unknown provider type "${type}"${didYouMean(type, known) || ` (it knows ${known.join(", ")}, modules and packages)`}`;
    return [{ path: [...path, "type"], at: "value", problem }];
  });
}

function foreignProblems(entry: Readonly<Record<string, unknown>>, path: Path): readonly SchemaProblem[] {
  return Object.entries(entry)
    .filter(([, value]) => typeof value !== "string" && !isSecretRef(value))
    .map(([key]) => ({
      path: [...path, key],
      at: "value",
      problem: `${[...path, key].join(".")} must be text, { env: NAME } or { file: PATH }`,
    }));
}

function isSecretRef(value: unknown): boolean {
  const entries = Object.entries(mapping(value));
  return (
    entries.length === 1 && entries.every(([key, inner]) => ["env", "file"].includes(key) && typeof inner === "string" && inner !== "")
  );
}

function mapping(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Readonly<Record<string, unknown>>) : {};
}

/** Where in the text a path stands; something that is missing stands where its parent does. */
function offsetOf(document: Document, path: Path, at: SchemaProblem["at"]): number {
  const parent: unknown = path.length === 0 ? undefined : path.length === 1 ? document.contents : document.getIn(path.slice(0, -1), true);
  const key = isMap(parent) ? parent.items.find((item) => isPair(item) && String(item.key) === String(path.at(-1)))?.key : undefined;
  if (at === "key" && isNode(key)) return startOf(key);
  const node: unknown = path.length === 0 ? document.contents : document.getIn(path, true);
  if (isNode(node)) return startOf(node);
  if (isNode(key)) return startOf(key);
  return path.length === 0 ? 0 : offsetOf(document, path.slice(0, -1), "key");
}

function startOf(node: Node): number {
  return node.range?.[0] ?? 0;
}
