import type { DomainName } from "../../dns/domain-name.ts";
import type { Delegation, Heard } from "../../dns/observation.ts";
import { keyOf, keyOfSwap } from "../../dns/rrset.ts";
import { serverNames } from "../../events/tally.ts";
import { halfMoved } from "../../plan/delegation/odd.ts";
import type { Identity } from "../../plan/identity.ts";
import { isBlind, tellZone, zoneIn, type FoundZone } from "../preflight/find-zone.ts";
import { readRecords, type Preflight } from "../preflight/preflight.ts";
import { askingsFor, requireRights } from "../preflight/rights.ts";
import { findOtherCopies, refuseTwoHosts } from "../preflight/two-hosts.ts";
import { requirementsOf } from "../publish/plan-before-create.ts";
import { planRecords, type Planned } from "../publish/plan-records.ts";
import { warningOf } from "../dnssec/receivers.ts";
import { isSigned } from "../dnssec/signed.ts";
import type { Goal } from "../propagate/goal.ts";
import { hearResolvers } from "../confirm/public-resolvers.ts";
import type { Warning } from "../../plan/warning.ts";
import type { Run } from "../run.ts";
import { attempt, counted, type Diagnosis } from "./diagnosis.ts";
import { serves } from "./servers.ts";

/** What is known before the host is asked. */
export interface SeenSoFar {
  readonly delegation: Delegation;
  readonly heard: readonly Heard[];
  readonly identity: Identity | undefined;
}

/** The DNS host's side: the zone, what stands there, and whether it may be written. */
export async function diagnoseHost(
  run: Run,
  { delegation, heard, identity }: SeenSoFar,
): Promise<readonly Diagnosis[]> {
  const found = findHost(run, delegation);
  const zone = await attempt(run, "provider", async () => describeHost(await found, heard));
  if (zone.exit !== 0) return [zone];
  const foundZone = await found;
  const host = await diagnoseTwoHosts(run, foundZone, { zone, heard });
  const planned = planAtHost(run, foundZone, identity);
  const records = await attempt(run, "records", async () => describeRecords(run.domain, await planned));
  const warnings = records.exit === 0 ? await refusedStanding(run, delegation, await planned) : [];
  const places = await planned.then(
    ({ swaps }) => swaps.map(keyOfSwap),
    // What is in the way of a plan is in nobody's way to ask whether these places may be written.
    () => requirementsOf({ identity }, run.domain).map(keyOf),
  );
  const askings = askingsFor(run.domain, places, { exists: identity !== undefined });
  const rights = await attempt(run, "rights", async () =>
    describeRights(foundZone, await requireRights(run, foundZone, askings), askings.flat().length),
  );
  return [host, { ...records, warnings }, rights];
}

/**
 * Of a signed zone, what receivers that validate refuse of the records that stand there and stay. They are asked for
 * none that the name servers don't serve, or they would remember its absence.
 */
async function refusedStanding(
  run: Run,
  { apex }: Delegation,
  { records }: Planned,
): Promise<readonly Warning[]> {
  if ((await isSigned(run, apex)) !== true) return [];
  const standing = records.filter(({ before, after }) => before !== null && before === after);
  const goals: readonly Goal[] = standing.map(({ record }) => ({
    ...keyOf(record),
    accepts: (now) => now.length > 0,
  }));
  const found = await Promise.all(
    goals.map((goal) => run.authority.lookup(keyOf(goal), { signal: run.signal })),
  );
  const served = goals.filter((_goal, index) => found[index]?.kind === "answer");
  return (await hearResolvers(run, { apex, goals: served, signed: true }).refused()).map(warningOf);
}

/** Delegated servers that are not the host's: with another copy of the zone nobody knows who is asked. */
async function diagnoseTwoHosts(
  run: Run,
  foundZone: FoundZone,
  { zone, heard }: { readonly zone: Diagnosis; readonly heard: readonly Heard[] },
): Promise<Diagnosis> {
  const others = await findOtherCopies(run, foundZone, heard);
  const judged = await attempt(run, "provider", async () => {
    refuseTwoHosts(run, foundZone, others);
    return zone.found ?? "";
  });
  const { delegation, zone: held } = foundZone;
  const warnings = judged.exit === 0 ? halfMoved(delegation, held.nameServers, serverNames(others)) : [];
  return { ...judged, warnings };
}

async function findHost(run: Run, delegation: Delegation): Promise<FoundZone> {
  const foundZone = await zoneIn(run, delegation);
  tellZone(run, foundZone);
  return foundZone;
}

/** What a run would find and write there: a conflict or a lock shows here, before anything is created. */
async function planAtHost(
  run: Run,
  foundZone: FoundZone,
  identity: Identity | undefined,
): Promise<Planned & Pick<Preflight, "rrsets">> {
  const known = { ...foundZone, identity, ...(await readRecords(run, foundZone, identity)) };
  const { rrsets } = known;
  return { ...(await planRecords(run, known, requirementsOf(known, run.domain), rrsets)), rrsets };
}

/** That it serves the zone is said only where each of its servers is delegated, and was seen to serve it. */
function describeHost({ provider, zone, delegation }: FoundZone, heard: readonly Heard[]): string {
  if (provider.byHand === true)
    return `${zone.apex} is changed by hand; what stands there is read from its name servers`;
  const holds = `${provider.name} holds the zone ${zone.apex} (${zone.id})`;
  const assigned = zone.nameServers ?? [];
  if (assigned.length === 0)
    return `${holds}; it does not tell on which name servers, so whether these serve it is not known`;
  const serving = serverNames(heard.filter(serves).map(({ at }) => at));
  if (isBlind(delegation)) return `${holds}; whether its name servers serve it can't be seen from here`;
  const seen = assigned.filter((server) => serving.includes(server));
  const delegated = assigned.filter((server) => delegation.parentNameServers.includes(server));
  if (seen.length === assigned.length && delegated.length === assigned.length)
    return `${holds} and serves it`;
  return `${holds}; of its ${counted(assigned.length, "name server")}, ${delegated.length} ${delegated.length === 1 ? "is" : "are"} delegated and ${seen.length} ${seen.length === 1 ? "was" : "were"} seen to serve it`;
}

function describeRecords(domain: DomainName, { rrsets, swaps }: Planned & Pick<Preflight, "rrsets">): string {
  const types = rrsets.filter(({ owner }) => owner === domain).map(({ type }) => type);
  const stand = `${counted(types.length, "record set")} ${types.length === 1 ? "stands" : "stand"} at ${domain}`;
  const there = types.length === 0 ? stand : `${stand}: ${types.join(", ")}`;
  if (swaps.length === 0) return `${there}; no change is known so far`;
  return `${there}; nothing stands in the way of ${swaps.length === 1 ? "the 1 change" : `the ${swaps.length} changes`} known so far`;
}

function describeRights({ provider, zone }: FoundZone, mayWrite: boolean | undefined, asked: number): string {
  if (provider.byHand === true) return "none is needed: a person enters the records";
  if (mayWrite === true) return `these credentials may write in ${zone.apex}`;
  if (asked === 0)
    return `nothing is left to be written in ${zone.apex}; whether these credentials may was not told`;
  return provider.mayWrite === undefined
    ? `whether these credentials may write in ${zone.apex} can't be tried without effect at ${provider.name}`
    : `${provider.name} did not tell whether these credentials may write in ${zone.apex}`;
}
