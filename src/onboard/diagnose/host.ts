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
import type { Diagnosis } from "../../events/diagnosis/diagnosis.ts";
import type { Finding } from "../../events/diagnosis/finding.ts";
import { attempt } from "./diagnosis.ts";
import { serves } from "./servers.ts";

/** What is known before the host is asked. */
export interface SeenSoFar {
  readonly delegation: Delegation;
  readonly heard: readonly Heard[];
  readonly identity: Identity | undefined;
}

/** The DNS host's side: the zone, what stands there, and whether it may be written. */
export async function diagnoseHost(given: Run, seen: SeenSoFar): Promise<readonly Diagnosis[]> {
  let host: string | undefined;
  const findProvider: Run["findProvider"] = async (...asked) => {
    const found = await given.findProvider(...asked);
    host = found.name;
    return found;
  };
  const diagnoses = await diagnoseFoundHost({ ...given, findProvider }, seen);
  return diagnoses.map((one) => (host === undefined ? one : { ...one, host }));
}

async function diagnoseFoundHost(
  run: Run,
  { delegation, heard, identity }: SeenSoFar,
): Promise<readonly Diagnosis[]> {
  const found = findHost(run, delegation);
  const zone = await attempt(run, "provider", async () => foundHost(await found, heard));
  if (zone.exit !== 0) return [zone];
  const foundZone = await found;
  const host = await diagnoseTwoHosts(run, foundZone, heard);
  const planned = planAtHost(run, foundZone, identity);
  const records = await attempt(run, "records", async () => foundRecords(run.domain, await planned));
  const warnings = records.exit === 0 ? await refusedStanding(run, delegation, await planned) : [];
  const places = await planned.then(
    ({ swaps }) => swaps.map(keyOfSwap),
    // What is in the way of a plan is in nobody's way to ask whether these places may be written.
    () => requirementsOf({ identity }, run.domain).map(keyOf),
  );
  const askings = askingsFor(run.domain, places, { exists: identity !== undefined });
  const rights = await attempt(run, "rights", async () =>
    foundRights(foundZone, await requireRights(run, foundZone, askings), askings.flat().length),
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
async function diagnoseTwoHosts(run: Run, foundZone: FoundZone, heard: readonly Heard[]): Promise<Diagnosis> {
  const others = await findOtherCopies(run, foundZone, heard);
  const judged = await attempt(run, "provider", async () => {
    refuseTwoHosts(run, foundZone, others);
    return foundHost(foundZone, heard);
  });
  const { delegation, zone: held } = foundZone;
  const warnings = judged.exit === 0 ? halfMoved(delegation, held.nameServers, serverNames(others)) : [];
  return { ...judged, warnings };
}

/** @throws OnboardError where no host with credentials holds it */
export async function findHost(run: Run, delegation: Delegation): Promise<FoundZone> {
  const foundZone = await zoneIn(run, delegation);
  tellZone(run, foundZone);
  return foundZone;
}

/** What a run would find and write there: a conflict or a lock shows here, before anything is created. */
export async function planAtHost(
  run: Run,
  foundZone: FoundZone,
  identity: Identity | undefined,
): Promise<Planned & Pick<Preflight, "rrsets">> {
  const known = { ...foundZone, identity, ...(await readRecords(run, foundZone, identity)) };
  const { rrsets } = known;
  return { ...(await planRecords(run, known, requirementsOf(known, run.domain), rrsets)), rrsets };
}

function foundHost({ provider, zone, delegation }: FoundZone, heard: readonly Heard[]): Finding {
  const { apex, id, nameServers: assigned = [] } = zone;
  if (provider.byHand === true) return { finding: "by-hand", apex };
  const serving = serverNames(heard.filter(serves).map(({ at }) => at));
  return {
    finding: "host",
    provider: provider.name,
    apex,
    id,
    nameServers: assigned.length === 0 ? null : assigned.length,
    delegated: assigned.filter((server) => delegation.parentNameServers.includes(server)).length,
    serving: isBlind(delegation) ? null : assigned.filter((server) => serving.includes(server)).length,
  };
}

function foundRecords(domain: DomainName, { rrsets, swaps }: Planned & Pick<Preflight, "rrsets">): Finding {
  const types = rrsets.filter(({ owner }) => owner === domain).map(({ type }) => type);
  return { finding: "records", domain, types, changes: swaps.length };
}

function foundRights({ provider, zone }: FoundZone, mayWrite: boolean | undefined, asked: number): Finding {
  const rights = (): Extract<Finding, { readonly finding: "rights" }>["rights"] => {
    if (provider.byHand === true) return "by-hand";
    if (mayWrite === true) return "held";
    if (asked === 0) return "nothing-to-write";
    return provider.mayWrite === undefined ? "untellable" : "untold";
  };
  return { finding: "rights", apex: zone.apex, provider: provider.name, rights: rights() };
}
