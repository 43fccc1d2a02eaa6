import type { ErrorReport } from "../errors/onboard-error.ts";
import { jsonLine } from "../events/json-line.ts";

/** `--debug`: all facts of an error on one line, for a bug report. The caller has redacted it. */
export function debugLine({ code, facts }: ErrorReport): string {
  return `debug: ${jsonLine({ code, facts })}`;
}
