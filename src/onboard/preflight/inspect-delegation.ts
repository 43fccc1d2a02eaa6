import { endedAtDeadline } from "../../async/deadline.ts";
import type { DomainName } from "../../dns/domain-name.ts";
import type { Delegation } from "../../dns/observation.ts";
import type { DnssecView } from "../../dns/resolvers.ts";
import { OnboardError } from "../../errors/onboard-error.ts";
import type { Warning } from "../../plan/warning.ts";
import { askServers, LONGEST_LOOK_MS } from "./ask-servers.ts";
import type { FoundZone } from "./find-zone.ts";
import type { Run } from "../run.ts";
import { together } from "../../async/together.ts";

/**
 * The three lists of name servers – the parent's, the zone's own, the host's – held against each other, every
 * server asked for its zone, and the zone's DNSSEC tried. What is odd is a warning; only a zone that
 * validating resolvers refuse stops here.
 * @throws OnboardError ZONE_NOT_DELEGATED for a bogus zone
 */
export async function inspectDelegation(run: Run, { delegation, zone }: FoundZone): Promise<void> {
  for (const warning of differences(delegation, zone.nameServers)) raise(run, warning);
  await together(run, [(own) => lookAtServers(own, delegation), (own) => refuseBogus(own, delegation.apex)]);
  for (const family of run.authority.missingFamilies())
    raise(run, { warning: "family-missing", owner: delegation.apex, family });
}

function differences(
  { apex, parentNameServers, childNameServers, unresolved }: Delegation,
  assigned: readonly DomainName[] | undefined,
): readonly Warning[] {
  const warnings: Warning[] = [];
  const [onlyParent, onlyZone] = [
    minus(parentNameServers, childNameServers),
    minus(childNameServers, parentNameServers),
  ];
  // No server of the zone answered: then its own list is unknown, not empty.
  if (childNameServers.length > 0 && onlyParent.length + onlyZone.length > 0)
    warnings.push({ warning: "delegation-differs", owner: apex, onlyParent, onlyZone });
  const notAtHost = assigned === undefined ? [] : minus(parentNameServers, assigned);
  if (assigned !== undefined && notAtHost.length > 0)
    warnings.push({
      warning: "half-moved",
      owner: apex,
      notAtHost,
      notDelegated: minus(assigned, parentNameServers),
    });
  if (unresolved.length > 0)
    warnings.push({ warning: "server-without-address", owner: apex, servers: unresolved });
  return warnings;
}

function minus(names: readonly DomainName[], others: readonly DomainName[]): readonly DomainName[] {
  return names.filter((name) => !others.includes(name));
}

async function lookAtServers(run: Run, delegation: Delegation): Promise<void> {
  for (const { at, observation } of await askServers(run, delegation))
    if (observation.kind === "lame" || observation.kind === "servfail")
      raise(run, { warning: "server-lame", owner: delegation.apex, at, because: observation.kind });
}

/**
 * Only a resolver that validates sees the chain of keys.
 * @returns undefined where no resolver tells in time
 * @throws OnboardError ZONE_NOT_DELEGATED
 */
export async function refuseBogus(run: Run, apex: DomainName): Promise<DnssecView | undefined> {
  const view = await endedAtDeadline((signal) => run.resolvers.dnssec(apex, { signal }), {
    ...run,
    timeoutMs: LONGEST_LOOK_MS,
  });
  if (view?.bogus !== true) return view;
  const reasons = view.extendedErrors
    .map(({ code, text }) => (text === "" ? `error ${code}` : text))
    .join("; ");
  throw new OnboardError(
    "ZONE_NOT_DELEGATED",
    `The zone ${apex} fails DNSSEC validation${reasons === "" ? "" : ` (${reasons})`}: to every validating resolver none of its records exists.`,
    {
      hint: `Renew the DS record of ${apex} at the registrar, or the zone's signatures at the DNS host, then run again.`,
      facts: { apex, extendedErrors: view.extendedErrors },
    },
  );
}

function raise(run: Run, warning: Warning): void {
  run.emit({ type: "warning.raised", warning });
}
