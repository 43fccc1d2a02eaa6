import { parseDomainName, type DomainName } from "../../dns/domain-name.ts";
import type { Delegation } from "../../dns/observation.ts";
import { isOnboardError } from "../../errors/onboard-error.ts";
import type { Diagnosis } from "../../events/diagnosis/diagnosis.ts";
import type { Finding } from "../../events/diagnosis/finding.ts";
import { isBlind } from "../preflight/find-zone.ts";
import { requireRoom, tellListing } from "../preflight/tell-listing.ts";
import { patiently, type Run } from "../run.ts";
import { findDelegation } from "./delegation.ts";
import { attempt } from "./diagnosis.ts";
import { diagnoseHost } from "./host.ts";
import { diagnoseKeys } from "./keys.ts";
import { diagnoseDnssec, diagnoseServers } from "./servers.ts";

// `doctor`: diagnose.ts, servers.ts for who serves the zone, host.ts for its DNS host, keys.ts for hosts whose zone is
// not known; delegation.ts finds the zone; diagnosis.ts tries one thing; places.ts says where a plan writes, for policies.
// What is found is a fact (events/diagnosis.ts), worded in report/diagnosis.

/**
 * Without a domain any name shows whether credentials are taken and port 53 is open; nobody can own this one
 * (RFC 2606).
 */
export const ANY_NAME = parseDomainName("example.com");

/**
 * `doctor`: each way out tried without any effect, all of them even when one fails, with a domain or without. Which
 * zone it is and how many sender domains there are is told as an event. The rights to Create and
 * Update can't be tried without effect, so they are not claimed; the right to write records is asked for where
 * the host can tell it.
 */
export async function diagnose(run: Run, domain: DomainName | undefined): Promise<readonly Diagnosis[]> {
  const name = domain ?? ANY_NAME;
  const delegation = findDelegation({ ...run, domain: name });
  const identity = run.identities.get(name, patiently(run));
  const [clock, way, ses] = await Promise.all([
    diagnoseClock(run),
    diagnoseWay(run, delegation, domain),
    attempt(run, "ses", async () => foundIdentity(domain, await identity)),
  ]);
  const account =
    ses.exit === 0
      ? [ses, await diagnoseQuota(run, domain !== undefined && (await identity) === undefined)]
      : [ses];
  if (domain === undefined || way.some(({ exit }) => exit !== 0))
    return [...clock, ...way, ...account, ...(await diagnoseKeys(run, ANY_NAME))];
  const found = await delegation;
  const [servers, dnssec] = await Promise.all([
    isBlind(found) ? undefined : diagnoseServers(run, found),
    diagnoseDnssec(run, found),
  ]);
  const { heard = [] } = servers ?? {};
  // What SES refuses to tell is told by the check of SES alone.
  const known = await identity.catch(() => undefined);
  const host = await diagnoseHost(run, { delegation: found, heard, identity: known });
  return [...clock, ...way, ...(servers === undefined ? [] : [servers]), dnssec, ...account, ...host];
}

/** Against that of SES, which refuses requests of another time; also without keys. */
async function diagnoseClock(run: Run): Promise<readonly Diagnosis[]> {
  const { identities, clock, signal } = run;
  if (identities.time === undefined) return [];
  const found = await attempt(run, "clock", async () => {
    const time = await identities.time?.({ signal });
    return {
      finding: "clock",
      aheadSeconds: time === undefined ? null : Math.round((clock.now() - time) / 1_000),
    };
  });
  return [found];
}

/** Whether name servers can be asked at all, and then where the domain is served; that it is not delegated is an answer. */
async function diagnoseWay(
  run: Run,
  delegation: Promise<Delegation>,
  domain: DomainName | undefined,
): Promise<readonly Diagnosis[]> {
  const zone = await attempt(run, "delegation", async () => foundZone(await delegation));
  const isAnswer = zone.error === null || zone.error.code === "ZONE_NOT_DELEGATED";
  if (!isAnswer) return [{ ...zone, check: "port53" }];
  const port = await attempt(run, "port53", async () => foundPort(run, await orNone(delegation)));
  return domain === undefined ? [port] : [port, zone];
}

async function orNone(delegation: Promise<Delegation>): Promise<Delegation | undefined> {
  return delegation.catch(() => undefined);
}

function foundPort({ authority }: Run, delegation: Delegation | undefined): Finding {
  const ports = [...authority.portsAsked()];
  return { finding: delegation !== undefined && isBlind(delegation) ? "port-shut" : "port-open", ports };
}

function foundZone(delegation: Delegation): Finding {
  const { apex, parentNameServers: nameServers, addresses, enclosing } = delegation;
  if (isBlind(delegation)) return { finding: "zone-by-resolvers", apex, nameServers };
  const found = { finding: "zone", apex, addresses: addresses.length } as const;
  return enclosing === undefined
    ? { ...found, nameServers }
    : { ...found, nameServers: enclosing.nameServers, enclosing: enclosing.apex };
}

/** What SES lists, or that it does not, which is a failure only where a limit of one's own is reached. */
async function diagnoseQuota(run: Run, isNew: boolean): Promise<Diagnosis> {
  const list = await tellListing(run);
  return attempt(run, "quota", () => {
    if (isNew) requireRoom(run, list);
    return Promise.resolve(
      isOnboardError(list)
        ? { finding: "unlisted", code: list.code, reason: list.message }
        : { finding: "listed", ...list },
    );
  });
}

function foundIdentity(
  domain: DomainName | undefined,
  identity: { readonly verified: boolean } | undefined,
): Finding {
  if (domain === undefined) return { finding: "ses", domain: null, identity: null };
  if (identity === undefined) return { finding: "ses", domain, identity: "none" };
  return { finding: "ses", domain, identity: identity.verified ? "verified" : "unverified" };
}
