import type { ErrorReport } from "../../../errors/onboard-error.ts";
import { hintParts } from "../../error-text.ts";
import { oneLine } from "../../words/one-line.ts";

// GitHub's Markdown. A character reference can never be structure (CommonMark 0.31 section 2.5), so foreign
// text is spelled with them.

/**
 * Marks that mean something to Markdown, to HTML, or to what GitHub does on top (mentions, emoji,
 * mathematics, bare links).
 */
const MEANINGFUL = /[&<>*_`[\]!|\\~#@${}^"]|:(?!\d\d\b|\s|$)/g;
/** A line or a cell that begins like a list or a rule, perhaps after spaces. */
const BEGINNING = /(?<=^\s*)(?:[-+=]|\d(?=\d*[.)]))/;

/** Escapes one line so that Markdown shows it literally. */
export function text(foreign: string): string {
  return oneLine(foreign)
    .replace(MEANINGFUL, reference)
    .replace(BEGINNING, reference)
    .replace(/w(?=ww\.)/gi, reference);
}

/** The same as code: nothing in it becomes a mention or a link, not even afterwards. */
export function code(foreign: string): string {
  return `<code>${text(foreign)}</code>`;
}

/** What to do next, its commands as code. */
export function hintText(error: ErrorReport): string {
  return hintParts(error)
    .map((part) => (part.isCommand ? code(part.text) : text(part.text)))
    .join(" ");
}

function reference(mark: string): string {
  return `&#${mark.charCodeAt(0)};`;
}

/** A fenced block of foreign lines, its fence longer than any inside. */
export function fenced(language: string, lines: readonly string[]): string {
  const content = lines.map(oneLine).join("\n");
  const longest = Math.max(2, ...(content.match(/`+/g) ?? []).map((run) => run.length));
  const fence = "`".repeat(longest + 1);
  return `${fence}${language}\n${content}\n${fence}`;
}

/** Cells are Markdown already. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  return [row(head), row(head.map(() => "---")), ...rows.map(row)].join("\n");
}

function row(cells: readonly string[]): string {
  return `| ${cells.join(" | ")} |`;
}

/**
 * What is folded away until somebody wants it. The title is Markdown's inline text, the content any Markdown.
 */
export function folded(title: string, content: string): string {
  return `<details><summary>${title}</summary>\n\n${content}\n\n</details>`;
}
