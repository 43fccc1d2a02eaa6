import { wordHint } from "../errors/hint.ts";
import type { Interruption } from "../errors/interruption.ts";
import { jsonLine } from "../events/json-line.ts";
import { ANSI_COLORS, NO_COLORS, wantsColor } from "../report/color.ts";
import type { Io } from "./io.ts";
import { legible } from "./legible.ts";
import { wantsJson, wordBefore } from "./write-error.ts";

/** What came, by the exit status that it leads to. */
const CAME: Readonly<Record<Interruption["exit"], string>> = {
  129: "SIGHUP",
  130: "Ctrl-C (SIGINT)",
  143: "SIGTERM",
};

/**
 * The command was ended before any domain could tell how it ended: for people on stderr, for programs also as one
 * JSON line on stdout. As in a result, it is a state and no error.
 */
export function writeInterruption(
  exit: Interruption["exit"],
  argv: readonly string[],
  io: Io,
): Interruption["exit"] {
  const message = `${CAME[exit]} ended the command before it had a result.`;
  const { hint, commands } = wordHint(["Run ", { again: true }, "."], wordBefore(argv, io));
  const colors = wantsColor({ env: io.env, isTTY: io.stderr.isTTY }) ? ANSI_COLORS : NO_COLORS;
  legible(io.stderr, io).write(
    `${colors.yellow("!")} ${colors.bold(`interrupted (exit ${exit})`)}\n  ${message}\n  ${colors.cyan("→")} ${hint}\n`,
  );
  io.observer?.interrupted(message);
  if (wantsJson(argv, io))
    io.stdout.write(
      jsonLine({
        type: "interrupted",
        exit,
        message,
        hint,
        ...(commands.length === 0 ? {} : { commands }),
      }),
    );
  return exit;
}
