import type { Diagnosis } from "../../events/diagnosis/diagnosis.ts";
import type { Finding } from "../../events/diagnosis/finding.ts";
import { toOnboardError } from "../../errors/onboard-error.ts";
import type { Run } from "../run.ts";

/** Tries it, and goes on where it fails. */
export async function attempt(
  { started, wordFor, language, domain }: Pick<Run, "started" | "wordFor" | "language" | "domain">,
  check: Diagnosis["check"],
  look: () => Promise<Finding>,
): Promise<Diagnosis> {
  try {
    return { check, exit: 0, finding: await look(), error: null };
  } catch (thrown) {
    const error = toOnboardError(thrown);
    const word = wordFor?.({ ...started, command: "doctor" }, domain);
    return { check, exit: error.exit, finding: null, error: error.toReport(word, language) };
  }
}
