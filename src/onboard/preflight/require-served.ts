import type { DomainName } from "../../dns/domain-name.ts";
import type { Delegation, Heard, ServerAddress, SoaTimes, Unaddressed } from "../../dns/observation.ts";
import { portName, saidByServers, whyUnaddressed } from "../../dns/said.ts";
import { findSoaTimes } from "../../dns/soa.ts";
import { OnboardError } from "../../errors/onboard-error.ts";
import { listPhrase, phrase, type Phrase, type Text } from "../../errors/phrase.ts";
import { tally, type Tally } from "../../events/tally.ts";
import { holdsZone } from "../../plan/delegation/holds-zone.ts";
import { isSentTo } from "../../plan/delegation/odd.ts";
import type { Run } from "../run.ts";
import { askServers } from "./ask-servers.ts";

/**
 * A delegation somebody serves. The walk may have ended without an SOA because its servers had none to give: a load
 * balancer has no SOA at its apex, which the delegation proves all the same. So each of them is asked, and what they say
 * decides.
 * @throws OnboardError ZONE_NOT_DELEGATED where servers answer and none holds the zone, or none has an address;
 * NOT_OBSERVABLE where all are silent
 */
export async function requireServed(run: Run, delegation: Delegation): Promise<Delegation> {
  if (delegation.soa !== undefined) return delegation;
  const heard = latest(delegation.heard ?? [], await askServers(run, delegation));
  if (!heard.some(({ observation }) => holdsZone(observation, delegation.apex)))
    throw isSilence(delegation, heard)
      ? silentZone(run.domain, delegation, heard)
      : unserved(run.domain, delegation, heard);
  return { ...delegation, soa: soaIn(heard) };
}

/** Of each address what it said last; silence after a word does not take the word back. */
function latest(before: readonly Heard[], now: readonly Heard[]): readonly Heard[] {
  const byAddress = new Map(before.map((one) => [keyOf(one), one]));
  for (const one of now)
    if (one.observation.kind !== "unreachable" || !byAddress.has(keyOf(one))) byAddress.set(keyOf(one), one);
  return [...byAddress.values()];
}

function keyOf({ at: { server, address, port } }: Heard): string {
  return `${server} ${address} ${port}`;
}

/** Without authority nobody's SOA counts. */
function soaIn(heard: readonly Heard[]): SoaTimes | undefined {
  return heard
    .map(({ observation }) =>
      observation.kind === "answer" && observation.withoutAuthority !== true
        ? findSoaTimes(observation.rrset)
        : undefined,
    )
    .find((soa) => soa !== undefined);
}

/** Nobody has said anything: neither a server of the zone, nor who knows their addresses. */
function isSilence({ unresolved, unaddressed }: Delegation, heard: readonly Heard[]): boolean {
  if (heard.length > 0) return heard.every(({ observation }) => observation.kind === "unreachable");
  return unresolved.length > 0 && unresolved.every((server) => unaddressed?.get(server) === "unanswered");
}

/**
 * The way down was open, so it is the zone's own servers: what is written there can't be seen, by us or by
 * SES.
 */
function silentZone(domain: DomainName, delegation: Delegation, heard: readonly Heard[]): OnboardError {
  const { apex, parentNameServers } = delegation;
  return new OnboardError(
    "NOT_OBSERVABLE",
    heard.length === 0
      ? phrase`No name server of ${apex} can be asked, so nothing written for ${domain} could be seen: ${whatWasSeen(delegation, heard)}.`
      : phrase`No name server of ${apex} answers, so nothing written for ${domain} could be seen: ${whatWasSeen(delegation, heard)}.`,
    {
      hint:
        heard.length === 0
          ? hintForSilence(heard)
          : phrase`Have the name servers of ${apex} answer again, or correct the delegation, then run again.`,
      facts: { apex, nameServers: parentNameServers },
    },
  );
}

