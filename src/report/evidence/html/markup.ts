import { oneLine } from "../../words/one-line.ts";

// No event can spell a symbol, so text from outside can't pretend to be markup.
const MARKUP: unique symbol = Symbol("markup");

/** HTML that may stand in a page as it is; only `html` makes it. */
export interface Markup {
  readonly [MARKUP]: string;
}

type Piece = string | number | undefined | Markup | readonly Markup[];

/**
 * A template in which everything inserted is text: neutralised and escaped, for elements and for quoted
 * attributes. Markup stays markup; undefined is nothing.
 */
export function html(literals: TemplateStringsArray, ...pieces: readonly Piece[]): Markup {
  const text = literals
    .map((literal, index) => `${literal}${index < pieces.length ? textOf(pieces[index]) : ""}`)
    .join("");
  return { [MARKUP]: text };
}

/** Printable ASCII that commands nobody, escaped and otherwise as it is: for what is copied out of a page. */
export function printable(text: string): Markup {
  return { [MARKUP]: escapeHtml(text) };
}

/** CSS that we wrote ourselves: it is not escaped. */
export function styleMarkup(css: string): Markup {
  return { [MARKUP]: `<style>${css}</style>` };
}

export function toText(markup: Markup): string {
  return markup[MARKUP];
}

function textOf(piece: Piece): string {
  if (piece === undefined) return "";
  if (typeof piece === "string" || typeof piece === "number") return escapeHtml(oneLine(String(piece)));
  return isMarkup(piece) ? piece[MARKUP] : piece.map(toText).join("");
}

function isMarkup(piece: Markup | readonly Markup[]): piece is Markup {
  return MARKUP in piece;
}

const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

/** Text as it stands between tags and in quoted attributes; neutralise it first. */
function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (mark) => ENTITIES[mark] ?? mark);
}
