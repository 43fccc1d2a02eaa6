import type { Redactor } from "../errors/redact.ts";
import type { Reporter } from "../events/event.ts";
import type { Colors } from "./color.ts";
import type { RequestRates } from "./live/course.ts";

/** As much of a stream as a renderer needs. */
export interface OutputStream {
  write(text: string): unknown;
  /** Characters in a line; undefined: not a terminal, or unknown. */
  readonly columns?: number | undefined;
  /** Lines on the screen; undefined as above. */
  readonly rows?: number | undefined;
}

/** Where a renderer writes: results on stdout, everything on the way there on stderr. */
export interface RendererIo {
  readonly stdout: OutputStream;
  readonly stderr: OutputStream;
  readonly redact: Redactor;
  readonly colors: Colors;
  /** How many domains are under way: several get their names on each line and a table at the end. */
  readonly domainCount: number;
  /** How fast accounts are asked at most; of many domains it is told beside the pace. */
  readonly rates?: RequestRates;
}

/** Turns events into output. */
export interface Renderer {
  readonly report: Reporter;
  /** Takes away what moves until `resume`, so that a question can be asked. */
  pause(): void;
  resume(): void;
  /** Ends all output: draws what is left and puts the terminal back. Safe to call twice. */
  stop(): void;
}
