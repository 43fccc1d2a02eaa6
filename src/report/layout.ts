import type { Paint } from "./color.ts";
import { displayWidth, shorten } from "./words/words.ts";

/** Text to be coloured after it was measured. */
export interface Cell {
  readonly text: string;
  readonly paint?: Paint | undefined;
}

const GAP = "  ";
const NARROWEST = 8;
/** Of a cell that is cut, what can still be read. */
const LEGIBLE = 14;

/**
 * Lines of a table with a head, at most `width` wide: the widest columns give way first, their cells
 * shortened in the middle.
 */
export function tableLines(
  head: readonly string[],
  rows: readonly (readonly Cell[])[],
  width: number,
  paintHead: Paint,
): readonly string[] {
  const widths = fit(widthsOf(head, rows), roomFor(head, width));
  const line = (cells: readonly Cell[]): string =>
    widths
      .map((width, column) => padded(cells[column] ?? { text: "" }, width))
      .join(GAP)
      .trimEnd();
  return [line(head.map((text) => ({ text, paint: paintHead }))), ...rows.map(line)];
}

/**
 * The same where nobody has to find it again in place: too narrow for a table that can be read, each row stands on
 * lines of its own, its first cell ahead and the others by their titles.
 */
export function tableOrBlocks(
  head: readonly string[],
  rows: readonly (readonly Cell[])[],
  width: number,
  paintHead: Paint,
): readonly string[] {
  const wanted = widthsOf(head, rows);
  const isLegible = fit(wanted, roomFor(head, width)).every(
    (column, index) => column >= Math.min(wanted[index] ?? 0, LEGIBLE),
  );
  if (isLegible) return tableLines(head, rows, width, paintHead);
  const lead = Math.max(...head.slice(1).map(displayWidth));
  const further = ([first = { text: "" }, ...cells]: readonly Cell[]): readonly string[] => [
    painted(first, first.text),
    ...cells.flatMap((cell, index) => {
      const title = head[index + 1] ?? "";
      const indent = `  ${paintHead(title)}${" ".repeat(lead - displayWidth(title))}  `;
      return cell.text === "" ? [] : [`${indent}${painted(cell, cell.text)}`];
    }),
  ];
  return rows.flatMap(further);
}

function widthsOf(head: readonly string[], rows: readonly (readonly Cell[])[]): readonly number[] {
  return head.map((title, column) =>
    Math.max(displayWidth(title), ...rows.map((row) => displayWidth(row[column]?.text ?? ""))),
  );
}

function roomFor(head: readonly string[], width: number): number {
  return width - GAP.length * (head.length - 1);
}

function fit(wanted: readonly number[], width: number): readonly number[] {
  const widths = [...wanted];
  let excess = widths.reduce((sum, column) => sum + column, 0) - width;
  while (excess > 0) {
    const widest = widths.indexOf(Math.max(...widths));
    if ((widths[widest] ?? 0) <= NARROWEST) break;
    widths[widest] = (widths[widest] ?? 0) - 1;
    excess -= 1;
  }
  return widths;
}

function padded(cell: Cell, width: number): string {
  const short = shorten(cell.text, width);
  return `${painted(cell, short)}${" ".repeat(Math.max(0, width - displayWidth(short)))}`;
}

function painted({ paint }: Cell, text: string): string {
  return paint === undefined ? text : paint(text);
}

/** Text behind a lead, its further lines as far to the right. */
export function hanging(lead: string, text: string, width: number): readonly string[] {
  const indent = displayWidth(lead);
  return wrapped(text, width - indent).map(
    (line, index) => `${index === 0 ? lead : " ".repeat(indent)}${line}`,
  );
}

/**
 * Text broken between words into lines of at most `width`, and between Chinese characters, which have no spaces; a
 * longer word stands alone.
 */
export function wrapped(text: string, width: number): readonly string[] {
  const lines: string[] = [];
  let line = "";
  for (const { lead, word } of breakable(text)) {
    const longer = line === "" ? word : `${line}${lead}${word}`;
    if (line !== "" && displayWidth(longer) > width) {
      lines.push(line);
      line = word;
    } else line = longer;
  }
  return [...lines, line];
}

/** Pieces that a line may end behind, with what stands before each on the same line. */
function breakable(text: string): readonly { readonly lead: string; readonly word: string }[] {
  return text
    .split(" ")
    .flatMap((word) => piecesOf(word).map((piece, index) => ({ lead: index === 0 ? " " : "", word: piece })));
}

function piecesOf(word: string): readonly string[] {
  const pieces: string[] = [];
  let before = "";
  for (const character of word) {
    if (before === "" || !isBreak(before, character)) pieces.push(`${pieces.pop() ?? ""}${character}`);
    else pieces.push(character);
    before = character;
  }
  return pieces.length === 0 ? [""] : pieces;
}

/** A line neither begins with a mark that closes nor ends with one that opens (GB/T 15834-2011 section 5.1). */
function isBreak(before: string, after: string): boolean {
  return (isWide(before) || isWide(after)) && !OPENING.test(before) && !CLOSING.test(after);
}

function isWide(character: string): boolean {
  return displayWidth(character) > 1;
}

const OPENING = /[（《“‘「]/;
const CLOSING = /[，。；：、？！）》”’」…,.;:!?)]/;
