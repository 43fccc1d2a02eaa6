import type { Delegation, Heard } from "../../dns/observation.ts";
import { oddAnswers, oddLists, silentServers } from "../../plan/delegation/odd.ts";
import type { Warning } from "../../plan/warning.ts";
import { refuseBogus } from "../dnssec/refuse-bogus.ts";
import { askServers } from "../preflight/ask-servers.ts";
import { refuseDeeperZone } from "../preflight/inspect-delegation.ts";
import { counting, tooFewHolding } from "../preflight/require-served.ts";
import type { Run } from "../run.ts";
import type { Diagnosis } from "../../events/diagnosis/diagnosis.ts";
import type { Finding } from "../../events/diagnosis/finding.ts";
import { serverNames } from "../../events/tally.ts";
import { attempt } from "./diagnosis.ts";

/** Every server of the zone, asked for it as before a Create, and what is odd about who serves it. */
export async function diagnoseServers(run: Run, delegation: Delegation): Promise<Diagnosis> {
  const heard = await askServers(run, delegation);
  const failure = tooFewHolding(delegation, heard);
  const diagnosis = await attempt(run, "servers", async () => {
    if (failure !== undefined) throw failure;
    await refuseDeeperZone(run, delegation.apex, heard);
    return foundServers(delegation, heard);
  });
  const odd = [...oddLists(delegation, undefined, []), ...oddServers(run, delegation, heard)];
  // What the failure names is not told twice.
  const warnings = failure === undefined ? odd : odd.filter(({ warning }) => !NAMED_BY_FAILURE.has(warning));
  return { ...diagnosis, warnings, heard };
}

function oddServers(run: Run, delegation: Delegation, heard: readonly Heard[]): readonly Warning[] {
  const missing = run.authority.missingFamilies();
  return [
    ...oddAnswers(delegation, heard),
    ...silentServers(delegation, heard),
    ...missing.map((family) => ({ warning: "family-missing", owner: delegation.apex, family }) as const),
  ];
}

const NAMED_BY_FAILURE: ReadonlySet<Warning["warning"]> = new Set([
  "server-without-address",
  "server-lame",
  "server-silent",
  "undelegated-server",
]);

/** With authority, as every server of a zone should. */
export function serves({ observation }: Heard): boolean {
  return observation.kind === "answer" && observation.withoutAuthority !== true;
}

function foundServers(delegation: Delegation, heard: readonly Heard[]): Finding {
  const { agreeing, asked } = counting(delegation, heard, serves);
  const serving = serverNames(heard.filter(serves).map(({ at }) => at));
  return { finding: "servers", apex: delegation.apex, agreeing, asked, serving };
}

/** Whether the world that validates sees the zone at all. */
export async function diagnoseDnssec(run: Run, delegation: Delegation): Promise<Diagnosis> {
  let warnings: readonly Warning[] = [];
  const diagnosis = await attempt(run, "dnssec", async () => {
    const { validation: view, warnings: told } = await refuseBogus(run, delegation);
    warnings = told;
    return { finding: "dnssec", apex: delegation.apex, view };
  });
  return { ...diagnosis, warnings };
}
