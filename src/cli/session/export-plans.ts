import { systemClock } from "../../async/clock.ts";
import type { Options } from "../../config/sources/options.ts";
import type { Warning } from "../../plan/warning.ts";
import { exportText } from "../../report/export/export.ts";
import { oneLine } from "../../report/words/one-line.ts";
import type { Io } from "../io.ts";
import { whoAsks } from "./log-and-report.ts";
import { wholeOf, type Planned } from "./write-plan.ts";

/** `plan --export`: stdout is for what other programs read, so people are told on stderr. */
export function withStdoutFree(io: Io, options: Options): Io {
  return options.export === undefined ? io : { ...io, stdout: io.stderr };
}

/** What whoever holds the DNS enters; nothing where one of the domains could not be planned. */
export function exportPlans(
  io: Io,
  options: Options,
  planned: Planned & { readonly warnings: readonly Warning[] },
): void {
  if (options.export === undefined) return;
  const whole = wholeOf(planned);
  const by = whoAsks(io);
  const asked = { at: dayAndTime(systemClock.now()), by: by === undefined ? undefined : oneLine(by) };
  const { warnings } = planned;
  if ("plans" in whole) io.stdout.write(exportText(whole.plans, options.export.value, { asked, warnings }));
  else io.stderr.write(`Nothing is exported: ${whole.missing.join(", ")} could not be planned.\n`);
}

/** `2026-11-27 05:50 UTC`: read alike in either language. */
function dayAndTime(ms: number): string {
  const [day = "", time = ""] = new Date(ms).toISOString().split("T");
  return `${day} ${time.slice(0, 5)} UTC`;
}
