import { parseDomainName, type DomainName } from "../dns/domain-name.ts";
import type { Delegation } from "../dns/observation.ts";
import { toOnboardError, type ErrorReport } from "../errors/onboard-error.ts";
import { keyOf, keyOfSwap } from "../dns/rrset.ts";
import type { Identity } from "../plan/identity.ts";
import { chooseZone } from "./preflight/choose-zone.ts";
import { tellZone, type FoundZone } from "./preflight/find-zone.ts";
import { readRecords, type Preflight } from "./preflight/preflight.ts";
import { askingsFor, requireRights } from "./preflight/rights.ts";
import { requireRoom, tellListing } from "./preflight/tell-listing.ts";
import { requirementsOf } from "./publish/plan-before-create.ts";
import { planRecords, type Planned } from "./publish/plan-records.ts";
import { patiently, type Run } from "./run.ts";

/** One thing that was tried without any effect, and what came of it. */
export interface Diagnosis {
  readonly check: "variables" | "delegation" | "ses" | "quota" | "provider" | "records" | "rights";
  readonly exit: number;
  /** What was found; null when it failed. */
  readonly found: string | null;
  readonly error: ErrorReport | null;
}

/**
 * Without a domain any name shows whether credentials are taken and port 53 is open; nobody can own this one
 * (RFC 2606).
 */
const ANY_NAME = parseDomainName("example.com");

/**
 * `doctor`: each way out tried without any effect, all of them even when one fails. Which zone it is and how many
 * sender domains there are is told as an event. The rights to Create and
 * Update can't be tried without effect, so they are not claimed; the right to write records is asked for where
 * the host can tell it.
 */
export async function diagnose(run: Run, domain: DomainName | undefined): Promise<readonly Diagnosis[]> {
  const name = domain ?? ANY_NAME;
  const delegation = run.authority.delegation(name, { signal: run.signal });
  const identity = run.identities.get(name, { signal: run.signal });
  const [walk, ses] = await Promise.all([
    attempt(run, "delegation", async () => describeWalk(await reached(delegation, domain))),
    attempt(run, "ses", async () => describeIdentity(name, await identity, domain)),
  ]);
  const account =
    ses.exit === 0
      ? [ses, ...(await diagnoseQuota(run, domain !== undefined && (await identity) === undefined))]
      : [ses];
  if (domain === undefined || walk.exit !== 0) return [walk, ...account];
  // What SES refuses to tell is told by the check of SES alone.
  const known = await identity.catch(() => undefined);
  return [walk, ...account, ...(await diagnoseHost(run, await delegation, known))];
}

/** A line of its own only where a limit of one's own is reached; what SES lists is told as an event. */
async function diagnoseQuota(run: Run, isNew: boolean): Promise<readonly Diagnosis[]> {
  const list = await tellListing(run);
  const quota = await attempt(run, "quota", async () => {
    if (isNew) requireRoom(run, list);
    return "";
  });
  return quota.exit === 0 ? [] : [quota];
}

async function diagnoseHost(
  run: Run,
  delegation: Delegation,
  identity: Identity | undefined,
): Promise<readonly Diagnosis[]> {
  const found = findHost(run, delegation);
  const host = await attempt(run, "provider", async () => {
    return describeHost(await found);
  });
  if (host.exit !== 0) return [host];
  const foundZone = await found;
  const planned = planAtHost(run, foundZone, identity);
  const records = await attempt(run, "records", async () => describeRecords(run.domain, await planned));
  const places = await planned.then(
    ({ swaps }) => swaps.map(keyOfSwap),
    // What is in the way of a plan is in nobody's way to ask whether these places may be written.
    () => requirementsOf({ identity }, run.domain).map(keyOf),
  );
  const askings = askingsFor(run.domain, places, { exists: identity !== undefined });
  const rights = await attempt(run, "rights", async () =>
    describeRights(foundZone, await requireRights(run, foundZone, askings), askings.flat().length),
  );
  return [host, records, rights];
}

async function findHost(run: Run, delegation: Delegation): Promise<FoundZone> {
  const provider = await run.findProvider(run.domain, delegation, { signal: run.signal });
  const zones = await provider.zonesAt(delegation.apex, patiently(run));
  const foundZone = { delegation, provider, zone: chooseZone(provider, delegation, zones) };
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

function describeHost({ provider, zone }: FoundZone): string {
  const holds = `${provider.name} holds the zone ${zone.apex} (${zone.id})`;
  return zone.nameServers === undefined
    ? `${holds}; it does not tell on which name servers, so whether these serve it is not known`
    : `${holds} and serves it`;
}

function describeRecords(domain: DomainName, { rrsets, swaps }: Planned & Pick<Preflight, "rrsets">): string {
  const types = rrsets.filter(({ owner }) => owner === domain).map(({ type }) => type);
  const there = `${types.length} RRsets stand at ${domain}${types.length === 0 ? "" : `: ${types.join(", ")}`}`;
  return `${there}; nothing stands in the way of ${swaps.length === 1 ? "the 1 change" : `the ${swaps.length} changes`} known so far`;
}

function describeRights({ provider, zone }: FoundZone, mayWrite: boolean | undefined, asked: number): string {
  if (mayWrite === true) return `these credentials may write in ${zone.apex}`;
  if (asked === 0)
    return `nothing is left to be written in ${zone.apex}; whether these credentials may was not told`;
  return provider.mayWrite === undefined
    ? `whether these credentials may write in ${zone.apex} can't be tried without effect at ${provider.name}`
    : `${provider.name} did not tell whether these credentials may write in ${zone.apex}`;
}

async function attempt(
  { started, wordFor, domain }: Run,
  check: Diagnosis["check"],
  look: () => Promise<string>,
): Promise<Diagnosis> {
  try {
    return { check, exit: 0, found: await look(), error: null };
  } catch (thrown) {
    const error = toOnboardError(thrown);
    const word = wordFor?.({ ...started, command: "doctor" }, domain);
    return { check, exit: error.exit, found: null, error: error.toReport(word) };
  }
}

/** Without a domain only the way is tried: that a name is not delegated is an answer, too. */
async function reached(
  delegation: Promise<Delegation>,
  domain: DomainName | undefined,
): Promise<Delegation | undefined> {
  if (domain !== undefined) return delegation;
  return delegation.catch((error: unknown) => {
    if (toOnboardError(error).code === "ZONE_NOT_DELEGATED") return undefined;
    throw error;
  });
}

function describeWalk(delegation: Delegation | undefined): string {
  if (delegation === undefined) return "the root servers answer on port 53";
  const { apex, parentNameServers, addresses } = delegation;
  return `the zone ${apex} is delegated to ${parentNameServers.join(", ")} (${addresses.length} addresses)`;
}

function describeIdentity(
  name: DomainName,
  identity: { readonly verified: boolean } | undefined,
  domain: DomainName | undefined,
): string {
  if (domain === undefined)
    return "SES takes the credentials; the rights to create and verify can't be tried without effect";
  if (identity === undefined) return `SES takes the credentials; ${name} is not created yet`;
  return `SES takes the credentials; ${name} exists and is ${identity.verified ? "verified" : "not verified yet"}`;
}
