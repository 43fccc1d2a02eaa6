import { METAS } from "../../providers/registry.ts";
import { recognises, type ProviderMeta } from "../../providers/describe.ts";
import { keyVariablesOf } from "../config/accounts/variables.ts";
import { findProviders, requireSettings, type Config, type ProviderConfig } from "../config/config.ts";
import type { DomainName } from "../dns/domain-name.ts";
import type { Delegation } from "../dns/observation.ts";
import type { CallOptions } from "../dns/provider.ts";
import { delegatedTo } from "../dns/said.ts";
import { couldServe } from "../onboard/preflight/choose-zone.ts";
import type { FoundProvider } from "../onboard/run.ts";
import { withOption, type Proposal } from "../errors/hint.ts";
import { OnboardError } from "../errors/onboard-error.ts";
import { listPhrase, phrase, type Fact, type Phrase, type Text } from "../errors/phrase.ts";

export interface ProviderAccess {
  readonly create: (entry: ProviderConfig) => Promise<FoundProvider>;
  readonly options: CallOptions;
}

/**
 * The provider that holds a zone. `auto`: among those whose credentials are there, the one whose name servers
 * the zone lives on; where the names tell nothing (vanity name servers), the one whose account lists the
 * zone.
 * @throws OnboardError PROVIDER_UNKNOWN, PROVIDER_AMBIGUOUS, ZONE_NOT_FOUND, CREDENTIALS_MISSING
 */
export async function findProviderFor(
  config: Config,
  wanted: string,
  delegation: Delegation,
  { create, options }: ProviderAccess,
): Promise<FoundProvider> {
  const access: ProviderAccess = {
    options,
    async create(entry) {
      requireSettings(entry, BY_HAND);
      return create(entry);
    },
  };
  const candidates = findProviders(config, wanted).filter(
    (entry) => entry.borrowed !== true || isRecognised(entry, delegation),
  );
  if (candidates.length === 0) throw noCredentials(delegation);
  const recognised = candidates.filter((entry) => isRecognised(entry, delegation));
  const [only, ...others] = candidates.length === 1 ? candidates : recognised;
  if (only !== undefined && others.length === 0)
    return { ...(await access.create(only)), ifNotHere: wayOn(delegation, candidates) };
  return theOneThatHolds(others.length > 0 ? recognised : candidates, delegation, access);
}

function isRecognised(entry: ProviderConfig, delegation: Delegation): boolean {
  const meta = entry.meta ?? METAS[entry.type];
  return meta !== undefined && recognises(meta, liveNameServers(delegation));
}

/** The parent's word and the zone's own: while a zone moves they differ, and both are asked. */
function liveNameServers({ parentNameServers, childNameServers }: Delegation): readonly DomainName[] {
  return [...new Set([...parentNameServers, ...childNameServers])];
}

async function theOneThatHolds(
  candidates: readonly ProviderConfig[],
  delegation: Delegation,
  { create, options }: ProviderAccess,
): Promise<FoundProvider> {
  const asked = await Promise.allSettled(
    candidates.map(async (entry) => holderOf(await create(entry), delegation, options)),
  );
  const failed = asked.find((answer) => answer.status === "rejected");
  // An account that could not be asked may be the one that holds the zone.
  if (failed !== undefined) throw failed.reason;
  const holders = asked.flatMap((answer) =>
    answer.status === "fulfilled" && answer.value !== undefined ? [answer.value] : [],
  );
  const [only, ...others] = holders;
  if (only === undefined) throw heldByNone(candidates, delegation);
  if (others.length > 0) throw ambiguous(candidates, delegation);
  return only;
}

async function holderOf(
  provider: FoundProvider,
  delegation: Delegation,
  options: CallOptions,
): Promise<FoundProvider | undefined> {
  const zones = await provider.zonesAt(delegation.apex, options);
  const live = liveNameServers(delegation);
  // Where nobody knows whom the world is sent to, no zone of the name is ruled out.
  return zones.some((zone) => live.length === 0 || couldServe(zone, live)) ? provider : undefined;
}

function heldByNone(candidates: readonly ProviderConfig[], delegation: Delegation): OnboardError {
  const { apex, parentNameServers } = delegation;
  const names = candidates.map((entry) => entry.name);
  const home = homeOf(delegation);
  return new OnboardError(
    "ZONE_NOT_FOUND",
    phrase`${delegatedTo(delegation)}${atHome(home)}, and none of the DNS hosts with credentials (${listPhrase(names, ", ")}) holds that zone.`,
    {
      hint: wayOn(delegation, candidates),
      facts: { apex, candidates: names, nameServers: parentNameServers, provider: home?.id ?? null },
    },
  );
}

/** For every host without an adapter, and for whoever lets nobody write. */
const BY_HAND = withOption("provider", "manual");

/** What to do where these credentials don't reach the zone, by whose name servers it is served. */
function wayOn(delegation: Delegation, candidates: readonly ProviderConfig[]): Phrase {
  const home = homeOf(delegation);
  if (home === undefined)
    return phrase`Have the records entered by hand, as docs/manual.md tells: ${BY_HAND}. Where a DNS host with an adapter serves the zone by these name servers, set what it needs, as told by ${{ words: ["providers"] }}.`;
  const page = home.page ?? `docs/providers.md#${home.title.toLowerCase().replaceAll(" ", "-")}`;
  if (candidates.some((entry) => isRecognised(entry, delegation)))
    return phrase`Give credentials of the account at ${home.title} that holds the zone, with access to it (${page}), or have the records entered by hand: ${BY_HAND}.`;
  return phrase`Set ${listPhrase(keyVariablesOf(home), " and ")} for ${home.title}, which serves the zone (${page}), or have the records entered by hand: ${BY_HAND}.`;
}

/** The host that one of the live name servers belongs to, of those that have an adapter here. */
export function homeOf(delegation: Delegation): ProviderMeta | undefined {
  return Object.values(METAS).find((meta) => recognises(meta, liveNameServers(delegation)));
}

function atHome(home: ProviderMeta | undefined): Text {
  return home === undefined ? "" : phrase` (${home.title})`;
}

function ambiguous(
  candidates: readonly ProviderConfig[],
  { apex, parentNameServers }: Delegation,
): OnboardError {
  const names = candidates.map((entry) => entry.name);
  return new OnboardError(
    "PROVIDER_AMBIGUOUS",
    phrase`The name servers of ${apex} (${listPhrase(parentNameServers, ", ")}) don't tell the DNS host: ${listPhrase(names, ", ")} could each hold it.`,
    {
      hint: phrase`Name it: ${alternatives(names.map((name) => withOption("provider", name)))}.`,
      facts: { apex, candidates: names, nameServers: parentNameServers },
    },
  );
}

function alternatives(proposals: readonly Proposal[]): Phrase {
  const [first = "", ...others] = proposals.map((proposal): Fact => proposal);
  return others.reduce<Phrase>((before, other) => phrase`${before}, or ${other}`, listPhrase([first]));
}

function noCredentials(delegation: Delegation): OnboardError {
  const { apex, parentNameServers } = delegation;
  const home = homeOf(delegation);
  return new OnboardError(
    "CREDENTIALS_MISSING",
    phrase`There are no credentials of any DNS host; ${delegatedTo(delegation)}${atHome(home)}.`,
    {
      hint: wayOn(delegation, []),
      facts: { apex, nameServers: parentNameServers, provider: home?.id ?? null },
    },
  );
}
