import { parseDomainName, registrableDomainOf, type DomainName } from "../../dns/domain-name.ts";
import type { Delegation } from "../../dns/observation.ts";
import { portName } from "../../dns/said.ts";
import { inEnglish } from "../../errors/phrase.ts";
import { toOnboardError } from "../../errors/onboard-error.ts";
import { isBlind, portCauseOf } from "../preflight/find-zone.ts";
import { requireRoom, tellListing } from "../preflight/tell-listing.ts";
import { patiently, type Run } from "../run.ts";
import { attempt, counted, type Diagnosis } from "./diagnosis.ts";
import { diagnoseHost } from "./host.ts";
import { diagnoseDnssec, diagnoseServers } from "./servers.ts";

// `doctor`: diagnose.ts, servers.ts for who serves the zone, host.ts for its DNS host; diagnosis.ts is what is found.

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
  const delegation = run.authority
    .delegation(name, { signal: run.signal })
    .catch((error: unknown) => byHttps({ ...run, domain: name }, error));
  const identity = run.identities.get(name, patiently(run));
  const [walk, ses] = await Promise.all([
    attempt(run, "delegation", async () => describeWalk(run, await reached(delegation, domain))),
    attempt(run, "ses", async () => describeIdentity(name, await identity, domain)),
  ]);
  const account =
    ses.exit === 0
      ? [ses, ...(await diagnoseQuota(run, domain !== undefined && (await identity) === undefined))]
      : [ses];
  if (domain === undefined || walk.exit !== 0) return [walk, ...account];
  const found = await delegation;
  const [servers, dnssec] = await Promise.all([
    isBlind(found) ? undefined : diagnoseServers(run, found),
    diagnoseDnssec(run, found),
  ]);
  const { heard = [] } = servers ?? {};
  // What SES refuses to tell is told by the check of SES alone.
  const known = await identity.catch(() => undefined);
  const host = await diagnoseHost(run, { delegation: found, heard, identity: known });
  return [walk, ...(servers === undefined ? [] : [servers]), dnssec, ...account, ...host];
}

/**
 * Who serves the zone of the organisation, by public resolvers, where no name server can be asked from here: a run goes
 * that way. @throws the cause, where they don't tell either
 */
async function byHttps({ resolvers, domain, signal }: Run, cause: unknown): Promise<Delegation> {
  const organisation = registrableDomainOf(domain);
  if (portCauseOf(cause) === undefined || organisation === undefined) throw cause;
  const found = await resolvers.delegation(organisation, { signal });
  if (found === undefined) throw cause;
  return found;
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

function describeWalk({ authority }: Run, delegation: Delegation | undefined): string {
  const port = inEnglish(portName(authority.portsAsked()));
  if (delegation === undefined) return `the root servers answer on ${port}`;
  const { apex, parentNameServers, addresses, enclosing } = delegation;
  if (isBlind(delegation))
    return `name servers can't be asked from here on ${port}: run goes by HTTPS, by which public resolvers say that ${apex} is served by ${parentNameServers.join(", ")}; check sees only what they see`;
  const found = counted(addresses.length, "address", "addresses");
  return enclosing === undefined
    ? `the zone ${apex} is delegated to ${parentNameServers.join(", ")} (${found}, ${port})`
    : `no server of ${enclosing.apex} refers to the zone ${apex}: the world comes to it by the servers of ${enclosing.apex}, ${enclosing.nameServers.join(", ")} (${found} of both zones, ${port})`;
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
