import type { Clock } from "../../../../src/async/clock.ts";
import { createLocks } from "../../../../src/async/locks.ts";
import { groupRRsets } from "../../../../providers/kit/values.ts";
import type { EventBody } from "../../../../src/events/event.ts";
import type { DomainResult } from "../../../../src/events/result.ts";
import { onboardDomain } from "../../../../src/onboard/onboard-domain.ts";
import { ZoneStore, type StoredRecord, type StoredZone } from "../../../../src/sandbox/zone-store.ts";
import { createRandom, type Random } from "../../../faults/chaos/random.ts";
import { createFakeAuthority, type FakeAuthority } from "../../../onboard/fake-authority.ts";
import { createFakeIdentities, type FakeIdentities } from "../../../onboard/fake-identities.ts";
import { APEX, createFakes, NAME_SERVERS, type Fakes } from "../../../onboard/fakes.ts";
import type { Host, HostKind, Journey } from "./hosts.ts";
import { doubledAt, isDoubled, standing, type Stranger } from "./others.ts";

// One interleaving: a run of ours with the real adapter on our own fake of the host, in virtual time, and another
// writer at the same record sets. Every request takes its time, drawn by the seed.

/** One run of ours, and what is known of it. */
export interface Played {
  readonly result: DomainResult;
  readonly events: readonly EventBody[];
  /** Whether two records stood there when it said verified, and a name server had served them before. */
  readonly verifiedWhileDoubled: boolean;
}

/** What a name server was asked, and up to which moment it knows the host's records: ms since 1970. */
interface Look {
  readonly owner: string;
  readonly upTo: number;
}

interface Arrival {
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly hasWritten: boolean;
}

export interface World {
  readonly random: Random;
  readonly fakes: Fakes;
  readonly zone: StoredZone;
  readonly kind: HostKind;
  readonly host: Host;
  /** Requests of our runs as they arrived, in order. */
  readonly arrivals: Arrival[];
  readonly looks: Look[];
  /** Told of each of them, by its number, before the host answers it. */
  readonly onArrival: ((arrived: number) => void)[];
}

/** A run begins here, so that listings and others have a past: milliseconds. */
export const BEGINS_MS = 60_000;

export function openWorld(kind: HostKind, seed: number, stands: Stranger["stands"]): World {
  const random = createRandom(seed, kind.title);
  const fakes = createFakes();
  const { clock, trace } = fakes;
  const store = new ZoneStore(() => clock.now());
  const zone = store.add({
    apex: APEX,
    nameServers: NAME_SERVERS,
    dnspod: { grade: "DP_ULTRA" },
    alidns: { edition: "version_enterprise_advanced" },
    records: standing(stands).map(({ value, ...place }) => ({ ...place, values: [value], ttl: 600 })),
  });
  trace.latencyMs = random.between(5, 60);
  const ages = random.fork("ages");
  const listingAgeMs = () => (ages.chance(0.5) ? kind.lagMs : ages.between(0, kind.lagMs));
  const host = kind.open({ store, clock, listingAgeMs });
  return { random, fakes, zone, kind, host, arrivals: [], looks: [], onArrival: [] };
}

/** Lets one of our runs go from `afterMs` on to its end. Each has a process of its own: locks, rate, memory. */
export async function playRun(
  world: World,
  { afterMs, identities }: { readonly afterMs: number; readonly identities?: FakeIdentities },
): Promise<Played> {
  const { fakes, zone } = world;
  const random = world.random.fork("run");
  const clock: Clock = { ...fakes.clock, random: random.next };
  await clock.sleep(afterMs);
  const events: EventBody[] = [];
  let verifiedWhileDoubled = false;
  const authority = createFakeAuthority(fakes.trace, fakes.clock, pastOf(zone));
  for (const server of authority.servers) server.lagMs = random.between(0, 5_000);
  noteLooks(world, authority);
  for (const [question, values] of OTHERS_RECORDS) authority.elsewhere.set(question, values);
  const provider = world.host.connect(journeyIn(world, random, clock), clock);
  const result = await onboardDomain(
    fakes.run({
      clock,
      authority,
      resolvers: authority.resolvers,
      identities: identities ?? identitiesIn(world),
      findProvider: () => Promise.resolve(provider),
      exclusive: createLocks(),
      // Somebody looks, and says yes to what the other writer made necessary.
      agreement: { agree: () => Promise.resolve(undefined), askAgain: () => Promise.resolve(true) },
      emit: (event) => {
        events.push(event);
        if (event.type === "identity.verified") verifiedWhileDoubled = isDoubledInSight(world);
      },
    }),
  );
  return { result, events, verifiedWhileDoubled };
}

