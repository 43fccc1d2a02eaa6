import { stripVTControlCharacters } from "node:util";
import { METAS } from "../../../providers/registry.ts";
import { systemClock } from "../../async/clock.ts";
import type { Options } from "../../config/sources/options.ts";
import type { Redactor } from "../../errors/redact.ts";
import { ANSI_COLORS, NO_COLORS, wantsColor, type Colors } from "../../report/color.ts";
import { inLocalWords } from "../../report/error-text.ts";
import { chooseFormat } from "../../report/format.ts";
import { createGithubRenderer } from "../../report/github.ts";
import { createJsonRenderer } from "../../report/json.ts";
import { createPlainRenderer } from "../../report/plain.ts";
import type { RequestRates } from "../../report/live/course.ts";
import type { Renderer } from "../../report/renderer.ts";
import { createTtyRenderer } from "../../report/tty.ts";
import { SES_RATE } from "../../ses/attempt.ts";
import type { Io, Sink } from "../io.ts";
import { legible, through } from "../legible.ts";

interface Content {
  readonly redact: Redactor;
  readonly secrets: readonly string[];
  readonly domainCount: number;
  /** Each domain waits until all are planned. */
  readonly isTogether: boolean;
}

/**
 * The renderer that `--format` names; else the one for the CI runner, the terminal or the file that we
 * write to.
 */
export function createRenderer(io: Io, options: Options, content: Content): Renderer {
  // Lines of --debug=dns would be written into the middle of a table that is drawn again and again.
  const isTTY = io.stderr.isTTY && options.debug?.value !== "dns";
  const colors = colorsFor(io, options, io.stderr);
  // Progress on a terminal and results into a file: the file gets no colours.
  const stdout =
    colorsFor(io, options, io.stdout) === NO_COLORS
      ? through(io.stdout, stripVTControlCharacters)
      : io.stdout;
  const own = {
    stdout,
    stderr: io.stderr,
    redact: content.redact,
    colors,
    domainCount: content.domainCount,
    rates: requestRates(),
  };
  const forPeople = { ...own, stdout: legible(stdout, io), stderr: legible(io.stderr, io) };
  switch (chooseFormat({ choice: options.format?.value, env: io.env, isTTY })) {
    case "json":
      return createJsonRenderer(own);
    case "github":
      return locally(createGithubRenderer(own, io.env["GITHUB_ACTIONS"] === "true" ? content.secrets : []));
    case "tty":
      return locally(
        createTtyRenderer({
          ...forPeople,
          isTogether: content.isTogether,
          now: () => systemClock.now(),
          every,
        }),
      );
    case "plain":
      return locally(createPlainRenderer(forPeople));
  }
}

/** People read errors in their language; the log keeps English beside it. */
function locally(renderer: Renderer): Renderer {
  return {
    ...renderer,
    report: (event) =>
      renderer.report(
        event.type === "result" && event.error !== null
          ? { ...event, error: inLocalWords(event.error) }
          : event,
      ),
  };
}

/** By the names that events have for them. */
function requestRates(): RequestRates {
  const hosts = Object.entries(METAS).flatMap(([id, { rate }]) =>
    rate === undefined ? [] : [[id, rate.perSecond] as const],
  );
  return { ses: SES_RATE.perSecond, ...Object.fromEntries(hosts) };
}

export function colorsFor({ env }: Pick<Io, "env">, { color }: Options, { isTTY }: Sink): Colors {
  return wantsColor({ choice: color?.value, env, isTTY }) ? ANSI_COLORS : NO_COLORS;
}

function every(ms: number, tick: () => void): () => void {
  const timer = setInterval(tick, ms);
  // The timer that redraws must not keep the program alive.
  timer.unref();
  return () => clearInterval(timer);
}
