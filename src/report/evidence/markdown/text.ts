import type { ErrorReport } from "../../../errors/onboard-error.ts";
import { hintParts } from "../../error-text.ts";
import { oneLine } from "../../words/one-line.ts";

// GitHub's Markdown. What others wrote stands in code spans and fences alone: GitHub decodes character references
// before it looks for mentions, issues and addresses (github/cmark-gfm#181), so `&#64;name` would still call somebody.

/** Foreign text as a code span: nothing in it is a mention, a link, a picture or a tag. Nothing gives nothing. */
export function code(foreign: string): string {
  return span(oneLine(foreign));
}

function span(line: string): string {
  if (line === "") return "";
  const fence = "`".repeat(longestRun(line) + 1);
  // One space at both ends is taken for padding, and a backtick at an end would belong to the fence.
  const padding = /^`|`$|^ .* $/.test(line) ? " " : "";
  return `${fence}${padding}${line}${padding}${fence}`;
}

/**
 * A sentence of ours. What stands in `facts` as text is foreign, and so may be whatever is quoted or means something
 * to Markdown, to HTML, or to what GitHub does on top; all of that becomes code.
 */
export function text(sentence: string, facts?: unknown): string {
  const line = oneLine(sentence).trim();
  const isCode = new Set<number>();
  const mark = (from: number, length: number): void => {
    for (let at = from; at < from + length; at += 1) isCode.add(at);
  };
  for (const piece of piecesOf(facts)) {
    for (let at = line.indexOf(piece); at >= 0; at = line.indexOf(piece, at + piece.length))
      if (standsAlone(line, at, piece)) mark(at, piece.length);
  }
  // What is code already takes no part in what follows: its quotation marks are not ours.
  const ours = line.replace(/[^]/g, (character, at: number) => (isCode.has(at) ? "x" : character));
  for (const { index, 0: quoted } of ours.matchAll(/"[^"]*"|`[^`]+`/g)) mark(index, quoted.length);
  for (const { index, 0: token } of ours.matchAll(/\S+/g)) {
    const [, lead = "", core = ""] = /^(\(*)(.*?)[.,;:!?)]*$/.exec(token) ?? [];
    if (MEANINGFUL.test(core)) mark(index + lead.length, core.length);
    if (index === 0 && BEGINNING.test(token)) mark(0, token.length);
  }
  return spans(line, isCode);
}

/**
 * Marks of Markdown, HTML, mentions, emoji and mathematics; names, settings and what was cut, which are others' or read
 * better as code; `GH-1` and long hexadecimal numbers, which GitHub takes for issues and commits.
 */
const MEANINGFUL =
  /[&<>*_`[\]|\\~#@${}^"/]|\w[=…]|:(?!\d\d\b)\S|\p{L}[\w-]*\.\p{L}|^--?\p{L}|^gh-\d|^[0-9a-f]{7,}$/iu;
/** What a line can't begin with without being a list, a heading's underline or a rule. */
const BEGINNING = /^(?:[-+=]|\d+[.)]$)/;

/** Every text in the facts, whole and by its words, of which plain ones say nothing alone. */
function piecesOf(facts: unknown): readonly string[] {
  const whole = textsIn(facts).map((one) => oneLine(one).trim());
  const words = whole.flatMap((one) => one.split(/[\s,;"]+/)).filter((word) => /[^a-z]/i.test(word));
  return [...new Set([...whole, ...words])].filter(Boolean);
}

function textsIn(facts: unknown): readonly string[] {
  if (typeof facts === "string") return [facts];
  if (typeof facts !== "object" || facts === null) return [];
  return Object.entries(facts).flatMap(([key, value]) => (OURS.has(key) ? [] : textsIn(value)));
}

/** Words of ours, from fixed lists. */
const OURS: ReadonlySet<string> = new Set(["warning", "type", "purpose", "action", "state"]);

/** Not as a part of a longer word. */
function standsAlone(line: string, at: number, piece: string): boolean {
  const isInside = (outer: string | undefined, inner: string | undefined): boolean =>
    /\w/.test(outer ?? "") && /\w/.test(inner ?? "");
  const end = at + piece.length;
  return !isInside(line[at - 1], piece[0]) && !isInside(line[end], piece.at(-1));
}

function spans(line: string, isCode: ReadonlySet<number>): string {
  const parts: string[] = [];
  for (let at = 0; at < line.length;) {
    let end = at;
    while (end < line.length && isCode.has(end) === isCode.has(at)) end += 1;
    const part = line.slice(at, end);
    // Our own words fence code as Markdown does.
    parts.push(isCode.has(at) ? span(/^`([^`]+)`$/.exec(part)?.[1] ?? part) : part);
    at = end;
  }
  return parts.join("");
}

/** What to do next, its commands as code. */
export function hintText(error: ErrorReport): string {
  return hintParts(error)
    .map((part) => (part.isCommand ? code(part.text) : text(part.text, error.facts)))
    .join(" ");
}

/** A fenced block of foreign lines, its fence longer than any inside. */
export function fenced(language: string, lines: readonly string[]): string {
  const content = lines.map(oneLine).join("\n");
  const fence = "`".repeat(Math.max(2, longestRun(content)) + 1);
  return `${fence}${language}\n${content}\n${fence}`;
}

function longestRun(content: string): number {
  return Math.max(0, ...(content.match(/`+/g) ?? []).map((run) => run.length));
}

/** Cells are Markdown already. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  return [row(head), row(head.map(() => "---")), ...rows.map(row)].join("\n");
}

/** A pipe ends a cell, in code too (GFM 0.29 section 4.10), and whether `\\|` does is read in different ways. */
function row(cells: readonly string[]): string {
  const escaped = cells.map((cell) => cell.replace(/\\\|/g, "\\\\x7c").replaceAll("|", "\\|"));
  return `| ${escaped.join(" | ")} |`;
}

/** GitHub's five boxes ("Alerts", its documentation, November 2026), of which these are used. */
export type AlertKind = "NOTE" | "IMPORTANT" | "WARNING" | "CAUTION";

/** Any Markdown in a box. */
export function alert(kind: AlertKind, content: string): string {
  return [`[!${kind}]`, ...content.split("\n")].map((line) => `> ${line}`.trimEnd()).join("\n");
}

/** What is folded away until somebody wants it. The title is HTML, the content any Markdown. */
export function folded(title: string, content: string): string {
  return `<details><summary>${title}</summary>\n\n${content}\n\n</details>`;
}

/** Foreign text as code in HTML, where Markdown is not read. */
export function htmlCode(foreign: string): string {
  return `<code>${oneLine(foreign).replace(/[^A-Za-z0-9 ._-]/gu, (mark) => `&#${mark.codePointAt(0) ?? 0};`)}</code>`;
}
