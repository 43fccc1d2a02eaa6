import { afterEach, describe } from "vitest";
import { createMemoryProvider } from "../../../providers/memory/adapter.ts";
import { MemoryHost } from "../../../providers/memory/host.ts";
import { createLocks } from "../../../src/async/locks.ts";
import { parseDomainName, type DomainName } from "../../../src/dns/domain-name.ts";
import type { AskedQuestion } from "../../../src/dns/observation.ts";
import type { RRset } from "../../../src/dns/rrset.ts";
import type { EventBody } from "../../../src/events/event.ts";
import type { DomainResult } from "../../../src/events/result.ts";
import { checkDomain } from "../../../src/onboard/check/check-domain.ts";
import { diagnose } from "../../../src/onboard/diagnose/diagnose.ts";
import type { Diagnosis } from "../../../src/events/diagnosis/diagnosis.ts";
import { onboardDomain, planDomain } from "../../../src/onboard/onboard-domain.ts";
import type { Run } from "../../../src/onboard/run.ts";
import { DEFAULT_POLICY } from "../../../src/plan/requirement.ts";
import { warningSentence } from "../../../src/report/words/warnings/warning-sentence.ts";
import { createDns } from "../../../src/resolve/dns.ts";
import type { Script } from "../../support/dns-server.ts";
import { startTree, type TestTree, type TreePlan } from "../../support/dns-tree.ts";
import { serveZones, type TestZone } from "../../support/dns-zones.ts";
import { fasterClock } from "../faster-clock.ts";
import { createVirtualClock } from "../../support/virtual-clock.ts";
import { createFakeIdentities } from "../fake-identities.ts";
import { createTrace } from "../trace.ts";
import { ROWS, type RowId } from "./rows.ts";

// The straight line on name servers of our own: root, `test` and the zone `example.test` on sockets of loopback, each
// server with its manners; the DNS host and SES in memory. Read rows.ts first.

export const APEX = parseDomainName("example.test");
export const D = parseDomainName("mail.example.test");

/** The tests of one row. */
export function row(id: RowId, tests: () => void): void {
  describe(`${id}: ${ROWS[id].world}`, tests);
}

/** What a server does with a question that one in order would answer by `live`; `above`: without the zone in `zoneAt`. */
export type Manners = (live: Script, above: Script) => Script;

export const serves: Manners = (live) => live;
export const servesAbove: Manners = (_, above) => above;
/** The test has a server of its own at this address. */
export const ELSEWHERE: Manners = (live) => live;

export interface Plan {
  /** By the label before `example.test`; each has an address of its own, in this order. */
  readonly servers: Readonly<Record<string, Manners>>;
  /** Records of `test` about the zone. Absent: every server, with glue. */
  readonly delegation?: (addressOf: AddressOf) => readonly string[];
  /** NS and address records in the zone itself. Absent: every server. */
  readonly ownNames?: (addressOf: AddressOf) => readonly string[];
  /** Zones that every one of these servers holds beside. */
  readonly beside?: (addressOf: AddressOf) => readonly TestZone[];
  /** Instead of a server in order. */
  readonly root?: (addressOf: AddressOf) => Manners;
  readonly registry?: (addressOf: AddressOf) => Manners;
  /** Further servers and what they do. */
  readonly others?: (addressOf: AddressOf, live: Script) => TreePlan;
  /** The zone that the DNS host holds. Absent: `example.test`; else it stands on the same servers. */
  readonly zoneAt?: DomainName;
  /** What stands in the zone before. */
  readonly existing?: readonly RRset[];
  /** What the DNS host says its name servers are. Absent: all of `servers`. */
  readonly assigned?: readonly string[];
  /** How much faster time passes for the program than here; absent: not at all. */
  readonly speed?: number;
}

/** `root`, `registry`, a server's label, or any other word for one more address. */
export type AddressOf = (who: string) => string;

export interface Told {
  readonly result: DomainResult;
  readonly events: readonly EventBody[];
  /** Each as its sentence. */
  readonly warnings: readonly string[];
  readonly sentence: string;
  readonly hint: string;
  readonly asked: readonly AskedQuestion[];
  /** Whether SES was asked for an identity that can't be taken back. */
  readonly created: boolean;
}

