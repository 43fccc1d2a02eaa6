import { endedAtDeadline } from "../../async/deadline.ts";
import type { DomainName } from "../../dns/domain-name.ts";
import type { Delegation } from "../../dns/observation.ts";
import { isOnboardError, OnboardError } from "../../errors/onboard-error.ts";
import { listPhrase, phrase } from "../../errors/phrase.ts";
import { familyOf } from "../preflight/ask-servers.ts";
import { couldServe } from "../preflight/choose-zone.ts";
import type { FoundZone } from "../preflight/find-zone.ts";
import type { Run } from "../run.ts";

/** Before a last word nobody waits longer than this for the walk, in milliseconds. */
const LONGEST_MS = 5_000;

/**
 * Looks from the roots on whether the zone is still delegated as it was: a new domain is often moved to other name
 * servers while a run waits for it (desec-stack issue 577). What has changed is told. A walk that fails says nothing.
 * @returns the delegation as it is now; undefined: nothing has changed, or nobody can tell
 * @throws OnboardError ZONE_NOT_DELEGATED where the world is not sent to this zone any more; the signal's reason
 */
export async function walkAgain(
  run: Pick<Run, "authority" | "domain" | "emit">,
  known: FoundZone,
  signal: AbortSignal,
): Promise<Delegation | undefined> {
  // Who serves the zone was told over HTTPS: from here there is no way down.
  if (known.delegation.addresses.length === 0) return undefined;
  const found = await findDelegation(run, signal);
  if (found === undefined) return undefined;
  if (found.apex !== known.delegation.apex) {
    // Where nobody delegates the zone, the one around it is found whenever its own servers don't answer.
    const isAround = found.apex === known.delegation.enclosing?.apex;
    if (found.soa === undefined || isAround) return undefined;
    throw movedTo(run.domain, known.delegation.apex, found);
  }
  const now = merged(known.delegation, found);
  if (isSame(known.delegation, now)) return undefined;
  if (!couldServe(known.zone, namesOf(now))) throw movedAway(known, now);
  const { apex, parentNameServers: nameServers, addresses: servers, unresolved } = now;
  run.emit({
    type: "delegation.changed",
    apex,
    nameServers,
    before: known.delegation.parentNameServers,
    servers,
    ...(unresolved.length === 0 ? {} : { unresolved }),
  });
  return now;
}

/** The same before a last word, for a short time only. @throws as walkAgain */
export function walkOnceMore(run: Run, known: FoundZone): Promise<Delegation | undefined> {
  return endedAtDeadline((signal) => walkAgain(run, known, signal), { ...run, timeoutMs: LONGEST_MS });
}

async function findDelegation(
  { authority, domain }: Pick<Run, "authority" | "domain">,
  signal: AbortSignal,
): Promise<Delegation | undefined> {
  try {
    return await authority.delegation(domain, { fresh: true, signal });
  } catch (error) {
    signal.throwIfAborted();
    if (isOnboardError(error)) return undefined;
    throw error;
  }
}

/**
 * The delegation as it was found, with what was known of it where nobody told: the zone's own list where its servers
 * did not answer, and the addresses of a server that stays. One of these goes only where another of its family was
 * found, else a lookup that failed would let a server go which still serves the old records.
 */
function merged(before: Delegation, found: Delegation): Delegation {
  const childNameServers = found.soa === undefined ? before.childNameServers : found.childNameServers;
  const now = { ...found, childNameServers };
  const names = namesOf(now);
  const kept = before.addresses.filter(
    (one) =>
      names.includes(one.server) &&
      !found.addresses.some((other) => other.server === one.server && familyOf(other) === familyOf(one)),
  );
  const addresses = [...found.addresses, ...kept];
  // Names beyond those that are looked up are no names without an address.
  const isLookedUp = (name: DomainName): boolean =>
    (found.leftOut?.servers ?? 0) === 0 || found.unresolved.includes(name);
  const unresolved = names.filter(
    (name) => isLookedUp(name) && !addresses.some(({ server }) => server === name),
  );
  return { ...now, addresses, unresolved };
}

function isSame(before: Delegation, now: Delegation): boolean {
  return textOf(before) === textOf(now);
}

/** Whom the world is sent to, and who is asked, in no order. */
function textOf(delegation: Delegation): string {
  const { parentNameServers, addresses, enclosing } = delegation;
  return JSON.stringify([
    parentNameServers.toSorted(),
    enclosing?.nameServers.toSorted(),
    namesOf(delegation).toSorted(),
    addresses.map(({ server, address, port }) => `${server} ${address} ${port}`).toSorted(),
  ]);
}

/** Every server of the zone, whoever names it. */
export function namesOf({
  parentNameServers,
  childNameServers,
  enclosing,
}: Delegation): readonly DomainName[] {
  return [...new Set([...parentNameServers, ...childNameServers, ...(enclosing?.nameServers ?? [])])];
}

function movedTo(domain: DomainName, before: DomainName, now: Delegation): OnboardError {
  const { apex, parentNameServers } = now;
  return new OnboardError(
    "ZONE_NOT_DELEGATED",
    phrase`${domain} belongs to the zone ${apex} on ${listPhrase(parentNameServers, ", ")} now, and no longer to ${before}: what is written there is never seen.`,
    {
      hint: phrase`Undo the delegation of ${apex} if it was not meant; else run again, so that the records are written into it.`,
      facts: { domain, apex, before, nameServers: parentNameServers },
    },
  );
}

function movedAway({ provider, zone, delegation }: FoundZone, now: Delegation): OnboardError {
  const [live, assigned] = [now.parentNameServers, zone.nameServers ?? []];
  return new OnboardError(
    "ZONE_NOT_DELEGATED",
    phrase`${now.apex} is delegated to ${listPhrase(live, ", ")} now (before: ${listPhrase(delegation.parentNameServers, ", ")}), and none of them is one of ${provider.name}'s (${listPhrase(assigned, ", ")}): what is written there is never seen.`,
    {
      hint: phrase`At the registrar, delegate ${now.apex} to ${listPhrase(assigned, ", ")} again, or name the provider that serves ${listPhrase(live, ", ")} with ${{ option: "provider" }}.`,
      facts: {
        apex: now.apex,
        provider: provider.name,
        assigned,
        live,
        before: delegation.parentNameServers,
      },
    },
  );
}
