import { stripVTControlCharacters } from "node:util";
import { systemClock } from "../../async/clock.ts";
import type { Options } from "../../config/sources/options.ts";
import type { Redactor } from "../../errors/redact.ts";
import { ANSI_COLORS, NO_COLORS, wantsColor } from "../../report/color.ts";
import { chooseFormat } from "../../report/format.ts";
import { createGithubRenderer } from "../../report/github.ts";
import { createJsonRenderer } from "../../report/json.ts";
import { createPlainRenderer } from "../../report/plain.ts";
import type { Renderer } from "../../report/renderer.ts";
import { createTtyRenderer } from "../../report/tty.ts";
import type { Io, Sink } from "../io.ts";
import { legible, through } from "../legible.ts";

interface Content {
  readonly redact: Redactor;
  readonly secrets: readonly string[];
  readonly domainCount: number;
}

/**
 * The renderer that `--format` names; else the one for the CI runner, the terminal or the file that we
 * write to.
 */
export function createRenderer(io: Io, options: Options, content: Content): Renderer {
  // Lines of --debug=dns would be written into the middle of a table that is drawn again and again.
  const isTTY = io.stderr.isTTY && options.debug?.value !== "dns";
  const isColorful = (sink: Sink) =>
    wantsColor({ choice: options.color?.value, env: io.env, isTTY: sink.isTTY });
  const colors = isColorful(io.stderr) ? ANSI_COLORS : NO_COLORS;
  // Progress on a terminal and results into a file: the file gets no colours.
  const stdout = isColorful(io.stdout) ? io.stdout : through(io.stdout, stripVTControlCharacters);
  const own = { stdout, stderr: io.stderr, redact: content.redact, colors, domainCount: content.domainCount };
  switch (chooseFormat({ choice: options.format?.value, env: io.env, isTTY })) {
    case "json":
      return createJsonRenderer(own);
    case "github":
      return createGithubRenderer(own, io.env["GITHUB_ACTIONS"] === "true" ? content.secrets : []);
    case "tty":
      return createTtyRenderer({ ...own, stdout: legible(stdout, io), now: () => systemClock.now(), every });
    case "plain":
      return createPlainRenderer({ ...own, stdout: legible(stdout, io) });
  }
}

function every(ms: number, tick: () => void): () => void {
  const timer = setInterval(tick, ms);
  // The timer that redraws must not keep the program alive.
  timer.unref();
  return () => clearInterval(timer);
}
