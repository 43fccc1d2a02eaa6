import type { OnboardEvent } from "../events/event.ts";
import { advance, newLiveDomain, type LiveDomain } from "./live/live-state.ts";
import { liveLines } from "./live/live-view.ts";
import { createCourse } from "./live/course.ts";
import { wrapped } from "./layout.ts";
import { courseLines, createProgress, createResults, harmless, writeLines } from "./plain.ts";
import type { Renderer, RendererIo } from "./renderer.ts";
import { createScreen } from "./live/screen.ts";

export interface TtyIo extends RendererIo {
  /** Each domain waits until all are planned. */
  readonly isTogether?: boolean;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /**
   * Calls `tick` every so many milliseconds until the returned function is called; must not keep the process
   * alive.
   */
  readonly every: (ms: number, tick: () => void) => () => void;
}

/** At most ten pictures a second. */
const REDRAW_MS = 100;
/** Redrawn without an event, too: the countdowns go on. */
const REST_MS = 1_000;
const DEFAULT_COLUMNS = 80;
const DEFAULT_ROWS = 24;

/** Of the screen, for one line of what happens above the table. */
const ROWS_BESIDE = 4;

/** For people: lines for what is done, and below them a small table of what is waited for. */
export function createTtyRenderer(io: TtyIo): Renderer {
  const columns = (): number => io.stderr.columns ?? DEFAULT_COLUMNS;
  const progress = createProgress(io, {
    colors: io.colors,
    // Asked for each line: the window may have another size by now.
    get width() {
      return columns() - 1;
    },
  });
  const results = createResults(io);
  const course = createCourse(io.domainCount, io.rates);
  const screen = createScreen(io.stderr);
  const domains = new Map<string, LiveDomain>();
  let [dirty, drawnAt, paused, drawnFor] = [false, -Infinity, false, ""];
  const size = (): string => `${columns()}x${io.stderr.rows ?? DEFAULT_ROWS}`;
  const countPlanned = () => [...domains.values()].filter(({ isPlanned }) => isPlanned).length;
  const draw = (): void => {
    const rows = io.stderr.rows ?? DEFAULT_ROWS;
    // One domain's table stays small; of many each line counts.
    const height = Math.max(4, io.domainCount > 1 ? rows - ROWS_BESIDE : Math.floor(rows / 2));
    const unplanned = io.isTogether === true ? io.domainCount - countPlanned() : 0;
    const frame = { now: io.now(), width: columns() - 1, height, colors: io.colors, unplanned };
    screen.draw(liveLines([...domains.values()], frame, io.domainCount).map(io.redact));
    [dirty, drawnAt, drawnFor] = [false, io.now(), size()];
  };
  const stopTicking = io.every(REDRAW_MS, () => {
    if (!paused && (dirty || size() !== drawnFor || io.now() - drawnAt >= REST_MS)) draw();
  });
  return {
    report: (given) => {
      const event = harmless(given, io);
      domains.set(event.domain, advance(domains.get(event.domain) ?? newLiveDomain(event.domain), event));
      dirty = true;
      const far = courseLines(course(event), io).flatMap((line) => wrapped(line, columns() - 1));
      const lines = event.type === "result" || isShownLive(event) ? [] : progress(event);
      if (isShownLive(event)) return writeLines({ ...io.stderr, write: screen.above }, io, far);
      if (event.type === "result") screen.clear();
      results.tell(event);
      writeLines({ ...io.stderr, write: screen.above }, io, [...lines, ...far]);
    },
    pause: () => {
      paused = true;
      screen.close();
    },
    resume: () => {
      [dirty, paused] = [true, false];
    },
    stop: () => {
      stopTicking();
      screen.close();
      results.stop();
    },
  };
}

/** Events that the table shows or counts get no line of their own. */
function isShownLive(event: OnboardEvent): boolean {
  return (
    event.type === "propagation.observed" ||
    event.type === "propagation.progress" ||
    event.type === "identity.asked"
  );
}
