import type { Heard } from "../../dns/observation.ts";
import { toOnboardError, type ErrorReport } from "../../errors/onboard-error.ts";
import type { Warning } from "../../plan/warning.ts";
import type { Run } from "../run.ts";

/** One thing that was tried without any effect, and what came of it. */
export interface Diagnosis {
  readonly check:
    | "variables"
    | "delegation"
    | "servers"
    | "dnssec"
    | "ses"
    | "quota"
    | "provider"
    | "records"
    | "rights";
  readonly exit: number;
  /** What was found; null when it failed. */
  readonly found: string | null;
  readonly error: ErrorReport | null;
  /** What is odd, and stops nothing. */
  readonly warnings?: readonly Warning[];
  /** `servers`: what each address said when it was asked for its zone. */
  readonly heard?: readonly Heard[];
}

/** Tries it, and goes on where it fails. */
export async function attempt(
  { started, wordFor, language, domain }: Run,
  check: Diagnosis["check"],
  look: () => Promise<string>,
): Promise<Diagnosis> {
  try {
    return { check, exit: 0, found: await look(), error: null };
  } catch (thrown) {
    const error = toOnboardError(thrown);
    const word = wordFor?.({ ...started, command: "doctor" }, domain);
    return { check, exit: error.exit, found: null, error: error.toReport(word, language) };
  }
}

/** `1 address`, `2 addresses`. */
export function counted(count: number, thing: string, things = `${thing}s`): string {
  return `${count} ${count === 1 ? thing : things}`;
}