export interface World {
  readonly tree: TestTree;
  readonly host: MemoryHost;
  readonly addressOf: AddressOf;
  /** The zone as it stands at the DNS host now. */
  readonly live: Script;
  readonly plan: (changes?: Partial<Run>) => Promise<Told>;
  readonly run: (changes?: Partial<Run>, onEvent?: (event: EventBody) => void) => Promise<Told>;
  readonly diagnose: () => Promise<readonly Diagnosis[]>;
  /** Of an identity that SES has verified. */
  readonly check: () => Promise<Told>;
}

/** Worlds on addresses of one block (`127.82.1`), a block for each file: files run side by side. */
export function worldsOn(block: string): (plan: Plan) => Promise<World> {
  const open: TestTree[] = [];
  afterEach(async () => void (await Promise.all(open.splice(0).map((tree) => tree.close()))));
  return async (plan) => {
    const addressOf = addressesIn(block, ["root", "registry", ...Object.keys(plan.servers)]);
    const nameServers = (plan.assigned ?? Object.keys(plan.servers).map(nameOf)).map(parseDomainName);
    const host = new MemoryHost(plan.zoneAt ?? APEX, { rrsets: plan.existing ?? [], nameServers });
    const { live, above } = zonesOf(host, plan, addressOf);
    const tree = await startTree({
      ...treeOf(plan, { live, above }, addressOf),
      ...plan.others?.(addressOf, live),
    });
    open.push(tree);
    const stage = { tree, host, speed: plan.speed ?? 1 };
    const act = actIn(stage);
    return {
      tree,
      host,
      addressOf,
      live,
      plan: (changes) => act(planDomain, changes),
      run: (changes, onEvent) => act(onboardDomain, changes, onEvent),
      diagnose: () => diagnose(runIn(stage, () => {}).run, D),
      check: () => act(checkDomain, { identities: verifiedIn(stage) }),
    };
  };
}

export function nameOf(label: string): string {
  return `${label}.${APEX}`;
}

function addressesIn(block: string, first: readonly string[]): AddressOf {
  const known = [...first];
  return (who) => {
    if (!known.includes(who)) known.push(who);
    return `${block}.${known.indexOf(who) + 1}`;
  };
}

function inOrder(): Manners {
  return serves;
}

interface Zones {
  readonly live: Script;
  readonly above: Script;
}

function treeOf(
  { servers, delegation, root = inOrder, registry = inOrder }: Plan,
  { live, above }: Zones,
  addressOf: AddressOf,
): TreePlan {
  const labels = Object.keys(servers);
  const toZone = delegation ?? ((of) => labels.flatMap((label) => nsAndGlue(label, of(label))));
  const own = Object.entries(servers).flatMap(([label, manners]) =>
    manners === ELSEWHERE ? [] : [[addressOf(label), manners(live, above)] as const],
  );
  const rootScript = serveZones([rootZone(addressOf)]);
  const registryScript = serveZones([registryZone(toZone(addressOf), addressOf)]);
  return {
    [addressOf("root")]: root(addressOf)(rootScript, rootScript),
    [addressOf("registry")]: registry(addressOf)(registryScript, registryScript),
    ...Object.fromEntries(own),
  };
}

/** One line for the delegation, one for the address. */
export function nsAndGlue(label: string, ...addresses: readonly string[]): readonly string[] {
  return [
    `${APEX} 300 NS ${nameOf(label)}`,
    ...addresses.map((address) => `${nameOf(label)} 300 ${address.includes(":") ? "AAAA" : "A"} ${address}`),
  ];
}

export function soaLine(apex: string, serial = 1): string {
  return `${apex} 300 SOA ns1.${apex} hostmaster.${apex} ${serial} 3600 600 86400 60`;
}

/** The root answers for what SES's records refer to. */
function rootZone(addressOf: AddressOf): TestZone {
  return {
    apex: ".",
    records: [
      ". 300 SOA ns.root hostmaster.root 1 3600 600 86400 60",
      ". 300 NS ns.root",
      `ns.root 300 A ${addressOf("root")}`,
      "test 300 NS ns.nic.test",
      `ns.nic.test 300 A ${addressOf("registry")}`,
      "qcloudmail.com 300 TXT v=spf1 ip4:192.0.2.0/24 ~all",
      "mxbiz1.qq.com 300 A 192.0.2.25",
    ],
  };
}

