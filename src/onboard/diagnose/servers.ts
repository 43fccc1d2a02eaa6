import type { Delegation, Heard } from "../../dns/observation.ts";
import { oddAnswers, oddLists, silentServers } from "../../plan/delegation/odd.ts";
import type { Warning } from "../../plan/warning.ts";
import { refuseBogus, type Validation } from "../dnssec/refuse-bogus.ts";
import { askServers } from "../preflight/ask-servers.ts";
import { refuseDeeperZone } from "../preflight/inspect-delegation.ts";
import { counting, tooFewHolding } from "../preflight/require-served.ts";
import type { Run } from "../run.ts";
import { attempt, counted, type Diagnosis } from "./diagnosis.ts";

/** Every server of the zone, asked for it as before a Create, and what is odd about who serves it. */
export async function diagnoseServers(run: Run, delegation: Delegation): Promise<Diagnosis> {
  const heard = await askServers(run, delegation);
  const failure = tooFewHolding(delegation, heard);
  const diagnosis = await attempt(run, "servers", async () => {
    if (failure !== undefined) throw failure;
    await refuseDeeperZone(run, delegation.apex, heard);
    return describeServers(delegation, heard);
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

function describeServers(delegation: Delegation, heard: readonly Heard[]): string {
  const { agreeing, asked } = counting(delegation, heard, serves);
  return `${agreeing} of ${counted(asked, "server")} of ${delegation.apex} ${agreeing === 1 ? "serves" : "serve"} it with authority`;
}

/** Whether the world that validates sees the zone at all. */
export function diagnoseDnssec(run: Run, delegation: Delegation): Promise<Diagnosis> {
  return attempt(run, "dnssec", async () =>
    describeDnssec(await refuseBogus(run, delegation), delegation.apex),
  );
}

function describeDnssec({ signed, view }: Validation, apex: string): string {
  if (signed === false)
    return `${apex} is not signed: the zone above holds no key of it (DS), so nobody validates it`;
  return view === undefined
    ? `whether ${apex} passes DNSSEC validation could not be found out: no public resolver that validates told it in time`
    : `the public resolvers that were asked do not refuse ${apex} for its DNSSEC`;
}
