import { METAS } from "../../../providers/registry.ts";
import type { Clock } from "../../../src/async/clock.ts";
import { compose, type Composition } from "../../../src/compose/compose.ts";
import { loadConfig } from "../../../src/config/load.ts";
import { parseDomainName } from "../../../src/dns/domain-name.ts";
import type { RRset } from "../../../src/dns/rrset.ts";
import type { EventBody } from "../../../src/events/event.ts";
import type { DomainResult } from "../../../src/events/result.ts";
import { onboardDomain } from "../../../src/onboard/onboard-domain.ts";
import { environmentOf, startSandbox, type Sandbox } from "../../../src/sandbox/sandbox.ts";
import type { ZoneVersion } from "../../../src/sandbox/zone-store.ts";
import { startWorld, type DelegatedServer, type DelegatedZone, type World, type WorldPlan } from "./world.ts";

// Whole runs in this process, in real time and through compose.ts as the command line does it: SES and the
// DNS host are the sandbox's, DNS is a world of hand-written servers.

export interface HostedZone {
  readonly apex: string;
  readonly servers: readonly DelegatedServer[];
  /** What is written at the host never reaches its servers. */
  readonly isStuck?: boolean;
}

export interface OnboardingPlan extends Pick<WorldPlan, "silent" | "mute" | "delayMs"> {
  readonly zones: readonly HostedZone[];
  /** What the parent can be made to delegate instead, with nothing in it. */
  readonly elsewhere?: readonly HostedZone[];
  readonly clock?: Clock;
  /** As `--wait` takes it; absent: the default. */
  readonly wait?: string;
}

export interface Onboarding {
  readonly world: World;
  readonly composition: Composition;
  readonly zoneOf: (hosted: HostedZone) => DelegatedZone;
  /** Ends the runs that are under way, as Ctrl-C does. */
  readonly interrupt: () => void;
  readonly close: () => Promise<void>;
}

export async function startOnboarding(plan: OnboardingPlan): Promise<Onboarding> {
  const { zones, elsewhere = [], clock, wait, ...how } = plan;
  const sandbox = await startSandbox({
    quota: zones.length,
    zones: zones.map(({ apex, servers }) => ({
      apex: parseDomainName(apex),
      nameServers: servers.map(({ name }) => parseDomainName(name)),
    })),
  });
  const zoneOf = (hosted: HostedZone): DelegatedZone => ({
    ...hosted,
    rrsets: () =>
      zones.includes(hosted) && hosted.isStuck !== true ? writtenIn(sandbox, hosted.apex) : NOTHING,
  });
  const world = await startWorld({ ...how, zones: zones.map(zoneOf), undelegated: elsewhere.map(zoneOf) });
  const env = {
    ...environmentOf(sandbox.description),
    SES_ONBOARD_DNS_ROOTS: world.roots.join(","),
    SES_ONBOARD_DNS_PORT: String(world.port),
  };
  const flags = { provider: "cloudflare", dkim: "1024", ...(wait === undefined ? {} : { wait }) };
  const config = await loadConfig({ flags, env, cwd: "/", home: "/", metas: METAS, ignoreFile: true });
  const interrupt = new AbortController();
  const { signal } = interrupt;
  return {
    world,
    composition: compose(config, { env, signal, ...(clock === undefined ? {} : { clock }) }),
    zoneOf,
    interrupt: () => interrupt.abort(),
    close: async () => void (await Promise.all([world.close(), sandbox.close()])),
  };
}

/** How one domain fared. Times in milliseconds, of this machine's clock. */
export interface Timed {
  readonly result: DomainResult;
  readonly events: readonly EventBody[];
  /** From the start of the run to its end. */
  readonly wholeMs: number;
  /** From the first write to the moment at which all name servers were found to serve it. */
  readonly gateMs: number;
  /** DNS messages of the whole run, and of the gate. */
  readonly messages: number;
  readonly gateMessages: number;
}

export async function onboard(
  { composition }: Pick<Onboarding, "composition">,
  domain: string,
  onEvent: (event: EventBody) => void = () => {},
): Promise<Timed> {
  const events: EventBody[] = [];
  const first = new Map<EventBody["type"], { readonly atMs: number; readonly messages: number }>();
  const emit = (event: EventBody): void => {
    events.push(event);
    if (!first.has(event.type)) first.set(event.type, now());
    onEvent(event);
  };
  const run = composition.runFor(parseDomainName(domain), { emit });
  const now = () => ({ atMs: performance.now(), messages: run.calls().dns });
  const started = now();
  const result = await onboardDomain(run);
  const ended = now();
  const [written, served] = [first.get("rrset.written"), first.get("propagation.done")];
  return {
    result,
    events,
    wholeMs: ended.atMs - started.atMs,
    gateMs: (served?.atMs ?? NaN) - (written?.atMs ?? NaN),
    messages: ended.messages,
    gateMessages: (served?.messages ?? NaN) - (written?.messages ?? NaN),
  };
}

const NOTHING: readonly RRset[] = [];
const rrsetsOfVersion = new WeakMap<ZoneVersion, readonly RRset[]>();

function writtenIn({ store }: Sandbox, apex: string): readonly RRset[] {
  const zone = store.servingZone(parseDomainName(apex));
  if (zone === undefined) return NOTHING;
  const known = rrsetsOfVersion.get(zone.current);
  if (known !== undefined) return known;
  const rrsets = zone.current.records.map(({ owner, type, ttl, value }) => ({
    owner,
    type,
    ttl,
    values: [value],
  }));
  rrsetsOfVersion.set(zone.current, rrsets);
  return rrsets;
}
