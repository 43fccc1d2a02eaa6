import type { DomainName } from "../../dns/domain-name.ts";
import type { Delegation, Heard, ServerAddress } from "../../dns/observation.ts";
import { keyOf } from "../../dns/rrset.ts";
import { saidOf } from "../../dns/said.ts";
import { serverNames, tally, type Tally } from "../../events/tally.ts";
import { holdsZone } from "../../plan/delegation/holds-zone.ts";
import { isSentTo, silentBeside } from "../../plan/delegation/odd.ts";
import type { Warning } from "../../plan/warning.ts";
import { isSamePlace } from "./places.ts";
import type { Fault, Watcher } from "./watcher.ts";

// Who decides, by what each address last said.

/** All that are watched. */
export interface Watched {
  readonly watchers: readonly Watcher[];
  readonly delegation: Delegation;
  /** What servers said of the zone before. */
  readonly heard: readonly Heard[];
}

/** An address that does not serve every goal, as it was last seen. */
export interface Laggard extends Fault {
  readonly at: ServerAddress;
  /** All names that lead to it, that of `at` included. */
  readonly servers: readonly ServerAddress[];
  /** When it fetches the zone at the latest, ms since 1970; undefined: unknown. */
  readonly dueAt: number | undefined;
}

/** All servers count, whoever decides. */
export function tallyOf({ watchers, delegation: { unresolved } }: Watched): Tally {
  const servers = watchers.flatMap((one) => one.servers);
  return tally({ servers, unresolved }, (at) => wordAt(watchers, at));
}

/** Nobody objects, and of the servers that the world is sent to at least half agree. */
export function mostAgree({ watchers, delegation }: Watched): boolean {
  if (watchers.some(({ word }) => word === "objects")) return false;
  const servers = watchers.filter(({ role }) => role === "delegated").flatMap((one) => one.servers);
  const unresolved = delegation.unresolved.filter((server) => isSentTo(delegation, server));
  const { agreeing, asked } = tally({ servers, unresolved }, (at) => wordAt(watchers, at));
  return agreeing > 0 && agreeing * 2 >= asked;
}

/** Those that are waited for or were left out; not a silent address of a server that agrees at another. */
export function laggardsOf({ watchers }: Watched): readonly Laggard[] {
  return watchers.flatMap((one) => {
    const { at, servers, fault, dueAt } = one;
    const isMissed = one.word === "objects" || one.servers.some(({ server }) => !agrees(watchers, server));
    return fault === undefined || !isMissed ? [] : [{ ...fault, at, servers, dueAt }];
  });
}

/** Who held nothing up and should be looked at all the same, when the wait is over. */
export function warningsOf(watched: Watched): readonly Warning[] {
  const { watchers, delegation } = watched;
  const { apex: owner } = delegation;
  const agreeing = watchers.filter((one) => one.agrees);
  const withoutAuthority =
    agreeing.length > 0 && agreeing.every(({ hasAuthority }) => !hasAuthority)
      ? [{ warning: "without-authority", owner, servers: placesOf(agreeing) } as const]
      : [];
  return [...leftOutWarnings(watched), ...withoutAuthority];
}

/** Those that only the zone names are told as that by preflight and check. */
function leftOutWarnings({ watchers, delegation: { apex }, heard }: Watched): readonly Warning[] {
  const out = watchers.filter(({ isOut, hasNoWay, role }) => isOut && !hasNoWay && role === "delegated");
  // Of the others preflight has told what they say.
  const gaveWay = out.filter(
    ({ at, fault }) => fault?.observation !== undefined && hasAnswered(at, heard, apex),
  );
  const silent = out.filter((one) => one.isSilent && !gaveWay.includes(one));
  const answering = watchers.filter(({ isSilent }) => !isSilent);
  return [
    // Silence everywhere is no server's.
    ...(answering.length === 0 ? [] : silentBeside(apex, placesOf(silent), placesOf(answering))),
    ...gaveWay.flatMap((one) => failingNow(apex, one)),
  ];
}

function failingNow(owner: DomainName, { servers, fault }: Watcher): readonly Warning[] {
  const { goal, observation } = fault ?? {};
  if (observation?.kind === "lame")
    return servers.map((at) => ({ warning: "server-lame", owner, at, said: saidOf(observation) }));
  return goal === undefined ? [] : [{ warning: "record-unanswered", owner, servers, rrset: keyOf(goal) }];
}

/** It held the zone when it was asked for it. */
export function hasAnswered(at: ServerAddress, heard: readonly Heard[], apex: DomainName): boolean {
  return heard.some((one) => isSamePlace(one.at, at) && holdsZone(one.observation, apex));
}

function placesOf(watchers: readonly Watcher[]): readonly ServerAddress[] {
  return watchers.flatMap((one) => one.servers);
}

function agrees(watchers: readonly Watcher[], server: DomainName): boolean {
  return watchers.some((one) => one.agrees && serverNames(one.servers).includes(server));
}

function wordAt(watchers: readonly Watcher[], at: ServerAddress) {
  return watchers.find((one) => isSamePlace(one.at, at))?.word ?? "silent";
}
