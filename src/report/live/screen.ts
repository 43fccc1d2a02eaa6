import { stripVTControlCharacters } from "node:util";
import type { OutputStream } from "../renderer.ts";
import { displayWidth } from "../words/words.ts";

/** The lines at the end of a terminal that are drawn over and over. */
export interface Screen {
  readonly draw: (lines: readonly string[]) => void;
  /** Ordinary output above the drawn lines, which stay. */
  readonly above: (text: string) => void;
  /** Takes the drawn lines away, so that output of another stream can follow. */
  readonly clear: () => void;
  /** Clears and gives the cursor back. */
  readonly close: () => void;
}

// ECMA-48: cursor up n lines, erase to the end of the screen; DEC private mode 25: the cursor.
const UP_AND_ERASE = (lines: number): string => `\u001b[${lines}A\u001b[J`;
const HIDE_CURSOR = "\u001b[?25l";
const SHOW_CURSOR = "\u001b[?25h";

export function createScreen(stream: OutputStream): Screen {
  let drawn: readonly string[] = [];
  let hidden = false;
  const erase = (): string => (drawn.length > 0 ? UP_AND_ERASE(rowsOf(drawn, stream.columns)) : "");
  const clear = (): void => {
    if (drawn.length > 0) stream.write(erase());
    drawn = [];
  };
  const shown = (lines: readonly string[]): string => lines.map((line) => `${line}\n`).join("");
  return {
    clear,
    // With many domains there is always something to say, and the table would hardly ever be seen.
    above: (text) => void stream.write(`${erase()}${text}${shown(drawn)}`),
    draw: (lines) => {
      const isSame = lines.length === drawn.length && lines.every((line, index) => line === drawn[index]);
      if (isSame) return;
      const hide = hidden ? "" : HIDE_CURSOR;
      // One write, or the terminal shows the gap between erasing and drawing as flicker.
      stream.write(`${hide}${erase()}${shown(lines)}`);
      hidden = true;
      drawn = lines;
    },
    close: () => {
      clear();
      if (hidden) stream.write(SHOW_CURSOR);
      hidden = false;
    },
  };
}

/**
 * What the lines take up now: in a window that was made narrower meanwhile, a terminal has broken them anew (VTE,
 * kitty, iTerm, Windows Terminal, tmux and xterm.js do; xterm cuts them off instead, and there a line above is lost).
 */
function rowsOf(lines: readonly string[], columns = Infinity): number {
  return lines.reduce((rows, line) => {
    const width = displayWidth(stripVTControlCharacters(line));
    return rows + Math.max(1, Math.ceil(width / columns));
  }, 0);
}