/** SES as it sees the zone; it is content with two records, so that nobody but us finds them. */
export function identitiesIn({ fakes, zone }: Pick<World, "fakes" | "zone">): FakeIdentities {
  return createFakeIdentities(fakes.trace, () => rrsetsOf(zone.current.records));
}

export const OTHER_INCLUDE = "spf.other.example.net";
const OTHERS_RECORDS = [[`TXT ${OTHER_INCLUDE}`, ["v=spf1 ip4:192.0.2.0/24 -all"]]] as const;

function journeyIn(world: World, random: Random, clock: Clock): Journey {
  let arrived = 0;
  const pause = () => (random.chance(0.1) ? random.between(500, 2_500) : random.between(5, 120));
  return async (signal, arrive) => {
    await clock.sleep(pause(), { signal });
    arrived += 1;
    for (const told of world.onArrival) told(arrived);
    const { serial } = world.zone.current;
    const answer = arrive();
    world.arrivals.push({ at: clock.now(), hasWritten: world.zone.current.serial !== serial });
    await clock.sleep(pause(), { signal });
    return answer;
  };
}

function pastOf(zone: StoredZone) {
  const at = (ms: number) => zone.versions.findLast((version) => version.at <= ms) ?? zone.current;
  return {
    apex: zone.apex,
    stateAt: (ms: number) => rrsetsOf(at(ms).records),
    versionAt: (ms: number) => at(ms).serial,
  };
}

function rrsetsOf(records: readonly StoredRecord[]) {
  return groupRRsets(records.map(({ owner, type, ttl, value }) => ({ owner, type, ttl, values: [value] })));
}

/** Whether a moment lies between a write of ours and what we had read before it: nobody can tell of it then. */
export function isInWindow({ arrivals }: World, at: number): boolean {
  const next = arrivals.findIndex((arrival) => arrival.hasWritten && arrival.at >= at);
  const read = arrivals.slice(0, next).findLast(({ hasWritten }) => !hasWritten);
  return next !== -1 && read !== undefined && read.at <= at;
}

function noteLooks({ looks, fakes }: World, authority: FakeAuthority): void {
  const asked = { ...authority };
  authority.observe = async (at, question, options) => {
    const seen = await asked.observe(at, question, options);
    const { lagMs = 0 } = authority.servers.find(({ address }) => address === at.address) ?? {};
    looks.push({ owner: question.owner, upTo: fakes.clock.now() - lagMs });
    return seen;
  };
}

/** Two records stand there, and one of the name servers has served them when it was asked. */
export function isDoubledInSight({ zone, looks }: World): boolean {
  const owner = doubledAt(zone.current.records);
  const since = zone.versions.findLast((_version, index, all) => {
    const before = all[index - 1];
    return before === undefined || doubledAt(before.records) === undefined;
  });
  return owner !== undefined && looks.some((look) => look.owner === owner && look.upTo >= (since?.at ?? 0));
}

/** The longest time in which two records stood there, in milliseconds, up to now. */
export function longestDoubledMs({ zone, fakes }: World): number {
  let [since, longest] = [undefined as number | undefined, 0];
  for (const { at, records } of [
    ...zone.versions,
    { at: fakes.clock.now(), records: zone.current.records },
  ]) {
    if (since !== undefined) longest = Math.max(longest, at - since);
    since = isDoubled(records) ? (since ?? at) : undefined;
  }
  return longest;
}
