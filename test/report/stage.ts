import type { Redactor } from "../../src/errors/redact.ts";
import type { OnboardEvent } from "../../src/events/event.ts";
import { NO_COLORS, type Colors } from "../../src/report/color.ts";
import type { Renderer } from "../../src/report/renderer.ts";
import type { TtyIo } from "../../src/report/tty.ts";
import { START } from "./recording.ts";
import type { Terminal } from "./terminal.ts";

export interface Stage extends TtyIo {
  /** Both streams in the order of writing, as on a terminal. */
  readonly screen: () => string;
  readonly out: () => string;
  readonly err: () => string;
  /** Lets time pass to this moment, with a tick every 100 ms. */
  readonly passTo: (at: number) => void;
}

export interface StageOptions {
  readonly columns?: number;
  /** What both streams lead to; its size is theirs. */
  readonly terminal?: Terminal;
  readonly colors?: Colors;
  readonly redact?: Redactor;
  readonly domainCount?: number;
}

/** Streams that remember and a clock that stands. */
export function createStage(options: StageOptions = {}): Stage {
  const written: (readonly ["out" | "err", string])[] = [];
  let now = START;
  let tick: (() => void) | undefined;
  const { terminal } = options;
  const stream = (id: "out" | "err") => ({
    write: (text: string) => {
      written.push([id, text]);
      terminal?.write(text);
    },
    get columns() {
      return terminal?.columns ?? options.columns;
    },
    get rows() {
      return terminal?.rows ?? 40;
    },
  });
  const textOf = (id?: "out" | "err") =>
    written.flatMap(([from, text]) => (id === undefined || from === id ? [text] : [])).join("");
  return {
    stdout: stream("out"),
    stderr: stream("err"),
    redact: options.redact ?? ((text) => text),
    colors: options.colors ?? NO_COLORS,
    domainCount: options.domainCount ?? 1,
    now: () => now,
    every: (_ms, callback) => {
      tick = callback;
      return () => {
        tick = undefined;
      };
    },
    screen: () => textOf(),
    out: () => textOf("out"),
    err: () => textOf("err"),
    passTo: (at) => {
      for (; now + 100 <= at; now += 100) tick?.();
      now = Math.max(now, at);
    },
  };
}

/** Plays a recording to its end. */
export function play(stage: Stage, renderer: Renderer, events: readonly OnboardEvent[]): void {
  for (const event of events) {
    stage.passTo(event.time);
    renderer.report(event);
  }
  renderer.stop();
}

/**
 * What a terminal of unlimited height shows after these writes: cursor-up-and-erase obeyed, the rest as it
 * stands.
 */
export function finalScreen(written: string): string {
  const lines: string[] = [""];
  // oxlint-disable-next-line no-control-regex -- a terminal obeys control characters
  for (const piece of written.split(/(\u001b\[\d+A\u001b\[J|\u001b\[\?25[lh]|\n)/)) {
    const up = /^.\[(\d+)A/.exec(piece);
    if (up !== null) lines.splice(Math.max(0, lines.length - 1 - Number(up[1])), Infinity, "");
    else if (piece === "\n") lines.push("");
    else if (!piece.startsWith("\u001b[?25")) lines[lines.length - 1] += piece;
  }
  return lines.join("\n");
}
