import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { DomainName } from "../../../../src/dns/domain-name.ts";
import { isAtOrBelow } from "../../../../src/dns/domain-name.ts";
import { environmentOf, startSandbox, type Sandbox } from "../../../../src/sandbox/sandbox.ts";
import type { SesProfile } from "../../../../src/sandbox/ses/attributes.ts";
import type { StoredRecord, StoredZone } from "../../../../src/sandbox/zone-store.ts";
import type { Way } from "../../inject/catalogue.ts";
import { startDnsFaults } from "../../inject/dns.ts";
import type { HttpFault, SeenRequest } from "../../inject/fault.ts";
import { startHttpFaults } from "../../inject/http.ts";
import { cellOf } from "../cells.ts";
import { WAYS, type Draw } from "../draw.ts";
import { createRandom } from "../random.ts";
import { planFaults, type FaultPlan } from "./fault-plan.ts";
import { startProgram, type Program } from "./program.ts";
import { startTraitHost } from "./trait-host.ts";
import { untilOpen } from "./until-open.ts";
import { watchZones, type Watch } from "./watch.ts";
import { drawZones, type DrawnZones } from "./zones.ts";

// SES, a DNS host and DNS of the sandbox with faults before each of them, and the program that is led to them.

export interface Build {
  /** The program's `main.js`. */
  readonly entry: string;
  /** The checkout. */
  readonly root: string;
}

/** A request to create an identity, as it came in. */
interface Creation {
  readonly domain: string;
  /** SES had it before the program that asks was started. */
  readonly stood: boolean;
}

export interface World {
  readonly draw: Draw;
  readonly folder: string;
  readonly sandbox: Sandbox;
  /** Which records SES asks for. */
  readonly profile: SesProfile;
  readonly zones: readonly StoredZone[];
  readonly drawn: DrawnZones;
  readonly initial: ReadonlyMap<StoredZone, readonly StoredRecord[]>;
  readonly watch: Watch;
  readonly faults: FaultPlan;
  readonly secrets: readonly string[];
  readonly creations: readonly Creation[];
  readonly running: () => number;
  /** Once no fault keeps a port closed any more. */
  readonly untilOpen: () => Promise<void>;
  /** Starts the program; its log is `run.ndjson` unless another is named. */
  readonly start: (args: readonly string[]) => Program;
  readonly logs: () => readonly string[];
  readonly addLog: (file: string) => string;
  /** Called with each request before it goes on; what it returns goes wrong instead of what was drawn. */
  readonly onRequest: (
    hook: (seen: SeenRequest) => HttpFault | undefined | Promise<HttpFault | undefined>,
  ) => void;
  /** Called when a request has been carried out, and the program has heard nothing yet. */
  readonly onAnswered: (hook: (seen: SeenRequest) => void) => void;
  readonly hits: () => readonly string[];
  readonly zoneOf: (domain: DomainName) => StoredZone;
  readonly isVerified: (domain: DomainName) => boolean;
  readonly close: () => Promise<void>;
}

/** Characters that have to be escaped in one place or another. */
const ODD_KEY = 'k/ey+of=the "traits" host & 100%25';

