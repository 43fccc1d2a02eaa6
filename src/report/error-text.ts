import { exitOf } from "../errors/codes.ts";
import type { ErrorReport } from "../errors/onboard-error.ts";
import type { TextStyle } from "./diff.ts";
import { wrapped } from "./layout.ts";
import { oneLine } from "./words/one-line.ts";

/** An error as a person reads it: code and exit status, the sentence of cause, what to do. */
export function errorLines(error: ErrorReport, style: TextStyle): readonly string[] {
  return [`${style.colors.red("✖")} ${style.colors.bold(codeWords(error))}`, ...causeLines(error, style)];
}

/** `ZONE_NOT_FOUND (exit 3)`; an interrupt has an exit status of its own, whatever the error. */
export function codeWords({ code }: ErrorReport, exit: number = exitOf(code)): string {
  return `${code} (exit ${exit})`;
}

/** The sentence of cause, below it what to do. */
export function causeLines(error: ErrorReport, { colors, width }: TextStyle): readonly string[] {
  const paragraph = (text: string, lead: string): readonly string[] =>
    wrapped(oneLine(text), width - 4).map((line, index) => `  ${index === 0 ? lead : "  "}${line}`);
  return [
    ...wrapped(oneLine(error.message), width - 2).map((line) => `  ${line}`),
    ...furtherProblems(error).flatMap((problem) => paragraph(problem, "- ")),
    ...paragraph(error.hint, `${colors.cyan("→")} `),
  ];
}

export interface LocatedProblem {
  readonly problem: string;
  readonly file?: string;
  readonly line?: number;
  readonly column?: number;
}

/** The mistakes that a CONFIG_INVALID lists in its facts. */
export function locatedProblems({ facts }: ErrorReport): readonly LocatedProblem[] {
  const { problems } = facts;
  return Array.isArray(problems) ? problems.filter(isProblem) : [];
}

function isProblem(value: unknown): value is LocatedProblem {
  return (
    typeof value === "object" && value !== null && "problem" in value && typeof value.problem === "string"
  );
}

/** The message names the first one already. */
function furtherProblems(error: ErrorReport): readonly string[] {
  return locatedProblems(error)
    .slice(1)
    .map(({ file, line, column, problem }) =>
      file === undefined ? problem : `${file}:${line}:${column}: ${problem}`,
    );
}
