import type { DomainName } from "../../dns/domain-name.ts";
import type { Delegation, Heard, Said, ServerAddress, Unaddressed } from "../../dns/observation.ts";
import { saidOf } from "../../dns/said.ts";
import { holdsZone } from "./holds-zone.ts";
import type { DelegationWarning } from "./warning.ts";

// Who serves a zone, and what is odd about it. Read warning.ts, odd.ts, holds-zone.ts, other-copy.ts, deeper-zone.ts.

/** The three lists of name servers, the parent's, the zone's own and the host's, held against each other. */
export function oddLists(
  delegation: Delegation,
  assigned: readonly DomainName[] | undefined,
  otherCopy: readonly DomainName[],
): readonly DelegationWarning[] {
  return [
    ...differing(delegation),
    ...halfMoved(delegation, assigned, otherCopy),
    ...withoutAddress(delegation),
    ...beyondLimits(delegation),
    ...oddCuts(delegation),
  ];
}

/** The servers of a delegation that are not among those of the host. Nobody comes by a name without an address. */
export function notAtHost(
  { parentNameServers, unresolved }: Pick<Delegation, "parentNameServers" | "unresolved">,
  assigned: readonly DomainName[] | undefined,
): readonly DomainName[] {
  return assigned === undefined ? [] : minus(parentNameServers, [...assigned, ...unresolved]);
}

function differing({ apex, parentNameServers, childNameServers }: Delegation): readonly DelegationWarning[] {
  const [onlyParent, onlyZone] = [
    minus(parentNameServers, childNameServers),
    minus(childNameServers, parentNameServers),
  ];
  // No server of the zone answered: then its own list is unknown, not empty.
  if (childNameServers.length === 0 || onlyParent.length + onlyZone.length === 0) return [];
  return [{ warning: "delegation-differs", owner: apex, onlyParent, onlyZone }];
}

/** The delegated servers held against those of the host. */
export function halfMoved(
  delegation: Delegation,
  assigned: readonly DomainName[] | undefined,
  otherCopy: readonly DomainName[],
): readonly DelegationWarning[] {
  const others = notAtHost(delegation, assigned);
  if (assigned === undefined || others.length === 0) return [];
  const notDelegated = minus(assigned, delegation.parentNameServers);
  return [{ warning: "half-moved", owner: delegation.apex, notAtHost: others, notDelegated, otherCopy }];
}

function withoutAddress({ apex, unresolved, unaddressed }: Delegation): readonly DelegationWarning[] {
  const byReason = new Map<Unaddressed | undefined, readonly DomainName[]>();
  for (const server of unresolved) {
    const because = unaddressed?.get(server);
    byReason.set(because, [...(byReason.get(because) ?? []), server]);
  }
  return [...byReason].map(([because, servers]) => ({
    warning: "server-without-address",
    owner: apex,
    servers,
    ...(because === undefined ? {} : { because }),
  }));
}

function beyondLimits({ apex, leftOut, addresses }: Delegation): readonly DelegationWarning[] {
  if (leftOut === undefined) return [];
  return [{ warning: "not-all-asked", owner: apex, asked: addresses.length, ...leftOut }];
}

function oddCuts({ apex, enclosing, parentsWithout = [] }: Delegation): readonly DelegationWarning[] {
  return [
    ...(enclosing?.isWithout !== true
      ? []
      : [
          {
            warning: "zone-not-cut",
            owner: apex,
            enclosing: enclosing.apex,
            nameServers: enclosing.nameServers,
          } as const,
        ]),
    ...(parentsWithout.length === 0
      ? []
      : [{ warning: "parents-disagree", owner: apex, without: parentsWithout.map(({ at }) => at) } as const]),
  ];
}

/**
 * Of what the servers of a zone say of it, all that is not as it should be. Silence is told of those alone that only
 * the zone names: whether it holds anything up is known at the end.
 */