export async function startWorld(draw: Draw, folder: string, build: Build): Promise<World> {
  const random = createRandom(draw.seed, "world");
  const { host, lagMs, scenario } = draw;
  const drawn = drawZones(
    random.fork("zone"),
    scenario.startsWith("several") ? random.between(2, 4) : 1,
    host.keeps,
  );
  const profile = random.pick([
    "full",
    "full",
    "full",
    "full",
    "seed",
    "dkim-only",
    "dual-dkim",
    "late-attribute",
  ] as const);
  const unknownAfterCreate = random.pick([0, 0, 0, 1]);
  const sandbox = await startSandbox({
    zones: drawn.apexes.map((apex) => ({ apex, negativeTtl: 1 })),
    profile,
    quota: 10,
    lagMs: random.pick([0, 0, 200, 600]),
    settleMs: random.pick([0, 200]),
    unknownAfterCreate,
    cloudflare: { listLagMs: lagMs },
    route53: {
      specials: drawn.routing.map(({ apex, owner, type, value }) => ({
        apex,
        owner,
        type,
        ttl: 60,
        values: [value],
        routing: { setIdentifier: "blue", weight: 10 },
      })),
    },
  });
  const zones = sandbox.store.zones.filter(({ apex }) => drawn.apexes.includes(apex));
  for (const zone of zones) seedZone(zone, drawn);
  const initial = new Map(zones.map((zone) => [zone, zone.current.records] as const));

  const programs = new Set<Program>();
  const logs = new Set<string>();
  const watch = watchZones(
    zones,
    () => [...logs],
    () => programs.size,
  );
  let proxies: Partial<Readonly<Record<Way, { readonly hits: readonly { readonly id: string }[] }>>> = {};
  const hitsOn = (way: Way): readonly string[] => proxies[way]?.hits.map(({ id }) => id) ?? [];
  const faults = planFaults(draw, ({ way, id }) => hitsOn(way).filter((hit) => hit === id).length);
  const hooks: ((seen: SeenRequest) => HttpFault | undefined | Promise<HttpFault | undefined>)[] = [];
  const answered: ((seen: SeenRequest) => void)[] = [];
  const creations: Creation[] = [];
  let stoodAtStart = new Set<string>();
  const choose = async (seen: SeenRequest): Promise<HttpFault | undefined> => {
    if (seen.action === "CreateEmailIdentity") {
      const domain = createdBy(seen.body);
      // Where SES does not know yet what it has, or is heard to say what it said before, nobody can know it.
      const mayKnow = unknownAfterCreate === 0 && !draw.faults.some(isOldAnswerOfSes);
      creations.push({ domain, stood: mayKnow && stoodAtStart.has(domain) });
    }
    for (const hook of hooks) {
      const fault = await hook(seen);
      if (fault !== undefined) return fault;
    }
    return faults.forRequest(seen);
  };
  const onAnswered = (seen: SeenRequest): void => {
    for (const hook of answered) hook(seen);
  };

  const { description } = sandbox;
  const own = host.api === "other" ? await startTraitHost(zones, { key: ODD_KEY, lagMs }) : undefined;
  const upstream =
    own?.url ?? (host.api === "cloudflare" ? description.cloudflare.baseUrl : description.route53.endpoint);
  const shared = { choose, onAnswered, random: random.fork("proxy").next };
  const toSes = await startHttpFaults({ api: "ses", upstream: description.ses.endpoint, ...shared });
  const toHost = await startHttpFaults({ api: host.api, upstream, ...shared });
  const toDns = await startDnsFaults({
    addresses: [...new Set(Object.values(sandbox.dns.addresses))],
    port: description.dns.port,
    choose: (seen) => faults.forQuestion(seen),
    random: shared.random,
  });

  proxies = { ses: toSes, host: toHost, dns: toDns };

  mkdirSync(folder, { recursive: true });
  if (own !== undefined) writeAdapter(folder, build.root, toHost.url, host.traits);
  const env = {
    PATH: process.env["PATH"] ?? "",
    HOME: folder,
    ...environmentOf({
      ...description,
      ses: { ...description.ses, endpoint: toSes.url },
      cloudflare: { ...description.cloudflare, baseUrl: toHost.url },
      route53: { ...description.route53, endpoint: toHost.url },
      dns: { ...description.dns, port: toDns.port },
    }),
    TRAITS_KEY: ODD_KEY,
    SES_ONBOARD_YES: "true",
    SES_ONBOARD_ROUND_GAP: "20ms",
    SES_ONBOARD_DKIM: "1024",
    SES_ONBOARD_PROVIDER: own === undefined ? host.api : "traits",
  };
  const preload = pathToFileURL(join(build.root, "test/support/child-guard.mjs")).href;
  const start = (args: readonly string[]): Program => {
    if (programs.size === 0)
      stoodAtStart = new Set(sandbox.ses.account.identities.map(({ domain }) => domain));
    const program = startProgram({ entry: build.entry, preload, args, env, cwd: folder });
    programs.add(program);
    void program.ended.finally(() => programs.delete(program));
    return program;
  };
  return {
    draw,
    folder,
    sandbox,
    profile,
    zones,
    drawn,
    initial,
    watch,
    faults,
    creations,
    secrets: [
      description.ses.secretKey,
      description.cloudflare.apiToken,
      description.route53.secretAccessKey,
      ODD_KEY,
    ],
    running: () => programs.size,
    untilOpen: async () => void (await Promise.all([toSes.url, toHost.url].map(untilOpen))),
    start,
    logs: () => [...logs],
    addLog: (file) => {
      logs.add(join(folder, file));
      return file;
    },
    onRequest: (hook) => void hooks.push(hook),
    onAnswered: (hook) => void answered.push(hook),
    hits: () => WAYS.flatMap((way) => hitsOn(way).map((id) => cellOf({ way, id }))),
    zoneOf: (domain) => {
      const zone = zones.find(({ apex }) => isAtOrBelow(domain, apex));
      if (zone === undefined) throw new RangeError(`${domain} is in no zone`);
      return zone;
    },
    isVerified: (domain) =>
      sandbox.ses.account.identities.some((one) => one.domain === domain && one.verified),
    close: async () => {
      for (const program of programs) program.process.kill("SIGKILL");
      await Promise.all([...programs].map(({ ended }) => ended));
      own?.close();
      await Promise.all([toSes, toHost, toDns].map((one) => one.close()));
      await sandbox.close();
    },
  };
}

function seedZone(zone: StoredZone, { records }: DrawnZones): void {
  const own = records.filter(({ owner }) => isAtOrBelow(owner, zone.apex));
  zone.commit((standing) => [...standing, ...own.map((record) => zone.newRecord(record))]);
}

function writeAdapter(folder: string, root: string, url: string, traits: object): void {
  const adapter = pathToFileURL(join(root, "test/faults/chaos/world/adapter.mjs")).href;
  writeFileSync(
    join(folder, "traits.mjs"),
    `import { adapterWith } from ${JSON.stringify(adapter)};\nexport const { meta, createProvider } = adapterWith(${JSON.stringify(traits)});\n`,
  );
  writeFileSync(
    join(folder, "ses-onboard.yaml"),
    `providers:\n  traits: { type: ./traits.mjs, url: "${url}", key: { env: TRAITS_KEY } }\n`,
  );
}

function isOldAnswerOfSes({ way, id }: Draw["faults"][number]): boolean {
  return way === "ses" && (id === "stale" || id === "mixed-up");
}

function createdBy(body: string): string {
  try {
    return (JSON.parse(body) as { readonly EmailIdentity: string }).EmailIdentity;
  } catch {
    return "";
  }
}
