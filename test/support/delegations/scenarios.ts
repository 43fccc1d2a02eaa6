import { systemClock } from "../../../src/async/clock.ts";
import { parseDomainName } from "../../../src/dns/domain-name.ts";
import type { DomainResult } from "../../../src/events/result.ts";
import { createDns } from "../../../src/resolve/dns.ts";
import { createFastClock } from "./fast-clock.ts";
import { onboard, startOnboarding, type HostedZone, type Timed } from "./onboarding.ts";
import { addressesOf, serversOf, startWorld, type WorldPlan } from "./world.ts";

// What tests hold and `npm run bench delegations` prints: how long what does not answer holds things up.

const APEX = "example.test";
const DOMAIN = `mail.${APEX}`;

const SIX = serversOf(APEX, 6, 1);
const IPV6 = SIX.map(({ addresses: [, six = ""] }) => six);

type Unanswering = Pick<WorldPlan, "silent" | "mute">;

/** Six servers, each with an address of either family: which of the twelve never answer. */
export const UNANSWERING_BY_CASE = {
  undisturbed: {},
  "one IPv4 address never answers": { silent: SIX[2]?.addresses.slice(0, 1) ?? [] },
  "one IPv6 address never answers": { silent: IPV6.slice(2, 3) },
  "no IPv6 address ever answers": { silent: IPV6 },
  "one server is dead": { silent: SIX[3]?.addresses ?? [] },
  "the first server is dead": { silent: SIX[0]?.addresses ?? [] },
  "one server takes up connections only": { mute: SIX[3]?.addresses ?? [] },
} as const satisfies Readonly<Record<string, Unanswering>>;

export async function runWithout(unanswering: Unanswering): Promise<Timed> {
  const onboarding = await startOnboarding({ zones: [{ apex: APEX, servers: SIX }], ...unanswering });
  try {
    return await onboard(onboarding, DOMAIN);
  } finally {
    await onboarding.close();
  }
}

const HEALTHY = zonesOfSix("healthy", 2, 11);
const DEAD = zonesOfSix("dead", 31, 101);

export interface Beside {
  readonly alone: readonly Timed[];
  readonly beside: readonly Timed[];
}

/**
 * Two domains by themselves, and beside 31 others none of whose twelve addresses ever answers, which are given up when
 * the two have ended. The two come first in the list, since identities are created in its order.
 */
export async function runBesideDead(): Promise<Beside> {
  // Loads every module.
  await runHealthy([]);
  return { alone: await runHealthy([]), beside: await runHealthy(DEAD) };
}

async function runHealthy(others: readonly HostedZone[]): Promise<readonly Timed[]> {
  const zones = [...HEALTHY, ...others];
  const silent = others.flatMap(addressesOf);
  const onboarding = await startOnboarding({ zones, silent, delayMs: ROUND_TRIP_MS });
  const runs = zones.map(({ apex }) => onboard(onboarding, `mail.${apex}`));
  try {
    return await Promise.all(runs.slice(0, HEALTHY.length));
  } finally {
    onboarding.interrupt();
    await Promise.all(runs);
    await onboarding.close();
  }
}

/** `place` as serversOf has it, for the first of them. */
function zonesOfSix(prefix: string, count: number, place: number): readonly HostedZone[] {
  return Array.from({ length: count }, (_, index) => {
    const apex = `${prefix}${index}.test`;
    return { apex, servers: serversOf(apex, 6, place + index) };
  });
}

/** As within a continent. */
const ROUND_TRIP_MS = 30;
const FOUR = serversOf(APEX, 4, 41);

/** The walk to a name of five labels whose zone has four servers, the first so many of them dead. */
export async function walkPast(dead: number): Promise<{ readonly ms: number; readonly messages: number }> {
  const silent = FOUR.slice(0, dead).flatMap(({ addresses }) => addresses);
  const zone = { apex: APEX, servers: FOUR, rrsets: () => [] };
  const world = await startWorld({ zones: [zone], silent, delayMs: ROUND_TRIP_MS });
  let messages = 0;
  const { roots, port } = world;
  const onQuery = (): void => void (messages += 1);
  const { authority } = createDns({ roots, port, resolvers: [], clock: systemClock, onQuery });
  const startedAt = performance.now();
  try {
    await authority.delegation(parseDomainName(`a.b.${DOMAIN}`), {});
    return { ms: performance.now() - startedAt, messages };
  } finally {
    await world.close();
  }
}

const FORMER = { apex: APEX, servers: serversOf(APEX, 2, 51), isStuck: true };
const NEW = { apex: APEX, servers: serversOf(APEX, 2, 52, "new") };
const MOVED_AFTER_MS = 3_000;
/** Real sockets, and half a minute of waiting in three seconds. */
const TIMES_AS_FAST = 10;

export interface Redelegated {
  readonly result: DomainResult;
  /** From the change in the parent to the end of the run. */
  readonly saidAfterMs: number;
  /** The new name servers. */
  readonly movedTo: readonly string[];
}

/** A zone that is delegated to another host three seconds after the write. */
export async function runRedelegated(): Promise<Redelegated> {
  const clock = createFastClock(TIMES_AS_FAST);
  const onboarding = await startOnboarding({ zones: [FORMER], elsewhere: [NEW], clock, wait: "2m" });
  const { world, zoneOf } = onboarding;
  let moved: Promise<number> | undefined;
  const move = async (): Promise<number> => {
    await clock.sleep(MOVED_AFTER_MS);
    world.delegate(zoneOf(NEW));
    return clock.now();
  };
  try {
    const { result } = await onboard(onboarding, DOMAIN, ({ type }) => {
      if (type === "propagation.started") moved ??= move();
    });
    const endedAt = clock.now();
    return {
      result,
      saidAfterMs: endedAt - ((await moved) ?? NaN),
      movedTo: NEW.servers.map(({ name }) => name),
    };
  } finally {
    await onboarding.close();
  }
}
