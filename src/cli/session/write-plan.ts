import { closeSync, lstatSync, rmSync } from "node:fs";
import { resolve } from "node:path";
import type { Options } from "../../config/sources/options.ts";
import type { DomainName } from "../../dns/domain-name.ts";
import { refuseFileOfOthers } from "../../files/own-file.ts";
import { attempt, openPrivate, type NamedFile } from "../../files/private-file.ts";
import { writeAll } from "../../files/write-all.ts";
import { PLAN_FILE_MARK, planFileText } from "../../journal/plan-file.ts";
import type { Plan } from "../../plan/consent/plan.ts";
import { USER_AGENT } from "../../version.ts";
import type { Io } from "../io.ts";

/** What was to be planned, and what could be. */
export interface Planned {
  readonly domains: readonly DomainName[];
  readonly plans: ReadonlyMap<DomainName, Plan>;
}

/**
 * `plan --out FILE`: the plans of all domains; nothing where one of them could not be planned, since the rest would
 * be taken for the whole. The file is opened before anything is asked, and a former plan goes at once: it would pass
 * for this one. Any other file is somebody's own, and stays.
 * @throws OnboardError CONFIG_INVALID for a file that is no plan of ours or can't be written; and what `plan` throws
 */
export async function withPlanFile<T extends Planned>(
  io: Io,
  options: Options,
  plan: () => Promise<T>,
): Promise<T> {
  const file = fileOf(io, options);
  if (file === undefined) return plan();
  attempt(file, () => refuseFileOfOthers(file, PLAN_FILE_MARK));
  const descriptor = openPrivate(file, "overwrite");
  let isWhole = false;
  try {
    const planned = await plan();
    const whole = wholeOf(planned);
    if ("plans" in whole) attempt(file, () => writeAll(descriptor, textOf(whole.plans)));
    else
      io.stderr.write(
        `${options.out?.value} is not written: ${whole.missing.join(", ")} could not be planned.\n`,
      );
    isWhole = "plans" in whole;
    return planned;
  } finally {
    closeSync(descriptor);
    if (!isWhole) removeEmptied(file.path);
  }
}

function fileOf({ cwd }: Io, { out }: Options): NamedFile | undefined {
  return out === undefined ? undefined : { path: resolve(cwd, out.value), kind: "plan", option: "out" };
}

function textOf(plans: readonly Plan[]): string {
  return planFileText(plans, { madeAt: new Date(), madeBy: USER_AGENT });
}

/** The plans of all domains in their order, or whose is missing: the rest would be taken for the whole. */
export function wholeOf({
  domains,
  plans,
}: Planned): { readonly plans: readonly Plan[] } | { readonly missing: readonly DomainName[] } {
  const missing = domains.filter((domain) => !plans.has(domain));
  return missing.length > 0 ? { missing } : { plans: domains.flatMap((domain) => plans.get(domain) ?? []) };
}

/** It was ours and holds nothing; what is no file (`/dev/stdout`) is left alone. */
function removeEmptied(path: string): void {
  if (lstatSync(path, { throwIfNoEntry: false })?.isFile() === true) rmSync(path, { force: true });
}
