import { together } from "../../async/together.ts";
import { isAtOrBelow, type DomainName } from "../../dns/domain-name.ts";
import type { Heard, Question, ServerAddress } from "../../dns/observation.ts";
import { OnboardError } from "../../errors/onboard-error.ts";
import { listPhrase, phrase } from "../../errors/phrase.ts";
import type { DeeperZone } from "../../plan/delegation/deeper-zone.ts";
import { holdsZone } from "../../plan/delegation/holds-zone.ts";
import { oddAnswers, oddLists, silentServers } from "../../plan/delegation/odd.ts";
import { keysNameOf } from "../../plan/dkim/dkim.ts";
import type { Warning } from "../../plan/warning.ts";
import { refuseBogus } from "../dnssec/refuse-bogus.ts";
import type { Run } from "../run.ts";
import { askBriefly, askServers, seeDeeperZone } from "./ask-servers.ts";
import type { FoundZone } from "./find-zone.ts";
import { requireEnough } from "./require-served.ts";
import { findOtherCopies, refuseTwoHosts } from "./two-hosts.ts";

/**
 * The three lists of name servers – the parent's, the zone's own, the host's – held against each other, every
 * server asked for its zone, and the zone's DNSSEC tried. What is odd is a warning; what keeps the world from seeing the
 * records stops here: a zone that validating resolvers refuse, one that fewer than half of its servers
 * hold, a deeper zone at the DKIM keys, two hosts.
 * @returns what each address said of the zone
 * @throws OnboardError ZONE_NOT_DELEGATED
 */
export async function inspectDelegation(run: Run, foundZone: FoundZone): Promise<readonly Heard[]> {
  const { apex } = foundZone.delegation;
  const [heard] = await together(run, [
    (own) => lookAtServers(own, foundZone),
    (own) => lookAtSignatures(own, foundZone),
  ]);
  for (const family of run.authority.missingFamilies())
    raise(run, { warning: "family-missing", owner: apex, family });
  return heard;
}

/** For a plan. A run tells it when its wait is over, since an address may answer by then. */
export function warnOfSilence(
  run: Pick<Run, "emit">,
  { delegation, heard = [] }: Pick<FoundZone, "delegation"> & { readonly heard?: readonly Heard[] },
): void {
  for (const warning of silentServers(delegation, heard)) run.emit({ type: "warning.raised", warning });
}

/** Of a zone that only the one above shows, no resolver is asked: its name may be the one that is written. */
async function lookAtSignatures(run: Run, { delegation, above }: FoundZone): Promise<void> {
  if (above?.holdsKey === true) raise(run, { warning: "dnssec-unknown", owner: delegation.apex });
  if (above !== undefined) return lookAtSignatures(run, above);
  const { apex: owner } = delegation;
  const { validation, warnings } = await refuseBogus(run, delegation);
  if (validation === "untold") raise(run, { warning: "dnssec-unknown", owner });
  for (const warning of warnings) raise(run, warning);
}

async function lookAtServers(run: Run, foundZone: FoundZone): Promise<readonly Heard[]> {
  const { delegation, zone } = foundZone;
  const heard = await askServers(run, delegation);
  requireEnough(delegation, heard);
  const others = await findOtherCopies(run, foundZone, heard);
  const otherCopy = [...new Set(others.map(({ server }) => server))];
  for (const warning of oddLists(delegation, zone.nameServers, otherCopy)) raise(run, warning);
  for (const warning of oddAnswers(delegation, heard)) raise(run, warning);
  refuseTwoHosts(run, foundZone, others);
  await refuseDeeperZone(run, delegation.apex, heard);
  return heard;
}

/**
 * Neither the host's listing nor the walk, which ends at the sender domain, shows a zone that begins between it and its
 * keys (PowerDNS and others answer out of the deepest zone that they have). NS at that name is nothing that the run
 * writes, so no "no" to it can stand in its way. A zone that one server alone
 * holds is seen by that one alone, so each is asked, at one address.
 * @throws OnboardError ZONE_NOT_DELEGATED
 */
export async function refuseDeeperZone(run: Run, apex: DomainName, heard: readonly Heard[]): Promise<void> {
  const holding = heard.filter(({ observation }) => holdsZone(observation, apex)).map(({ at }) => at);
  const asked = holding.filter((at) => at === holding.find(({ server }) => server === at.server));
  const found = await Promise.all(asked.map((at) => deeperZoneBy(run, at, apex)));
  const deeper = found.find((zone) => zone !== undefined);
  if (deeper !== undefined) throw belowCut(run.domain, apex, deeper);
}

async function deeperZoneBy(run: Run, at: ServerAddress, apex: DomainName): Promise<DeeperZone | undefined> {
  const question = { owner: keysNameOf(run.domain), type: "NS" } as const;
  const ask = (about: Question) => askBriefly(run, at, about);
  return seeDeeperZone({ apex, question, said: await ask(question), ask });
}

function belowCut(
  domain: DomainName,
  apex: DomainName,
  { apex: cut, nameServers }: DeeperZone,
): OnboardError {
  const servers = nameServers.length === 0 ? "" : phrase`, served by ${listPhrase(nameServers, ", ")}`;
  const lost = isAtOrBelow(domain, cut) ? phrase`records for ${domain}` : phrase`DKIM keys of ${domain}`;
  return new OnboardError(
    "ZONE_NOT_DELEGATED",
    phrase`${cut} is a zone of its own${servers}, so ${lost} that are written into ${apex} would never be served.`,
    {
      hint: phrase`Delete the zone ${cut} at the DNS host${nameServers.length === 0 ? "" : phrase`, with the NS records at ${cut} in ${apex}`}, then run again.`,
      facts: { domain, apex, cut, nameServers },
    },
  );
}

function raise(run: Run, warning: Warning): void {
  run.emit({ type: "warning.raised", warning });
}
