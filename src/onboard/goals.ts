import type { Identity } from "../plan/identity.ts";
import type { Requirement } from "../plan/requirement.ts";
import { isMet } from "../plan/satisfy.ts";
import type { Goal } from "./judge.ts";
import type { Planned } from "./plan-records.ts";
import type { Run } from "./ports.ts";
import type { Ground } from "./preflight.ts";
import type { RecordPlan } from "../events/record.ts";

/** The records that every server shall serve: all that stand there after the plan, ours and those that were kept. */
export function goalsOf(run: Run, ground: Ground, identity: Identity, planned: Planned): readonly Goal[] {
  return identity.records
    .map((record) => record.requirement)
    .filter((requirement) => stands(planned.records, requirement))
    .map((requirement) => ({
      owner: requirement.owner,
      type: requirement.type,
      accepts: (now) => isMet(requirement, now, run.policy, ground.surroundings),
    }));
}

/** A kept MX may be no MX at all: an address record receives the mail. Then there is nothing to look for. */
function stands(records: readonly RecordPlan[], requirement: Requirement): boolean {
  const record = records.find(
    ({ owner, type, purpose }) => owner === requirement.owner && type === requirement.type && purpose === requirement.purpose,
  );
  return record !== undefined && record.after !== null;
}
