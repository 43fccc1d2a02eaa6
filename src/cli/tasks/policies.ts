import { METAS } from "../../../providers/registry.ts";
import type { ProviderMeta } from "../../../providers/describe.ts";
import { homeOf } from "../../compose/find-provider.ts";
import { settingsFor } from "../../config/config.ts";
import type { DomainName } from "../../dns/domain-name.ts";
import type { Delegation } from "../../dns/observation.ts";
import type { RRsetKey } from "../../dns/rrset.ts";
import { delegatedTo } from "../../dns/said.ts";
import { isOnboardError, OnboardError, toOnboardError } from "../../errors/onboard-error.ts";
import { listPhrase, phrase } from "../../errors/phrase.ts";
import { findDelegation } from "../../onboard/diagnose/delegation.ts";
import { findPlaces } from "../../onboard/diagnose/places.ts";
import type { Run } from "../../onboard/run.ts";
import { isKeyName, keysNameOf } from "../../plan/dkim/dkim.ts";
import { policyLines, rightsLines } from "../../report/diagnosis/policy-lines.ts";
import type { Session } from "../session/session.ts";
import {
  policyOfHost,
  policyOfSes,
  rightsWithoutPolicy,
  type PolicyPlace,
  type Written,
} from "./account-policies.ts";
import type { Answer } from "./answer.ts";
import { findMeta, HOSTS } from "./needed-keys.ts";

/**
 * `doctor --policy`: the least that the keys have to be allowed, for what the plan of this domain writes.
 * @throws OnboardError PROVIDER_UNKNOWN, or why the name servers could not be asked, where nobody named the DNS host
 */
export async function policiesFor(
  run: Run,
  session: Session,
  { domain }: { readonly domain: DomainName | undefined },
): Promise<Answer> {
  if (session.invalid !== undefined) throw session.invalid;
  const { site } = session.config.ses;
  const hosts = domain === undefined ? everyHost(session) : [await theHost({ ...run, domain }, session)];
  const policies = [
    policyOfSes(site),
    ...hosts.flatMap(({ meta, place }) => policyOfHost(meta, place, site) ?? []),
  ];
  const withoutPolicy = hosts.flatMap(({ meta }) => rightsWithoutPolicy(meta) ?? []);
  return {
    facts: { type: "policies", policies, withoutPolicy } as Answer["facts"],
    lines: (style) =>
      [
        ...policies.map((policy) => policyLines(policy, style)),
        ...withoutPolicy.map((rights) => rightsLines(rights, style)),
      ].flatMap((lines, index) => [...(index === 0 ? [] : [""]), ...lines]),
    exit: 0,
  };
}

interface Host {
  readonly meta: ProviderMeta;
  readonly place: PolicyPlace;
}

/** Of the hosts with keys, else of all, as long as no domain tells which one it is. */
function everyHost({ config }: Session): readonly Host[] {
  const { provider: wanted, providers } = config;
  const given = providers.filter(({ borrowed }) => borrowed !== true).map(({ name }) => name);
  const metas = (wanted === "auto" ? given : [wanted]).flatMap((name) => findMeta(name, config) ?? []);
  return (metas.length === 0 ? HOSTS : metas).map((meta) => ({ meta, place: {} }));
}

async function theHost(run: Run, { config }: Session): Promise<Host> {
  const { provider: wanted } = settingsFor(config, run.domain);
  const looked = await findDelegation(run).catch(toOnboardError);
  const delegation = isOnboardError(looked) ? undefined : looked;
  const { found, places } = await findPlaces(run, delegation);
  const meta = findMeta(found?.provider.name ?? wanted, config) ?? recognisedHost(looked);
  const place: PolicyPlace = {
    apex: found?.zone.apex ?? delegation?.apex,
    id: found?.zone.id,
    written: writtenAt(run.domain, places),
    nameServers: delegation?.parentNameServers ?? [],
  };
  return { meta, place };
}

/** Names and types once each; of DKIM keys only where they stand, since Create chooses the selector. */
export function writtenAt(domain: DomainName, places: readonly RRsetKey[]): Written {
  const names = places.map(({ owner }) => owner).filter((owner) => !isKeyName(owner));
  return {
    names: [...new Set(names)],
    keysBelow: keysNameOf(domain),
    types: [...new Set(["TXT", ...places.map(({ type }) => type)])],
  };
}

/**
 * The DNS host that the live name servers belong to.
 * @param looked what DNS said, or why it could not be asked
 * @throws OnboardError that; PROVIDER_UNKNOWN for name servers of nobody known here
 */
export function recognisedHost(looked: Delegation | OnboardError): ProviderMeta {
  const hint = phrase`Name it with --provider: ${listPhrase(Object.keys(METAS), ", ")} (manual: a person enters the records).`;
  if (isOnboardError(looked)) {
    const { message } = OnboardError.partsOf(looked);
    throw new OnboardError(looked.code, message, { hint, facts: looked.facts, cause: looked });
  }
  const home = homeOf(looked);
  if (home !== undefined) return home;
  throw new OnboardError(
    "PROVIDER_UNKNOWN",
    phrase`${delegatedTo(looked)}, and no DNS host that is known here has such name servers.`,
    { hint, facts: { apex: looked.apex, nameServers: looked.parentNameServers } },
  );
}
