import type { Options } from "../../config/sources/options.ts";
import { exportText } from "../../report/export/export.ts";
import type { Io } from "../io.ts";
import { wholeOf, type Planned } from "./write-plan.ts";

/** `plan --export`: stdout is for what other programs read, so people are told on stderr. */
export function withStdoutFree(io: Io, options: Options): Io {
  return options.export === undefined ? io : { ...io, stdout: io.stderr };
}

/** What whoever holds the DNS enters; nothing where one of the domains could not be planned. */
export function exportPlans(io: Io, options: Options, planned: Planned): void {
  if (options.export === undefined) return;
  const whole = wholeOf(planned);
  if ("plans" in whole) io.stdout.write(exportText(whole.plans, options.export.value));
  else io.stderr.write(`Nothing is exported: ${whole.missing.join(", ")} could not be planned.\n`);
}
