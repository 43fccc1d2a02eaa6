import { exitOf } from "../errors/codes.ts";
import type { ErrorReport } from "../errors/onboard-error.ts";
import type { TextStyle } from "./diff.ts";
import { displayWidth } from "./words/words.ts";
import { wrapped } from "./layout.ts";
import { oneLine } from "./words/one-line.ts";

/** In the language of the person, where there is one beside English. */
export function inLocalWords(error: ErrorReport): ErrorReport {
  if (error.local === undefined) return error;
  const { commands: _, ...english } = error;
  const { language: _language, ...words } = error.local;
  return { ...english, ...words };
}

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
    ...hintLines(error, { colors, width }),
  ];
}

/** Within a sentence of that many characters a command is still seen at once. */
const MOST_INLINE = 80;

/** A command is to be copied, so it is never broken: where the hint is longer than a line, it gets one of its own. */
function hintLines(error: ErrorReport, { colors, width }: TextStyle): readonly string[] {
  const whole = `  ${colors.cyan("→")} ${oneLine(error.hint)}`;
  if (displayWidth(oneLine(error.hint)) <= Math.min(width, MOST_INLINE) - 4) return [whole];
  return hintParts(error).flatMap(({ text, isCommand }, part) => {
    if (isCommand) return [`    ${oneLine(text)}`];
    return wrapped(oneLine(text), width - 4).map(
      (line, index) => `  ${part + index === 0 ? `${colors.cyan("→")} ` : "  "}${line}`,
    );
  });
}

export interface HintPart {
  readonly text: string;
  readonly isCommand: boolean;
}

/** Sentences and commands in turn; the full stop behind a command belongs to neither. */
export function hintParts({ hint, commands = [] }: ErrorReport): readonly HintPart[] {
  const parts: HintPart[] = [];
  let rest = hint;
  for (const command of commands) {
    const at = rest.indexOf(`\`${command}\``);
    if (at === -1) continue;
    parts.push({ text: rest.slice(0, at).trim(), isCommand: false }, { text: command, isCommand: true });
    rest = rest.slice(at + command.length + 2).replace(/^[.,;。，；]/, "");
  }
  return [...parts, { text: rest.trim(), isCommand: false }].filter(({ text }) => text !== "");
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
