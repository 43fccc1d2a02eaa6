import { data, Evaluator, Lexer, Parser } from "@actions/expressions";

/** `github`, `vars`, `steps` and the like, as plain values. */
export type Contexts = Readonly<Record<string, unknown>>;

/** What an expression may ask beside GitHub's own functions. */
export interface Asked {
  readonly success: () => boolean;
  readonly failure: () => boolean;
  readonly hasFile: (path: string) => boolean;
}

/** A text of a workflow with each `${{ … }}` in it replaced by what GitHub's own evaluator makes of it. */
function filled(text: unknown, contexts: Contexts, asked: Asked): string {
  return String(text).replaceAll(/\$\{\{([^]*?)\}\}/g, (_all, expression: string) =>
    evaluated(expression, contexts, asked).coerceString(),
  );
}

/** Each text of a mapping. */
export function filledAll(
  mapping: Readonly<Record<string, unknown>> = {},
  contexts: Contexts,
  asked: Asked,
): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(mapping).map(([name, text]) => [name, filled(text, contexts, asked)]),
  );
}

/** An `if:`. Without a status function it asks for success, too (GitHub's documentation, November 2026). */
export function holds(condition: string | undefined, contexts: Contexts, asked: Asked): boolean {
  if (condition === undefined) return asked.success();
  if (!/\b(?:always|failure|success|cancelled)\(/.test(condition) && !asked.success()) return false;
  const value = evaluated(condition, contexts, asked);
  return !["", "false", "0"].includes(value.coerceString());
}

function evaluated(expression: string, contexts: Contexts, asked: Asked): data.ExpressionData {
  const functions = new Map([
    ["always", () => true],
    ["cancelled", () => false],
    ["success", asked.success],
    ["failure", asked.failure],
  ]);
  const definitions = [...functions].map(([name, answer]) => ({
    name,
    minArgs: 0,
    maxArgs: 0,
    call: () => new data.BooleanData(answer()),
  }));
  const hashFiles = {
    name: "hashFiles",
    minArgs: 1,
    maxArgs: 255,
    call: (path: data.ExpressionData) =>
      new data.StringData(asked.hasFile(path.coerceString()) ? "0".repeat(64) : ""),
  };
  const all = [...definitions, hashFiles];
  const parser = new Parser(new Lexer(expression.trim()).lex().tokens, Object.keys(contexts), all);
  const values = JSON.parse(JSON.stringify(contexts), data.reviver) as data.Dictionary;
  return new Evaluator(
    parser.parse(),
    values,
    new Map(all.map((one) => [one.name.toLowerCase(), one])),
  ).evaluate();
}
