import { rmSync, writeFileSync } from "node:fs";
import { resolve } from "node:path";
import type { Options } from "../../config/sources/options.ts";
import type { DomainName } from "../../dns/domain-name.ts";
import { OnboardError } from "../../errors/onboard-error.ts";
import { planFileText } from "../../journal/plan-file.ts";
import type { Plan } from "../../plan/consent/plan.ts";
import { USER_AGENT } from "../../version.ts";
import type { Io } from "../io.ts";

interface Planned {
  readonly domains: readonly DomainName[];
  readonly plans: ReadonlyMap<DomainName, Plan>;
}

/**
 * `plan --out FILE`: the plans of all domains; nothing where one of them could not be planned, since the rest would
 * be taken for the whole.
 * @throws OnboardError CONFIG_INVALID when the file can't be written
 */
export function writePlan({ cwd, stderr }: Io, { out }: Options, { domains, plans }: Planned): void {
  if (out === undefined) return;
  const path = resolve(cwd, out.value);
  const missing = domains.filter((domain) => !plans.has(domain));
  if (missing.length > 0) {
    // A file of an earlier plan must not be taken for this one.
    rmSync(path, { force: true });
    stderr.write(`${out.value} is not written: ${missing.join(", ")} could not be planned.\n`);
    return;
  }
  const all = domains.flatMap((domain) => plans.get(domain) ?? []);
  try {
    writeFileSync(path, planFileText(all, { madeAt: new Date(), madeBy: USER_AGENT }), { mode: 0o600 });
  } catch (cause) {
    const why = cause instanceof Error && "code" in cause ? String(cause.code) : "unknown";
    throw new OnboardError("CONFIG_INVALID", `The plan file ${out.value} can't be written (${why}).`, {
      hint: "Name a file in an existing, writable folder with --out.",
      facts: { file: out.value, why },
      cause,
    });
  }
}
