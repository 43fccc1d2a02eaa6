import * as z from "zod";
import { didYouMean } from "./suggest.ts";
import { listPhrase, phrase, type Text } from "../errors/phrase.ts";

export type Path = readonly (string | number)[];

/**
 * What a schema found wrong, as a path in the document and a clause. `at` tells whether the key or its value
 * is meant.
 */
export interface SchemaProblem {
  readonly path: Path;
  readonly at: "key" | "value";
  readonly problem: Text;
}

/**
 * Everything that a schema finds wrong with a value that stands at `prefix`. No clause repeats the value: it
 * may be a secret in a wrong place.
 */
export function problemsOf(schema: z.ZodType, value: unknown, prefix: Path = []): readonly SchemaProblem[] {
  const result = schema.safeParse(value);
  if (result.success) return [];
  return result.error.issues.flatMap((issue): SchemaProblem[] => {
    const inner = issue.path.map((key) => (typeof key === "number" ? key : String(key)));
    const path = [...prefix, ...inner];
    if (issue.code !== "unrecognized_keys")
      return [{ path, at: "value", problem: phrase`${nameOf(path)} ${clauseOf(issue)}` }];
    const known = keysAt(schema, inner);
    return issue.keys.map((key) => ({
      path: [...path, key],
      at: "key",
      problem: unknownKey(key, path, known),
    }));
  });
}

function unknownKey(key: string, parent: Path, known: readonly string[]): Text {
  const meant = didYouMean(key, known);
  const choices = meant === "" && known.length > 0 ? phrase` (it knows ${listPhrase(known, ", ")})` : meant;
  return phrase`unknown key "${key}" in ${nameOf(parent)}${choices}`;
}

function nameOf(path: Path): Text {
  return path.length === 0 ? phrase`the config` : path.join(".");
}

const KIND_WORDS: Readonly<Record<string, Text>> = {
  object: phrase`a mapping (key: value)`,
  record: phrase`a mapping (key: value)`,
  array: phrase`a list`,
  string: phrase`text`,
  number: phrase`a number`,
  int: phrase`a whole number`,
};

function clauseOf(issue: z.core.$ZodIssue): Text {
  switch (issue.code) {
    case "invalid_type":
      return issue.input === undefined && issue.message.endsWith("undefined")
        ? phrase`is missing`
        : phrase`must be ${KIND_WORDS[issue.expected] ?? issue.expected}`;
    case "invalid_value":
      return issue.values.length === 1
        ? phrase`must be ${String(issue.values[0])}`
        : phrase`must be one of ${listPhrase(issue.values.map(String), ", ")}`;
    case "too_small":
      return issue.origin === "string" || issue.origin === "array"
        ? phrase`must not be empty`
        : phrase`must be at least ${String(issue.minimum)}`;
    case "too_big":
      return phrase`must be at most ${String(issue.maximum)}`;
    default:
      return issue.message;
  }
}

/** The keys that the schema knows at a path: what a misspelt one may have meant. */
function keysAt(schema: z.ZodType, path: Path): readonly string[] {
  if (schema instanceof z.ZodOptional) return keysAt(schema.unwrap() as z.ZodType, path);
  const [head, ...rest] = path;
  if (schema instanceof z.ZodObject) {
    if (head === undefined) return Object.keys(schema.shape);
    const inner: unknown = schema.shape[head];
    return inner instanceof z.ZodType ? keysAt(inner, rest) : [];
  }
  if (schema instanceof z.ZodArray) return keysAt(schema.element as z.ZodType, rest);
  if (schema instanceof z.ZodRecord) return keysAt(schema.valueType as z.ZodType, rest);
  return [];
}