function unserved(domain: DomainName, delegation: Delegation, heard: readonly Heard[]): OnboardError {
  const { apex, parentNameServers } = delegation;
  return new OnboardError(
    "ZONE_NOT_DELEGATED",
    phrase`No name server of ${apex} serves it, so nothing written for ${domain} would be seen: ${whatWasSeen(delegation, heard)}.`,
    {
      // Nobody could be asked: no host can mend that.
      hint:
        heard.length === 0
          ? phrase`Correct the delegation of ${apex} at the registrar, so that its name servers have addresses, then run again.`
          : phrase`Have the DNS host serve ${apex} on these servers, or correct the delegation at the registrar, then run again.`,
      facts: { apex, nameServers: parentNameServers, heard },
    },
  );
}

/** @throws OnboardError ZONE_NOT_DELEGATED where servers answer, but too few of them hold the zone */
export function requireEnough(delegation: Delegation, heard: readonly Heard[]): void {
  // Silence everywhere is no server's: where port 53 is closed here, SES has the last word.
  if (heard.every(({ observation }) => observation.kind === "unreachable")) return;
  const failure = tooFewHolding(delegation, heard);
  if (failure !== undefined) throw failure;
}

/**
 * Why servers of a zone that were asked for it are too few: the wait of a run ends when at least half of those that the
 * world is sent to agree, so with fewer it could not end. Undefined: they are enough.
 */
export function tooFewHolding(delegation: Delegation, heard: readonly Heard[]): OnboardError | undefined {
  const { apex, parentNameServers: nameServers } = delegation;
  const holds = ({ observation }: Heard) => holdsZone(observation, apex);
  const { agreeing, asked } = counting(delegation, heard, holds);
  if (agreeing > 0 && agreeing * 2 >= asked) return undefined;
  const failing = heard.filter((one) => !holds(one));
  const isSilent = isSilence(delegation, heard);
  return new OnboardError(
    isSilent ? "NOT_OBSERVABLE" : "ZONE_NOT_DELEGATED",
    phrase`${agreeing} of ${asked} name ${asked === 1 ? phrase`server` : phrase`servers`} of ${apex} ${agreeing === 1 ? phrase`answers` : phrase`answer`} for it, and at least half have to: ${whatWasSeen(delegation, failing)}.`,
    {
      hint: isSilent
        ? hintForSilence(heard)
        : phrase`Have the DNS host serve ${apex} on these servers, or correct the delegation at the registrar.`,
      facts: { apex, nameServers, agreeing, asked },
    },
  );
}

function hintForSilence(heard: readonly Heard[]): Phrase {
  if (heard.length === 0)
    return phrase`Have the servers answer again that know these addresses, or run from another network.`;
  const port = portName(heard.map(({ at }) => at.port));
  return phrase`Open ${port} (UDP and TCP) to these servers, or have them answer again.`;
}

/** Of the servers that the world is sent to, those of which an address is such a one. */
export function counting(
  delegation: Delegation,
  heard: readonly Heard[],
  isSuch: (one: Heard) => boolean,
): Tally {
  const such = heard.filter(isSuch).map(({ at }) => at);
  const isAmong = ({ server, address, port }: ServerAddress): boolean =>
    such.some((one) => one.server === server && one.address === address && one.port === port);
  const servers = delegation.addresses.filter(({ server }) => isSentTo(delegation, server));
  const unresolved = delegation.unresolved.filter((server) => isSentTo(delegation, server));
  return tally({ servers, unresolved }, (at) => (isAmong(at) ? "agrees" : "silent"));
}

/** What each of these said, and why the others have no address. */
function whatWasSeen({ unresolved, unaddressed }: Delegation, heard: readonly Heard[]): Phrase {
  const without = unresolved.map((server) => phrase`${server} ${reasonOf(unaddressed?.get(server))}`);
  const seen = [...saidByServers(heard), ...without];
  return seen.length === 0 ? phrase`the delegation names no server` : listPhrase(seen, "; ");
}

function reasonOf(because: Unaddressed | undefined): Text {
  return because === undefined ? phrase`has no address` : whyUnaddressed(because);
}