export function oddAnswers(delegation: Delegation, heard: readonly Heard[]): readonly DelegationWarning[] {
  const said = heard.map(({ observation }) => observation);
  // Where no server has an SOA it is the zone that has none, as behind load balancers.
  const hasSoa = said.some((one) => one.kind === "answer" && one.rrset.type === "SOA");
  const isRight = (one: Said) =>
    isAsItShouldBe(one) || (!hasSoa && one.kind === "nodata" && holdsZone(one, delegation.apex));
  const servers = heard.flatMap((one) => (isRight(one.observation) ? [] : oddAnswer(delegation, one)));
  const alias = said.find(({ kind }) => kind === "cname");
  return alias?.kind === "cname"
    ? [...servers, { warning: "alias-at-apex", owner: delegation.apex, target: alias.target }]
    : servers;
}

function oddAnswer(delegation: Delegation, { at, observation }: Heard): readonly DelegationWarning[] {
  const { apex: owner, enclosing, parentNameServers, childNameServers } = delegation;
  const said = saidOf(observation);
  if (minus(childNameServers, delegatedNames(delegation)).includes(at.server))
    return [{ warning: "undelegated-server", owner, at, said }];
  if (said.kind === "unreachable") return [];
  if (enclosing === undefined || parentNameServers.includes(at.server))
    return [{ warning: "server-lame", owner, at, said }];
  // That it answers for the zone around this one is told with that.
  return ANSWERS_AROUND.has(said.kind) ? [] : [{ warning: "server-lame", owner: enclosing.apex, at, said }];
}

const ANSWERS_AROUND: ReadonlySet<Said["kind"]> = new Set(["nodata", "nxdomain", "referral"]);

/** Delegated servers that are silent while others answer. */
export function silentServers(delegation: Delegation, heard: readonly Heard[]): readonly DelegationWarning[] {
  const delegated = delegatedNames(delegation);
  const places = (those: readonly Heard[]) => those.map(({ at }) => at);
  const silent = heard.filter(
    (one) => isSilent(one) && !isOutOfReach(one) && delegated.includes(one.at.server),
  );
  const answering = heard.filter((one) => !isSilent(one));
  // Silence everywhere is no server's.
  return answering.length === 0 ? [] : silentBeside(delegation.apex, places(silent), places(answering));
}

/** Servers of which no address answers together, and single addresses of those that do. */
export function silentBeside(
  owner: DomainName,
  silent: readonly ServerAddress[],
  answering: readonly ServerAddress[],
): readonly DelegationWarning[] {
  const answers = new Set(answering.map(({ server }) => server));
  return [true, false].flatMap((whole): readonly DelegationWarning[] => {
    const servers = silent.filter(({ server }) => answers.has(server) !== whole);
    return servers.length === 0 ? [] : [{ warning: "server-silent", owner, servers, whole }];
  });
}

/** The servers that the world is sent to, be it that a zone without a delegation of its own has those of another. */
function delegatedNames({
  parentNameServers,
  enclosing,
}: Pick<Delegation, "parentNameServers" | "enclosing">): readonly DomainName[] {
  return [...parentNameServers, ...(enclosing?.nameServers ?? [])];
}

/** Whether the world is sent to a server; where nobody knows to whom, to each. */
export function isSentTo(
  delegation: Pick<Delegation, "parentNameServers" | "enclosing">,
  server: DomainName,
): boolean {
  const names = delegatedNames(delegation);
  return names.length === 0 || names.includes(server);
}

/** This machine lacks its family, so nothing was sent there. */
function isOutOfReach({ observation }: Heard): boolean {
  return observation.kind === "unreachable" && observation.because === "no-route";
}

function isSilent({ observation }: Heard): boolean {
  return observation.kind === "unreachable";
}

/** An alias is told once, of the zone and not of each server. */
function isAsItShouldBe(said: Said): boolean {
  return said.kind === "cname" || (said.kind === "answer" && said.withoutAuthority !== true);
}

function minus(names: readonly DomainName[], others: readonly DomainName[]): readonly DomainName[] {
  const without = new Set(others);
  return names.filter((name) => !without.has(name));
}
