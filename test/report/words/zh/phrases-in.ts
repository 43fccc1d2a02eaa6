import { readdirSync, readFileSync } from "node:fs";
import { join, relative, resolve } from "node:path";
import { parseAst } from "vitest/node";

// What src/ and the adapters say in phrases, read from its text: so no case can be missed because no test comes to it.

const ROOT = resolve(import.meta.dirname, "../../../..");

interface Node {
  readonly type: string;
  readonly [key: string]: unknown;
}

/** An error that is thrown: its code where it stands there as text, and what its sentence and its hint are made of. */
export interface Thrown {
  readonly at: string;
  readonly code: string;
  readonly message: readonly Node[];
  readonly hint: readonly Node[];
}

export interface Found {
  readonly patterns: ReadonlySet<string>;
  readonly thrown: readonly Thrown[];
}

const FOLDERS = ["src", "providers"];
/** What adapters are tested with says nothing to a user. */
const OF_TESTS = /\/providers\/(?:memory|conformance)\//;

export function readSources(): Found {
  const patterns = new Set<string>();
  const thrown: Thrown[] = [];
  for (const file of FOLDERS.flatMap(filesOf).filter((path) => !OF_TESTS.test(path))) {
    const text = readFileSync(file, "utf8");
    if (!/phrase`|new OnboardError\(/.test(text)) continue;
    walk(parseAst(text, { lang: "ts" }), (node) => {
      const pattern = findPattern(node);
      if (pattern !== undefined) patterns.add(pattern);
      thrown.push(...thrownBy(node, relative(ROOT, file)));
    });
  }
  return { patterns, thrown };
}

function filesOf(folder: string): readonly string[] {
  return readdirSync(join(ROOT, folder), { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith(".ts"))
    .map((entry) => join(entry.parentPath, entry.name));
}

function walk(given: unknown, visit: (node: Node) => void): void {
  if (Array.isArray(given)) for (const one of given) walk(one, visit);
  else if (typeof given === "object" && given !== null) {
    if ("type" in given) visit(given as Node);
    for (const inner of Object.values(given)) walk(inner, visit);
  }
}

function findPattern(node: Node): string | undefined {
  if (node.type !== "TaggedTemplateExpression" || (node["tag"] as Node)["name"] !== "phrase")
    return undefined;
  const { quasis } = node["quasi"] as { readonly quasis: readonly { readonly value: { cooked: string } }[] };
  return quasis.map(({ value }, index) => `${index === 0 ? "" : `{${index}}`}${value.cooked}`).join("");
}

function thrownBy(node: Node, at: string): readonly Thrown[] {
  if (node.type !== "NewExpression" || (node["callee"] as Node)["name"] !== "OnboardError") return [];
  const [code, message, options] = node["arguments"] as readonly Node[];
  const properties = (options?.["properties"] ?? []) as readonly Node[];
  const hint = properties.find((one) => (one["key"] as Node | undefined)?.["name"] === "hint")?.["value"];
  return leavesOf(code).flatMap((leaf) =>
    leaf.type === "Literal"
      ? [{ at, code: String(leaf["value"]), message: leavesOf(message), hint: leavesOf(hint as Node) }]
      : [],
  );
}

/** What an expression may come to: both sides of a choice. */
function leavesOf(node: Node | undefined): readonly Node[] {
  if (node === undefined) return [];
  if (node.type === "ParenthesizedExpression") return leavesOf(node["expression"] as Node);
  if (node.type === "LogicalExpression")
    return [node["left"], node["right"]].flatMap((one) => leavesOf(one as Node));
  return node.type === "ConditionalExpression"
    ? [node["consequent"], node["alternate"]].flatMap((one) => leavesOf(one as Node))
    : [node];
}
