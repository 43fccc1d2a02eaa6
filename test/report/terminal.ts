import { displayWidth } from "../../src/report/words/words.ts";

// A terminal as far as screen.ts writes for one: line feed, cursor up, erase to the end. It breaks long lines, and
// breaks them anew when its window gets another width (as VTE, kitty, iTerm, Windows Terminal, tmux do).

export interface Terminal {
  readonly write: (text: string) => void;
  readonly resize: (columns: number, rows: number) => void;
  columns: number;
  rows: number;
  /** What the window shows. */
  readonly window: () => readonly string[];
  /** The same and what was scrolled out of it. */
  readonly all: () => readonly string[];
}

// oxlint-disable-next-line no-control-regex -- a terminal obeys control characters
const SEQUENCES = /(\u001b\[\d+A\u001b\[J|\u001b\[[?\d;]*[a-z]|\n)/;
/** What comes through a pipe may be cut within one. */
// oxlint-disable-next-line no-control-regex -- as above
const CUT = /\u001b(?:\[[?\d;]*)?$|\u001b\[\d+A(?:\u001b\[?)?$/;

export function createTerminal(columns: number, rows: number): Terminal {
  /** The last one is where the cursor is. */
  let lines = [""];
  let cut = "";
  const terminal: Terminal = {
    columns,
    rows,
    write: (given) => {
      const text = cut + given;
      cut = CUT.exec(text)?.[0] ?? "";
      for (const piece of text.slice(0, text.length - cut.length).split(SEQUENCES)) {
        const up = /^.\[(\d+)A/.exec(piece);
        if (up !== null) lines = erasedFrom(terminal.all(), Number(up[1]), terminal.rows);
        else if (piece === "\n") lines.push("");
        else if (!piece.startsWith("\u001b")) lines[lines.length - 1] += piece;
      }
    },
    resize: (width, height) => {
      [terminal.columns, terminal.rows] = [width, height];
    },
    window: () => terminal.all().slice(-terminal.rows),
    all: () => lines.flatMap((line) => broken(line, terminal.columns)),
  };
  return terminal;
}

/** The cursor stops at the upper edge of the window. */
function erasedFrom(shown: readonly string[], up: number, rows: number): string[] {
  const target = Math.max(0, shown.length - rows, shown.length - 1 - up);
  return [...shown.slice(0, target), ""];
}

function broken(line: string, columns: number): readonly string[] {
  const parts: string[] = [];
  let part = "";
  for (const character of line) {
    if (displayWidth(part + character) > columns) {
      parts.push(part);
      part = "";
    }
    part += character;
  }
  return [...parts, part];
}