export function registryZone(records: readonly string[], addressOf: AddressOf): TestZone {
  return {
    apex: "test",
    records: [
      soaLine("test"),
      "test 300 NS ns.nic.test",
      `ns.nic.test 300 A ${addressOf("registry")}`,
      ...records,
    ],
  };
}

function zonesOf(host: MemoryHost, { servers, ownNames, beside }: Plan, addressOf: AddressOf): Zones {
  const labels = Object.keys(servers);
  const own = ownNames ?? ((of: AddressOf) => labels.flatMap((label) => nsAndGlue(label, of(label))));
  const serving = (holdsIt: boolean): Script => {
    return (received) => {
      const isDeeper = host.apex !== APEX;
      const zone = {
        apex: APEX,
        records: [...own(addressOf), ...(isDeeper ? [soaLine(APEX)] : recordsOf(host))],
      };
      const deeper = { apex: host.apex, records: [...recordsOf(host), ...nsOf(host)] };
      const more = [...(isDeeper && holdsIt ? [deeper] : []), ...(beside?.(addressOf) ?? [])];
      return serveZones([zone, ...more])(received);
    };
  };
  return { live: serving(true), above: serving(false) };
}

function nsOf({ apex, nameServers = [] }: MemoryHost): readonly string[] {
  return nameServers.map((server) => `${apex} 300 NS ${server}`);
}

/** What stands at the host, its serial one more with each change. */
function recordsOf(host: MemoryHost): readonly string[] {
  return [
    soaLine(host.apex, host.history().length),
    ...host.rrsets.flatMap(({ owner, ttl, type, values }) =>
      values.map((value) => `${owner} ${ttl} ${type} ${value}`),
    ),
  ];
}

interface Stage {
  readonly tree: TestTree;
  readonly host: MemoryHost;
  readonly speed: number;
}

function actIn(stage: Stage) {
  return async (
    command: (run: Run) => Promise<DomainResult>,
    changes: Partial<Run> = {},
    onEvent: (event: EventBody) => void = () => {},
  ): Promise<Told> => {
    const events: EventBody[] = [];
    const { run, asked, created } = runIn(stage, (event) => {
      events.push(event);
      onEvent(event);
    });
    const result = await command({ ...run, ...changes });
    return {
      result,
      events,
      warnings: result.warnings.map(warningSentence),
      sentence: result.error?.message ?? "",
      hint: result.error?.hint ?? "",
      asked,
      created: created(),
    };
  };
}

function verifiedIn({ host }: Stage): Run["identities"] {
  const identities = createFakeIdentities(createTrace(createVirtualClock()), () => host.rrsets);
  identities.seed(D, true);
  return identities;
}

interface StagedRun extends Pick<Told, "asked"> {
  readonly run: Run;
  readonly created: () => boolean;
}

/** Nobody remembers anything of an earlier one. */
function runIn({ tree, host, speed }: Stage, emit: Run["emit"]): StagedRun {
  const clock = fasterClock(speed);
  const trace = createTrace(createVirtualClock());
  const asked: AskedQuestion[] = [];
  let sent = 0;
  const dns = createDns({
    roots: tree.roots,
    port: tree.port,
    resolvers: [],
    clock,
    onQuery: () => (sent += 1),
    onAnswer: (one) => asked.push(one),
  });
  const run: Run = {
    version: "0.0.0",
    domain: D,
    identities: createFakeIdentities(trace, () => host.rrsets),
    ...dns,
    findProvider: () => Promise.resolve(createMemoryProvider(host, { clock })),
    policy: DEFAULT_POLICY,
    dkimBits: 2048,
    waitMs: 20_000,
    roundGapMs: 200,
    clock,
    calls: () => ({ ses: trace.of("ses.").length, provider: 0, dns: sent }),
    exclusive: createLocks(),
    emit,
    signal: new AbortController().signal,
  };
  return { run, asked, created: () => trace.of("ses.create").length > 0 };
}

/** The servers of whom the events say that they were asked for the records. */
export function watched({ events }: Told): readonly string[] {
  return events
    .flatMap((event) => (event.type === "propagation.started" ? event.servers : []))
    .map(({ server }) => server)
    .toSorted();
}
