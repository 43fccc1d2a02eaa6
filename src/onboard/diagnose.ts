import { parseDomainName, type DomainName } from "../dns/domain-name.ts";
import type { Delegation } from "../dns/observation.ts";
import { toOnboardError, type ErrorReport } from "../errors/onboard-error.ts";
import { chooseZone } from "./preflight/choose-zone.ts";
import type { Run } from "./run.ts";

/** One thing that was tried without any effect, and what came of it. */
export interface Diagnosis {
  readonly check: "delegation" | "ses" | "provider" | "records";
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
 * `doctor`: each way out tried by reading only, all of them even when one fails. The rights to Create and
 * Update can't be tried without effect, so they are not claimed.
 */
export async function diagnose(run: Run, domain: DomainName | undefined): Promise<readonly Diagnosis[]> {
  const name = domain ?? ANY_NAME;
  const delegation = run.authority.delegation(name, { signal: run.signal });
  const [walk, ses] = await Promise.all([
    attempt("delegation", async () => describeWalk(await reached(delegation, domain))),
    attempt("ses", async () =>
      describeIdentity(name, await run.identities.get(name, { signal: run.signal }), domain),
    ),
  ]);
  if (domain === undefined || walk.exit !== 0) return [walk, ses];
  return [walk, ses, ...(await diagnoseHost(run, domain, await delegation))];
}

async function diagnoseHost(
  run: Run,
  domain: DomainName,
  delegation: Delegation,
): Promise<readonly Diagnosis[]> {
  const found = run.findProvider(domain, delegation, { signal: run.signal }).then(async (provider) => {
    const zone = chooseZone(
      provider,
      delegation,
      await provider.zonesAt(delegation.apex, { signal: run.signal }),
    );
    return { provider, zone };
  });
  const host = await attempt("provider", async () => {
    const { provider, zone } = await found;
    return `${provider.name} holds the zone ${zone.apex} (${zone.id}) and serves it`;
  });
  if (host.exit !== 0) return [host];
  const records = await attempt("records", async () => {
    const { provider, zone } = await found;
    const rrsets = await provider.readRRsets(zone, [domain], { signal: run.signal });
    return `${rrsets.length} RRsets stand at ${domain}${rrsets.length === 0 ? "" : `: ${rrsets.map((rrset) => rrset.type).join(", ")}`}`;
  });
  return [host, records];
}

async function attempt(check: Diagnosis["check"], look: () => Promise<string>): Promise<Diagnosis> {
  try {
    return { check, exit: 0, found: await look(), error: null };
  } catch (thrown) {
    const error = toOnboardError(thrown);
    return { check, exit: error.exit, found: null, error: error.toReport() };
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
