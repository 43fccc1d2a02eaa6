import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { DomainName } from "../../../src/dns/domain-name.ts";
import { EXIT_BY_KIND } from "../../../src/errors/codes.ts";
import type { StoredRecord, StoredZone } from "../../../src/sandbox/zone-store.ts";
import type { SeenRequest } from "../inject/fault.ts";
import type { Scenario } from "./draw.ts";
import { createRandom, type Random } from "./random.ts";
import { edited, EDITS } from "./world/edits.ts";
import type { EndedProgram, Program } from "./world/program.ts";
import type { World } from "./world/world.ts";

// What is done in a world: commands one after the other or at once, kills, and what strangers write meanwhile. Each
// ends with a calm command, which nothing disturbs and which has to set everything right or to refuse it rightly.

export interface Played {
  readonly command: "run" | "plan" | "undo";
  readonly domains: readonly DomainName[];
  /** Nothing disturbed it. */
  readonly calm: boolean;
  /** Sent by the scenario. */
  readonly killed: NodeJS.Signals | undefined;
  readonly log: string | undefined;
  readonly reports: readonly string[];
  readonly ended: EndedProgram;
  /** Those that SES has verified, at the end of the program. */
  readonly verified: readonly DomainName[];
  /** What stood in each zone when it began. */
  readonly found: ReadonlyMap<StoredZone, readonly StoredRecord[]>;
}

const LOG = "run.ndjson";
const WAITS = ["2s", "4s", "8s"];
const MORE_RUNS = 3;
/** None is begun after so many milliseconds, so that a seed ends within about a minute. */
const NO_MORE_RUNS_MS = 25_000;
const CALM_WAIT = "30s";

type Play = (stage: Stage) => Promise<void>;

export async function play(world: World): Promise<readonly Played[]> {
  const stage = createStage(world);
  await SCENES[world.draw.scenario](stage);
  return stage.played;
}

const SCENES: Readonly<Record<Scenario, Play>> = {
  plain: async (stage) => {
    await stage.run();
    await stage.runsOn();
    await stage.calmRun();
  },
  killed: async (stage) => {
    await stage.run({ kill: "SIGKILL" });
    await stage.runsOn();
    await stage.calmRun();
  },
  interrupted: async (stage) => {
    await stage.run({ kill: stage.random.pick(["SIGTERM", "SIGINT"]) });
    await stage.runsOn();
    await stage.calmRun();
  },
  "others write": async (stage) => {
    stage.letOthersWrite(stage.random.between(1, 3));
    await stage.run();
    await stage.runsOn();
    await stage.calmRun();
  },
  "two at once": async (stage) => {
    await Promise.all([
      stage.run(),
      stage.run({ log: "second.ndjson", afterMs: stage.random.between(0, 800) }),
    ]);
    await stage.runsOn();
    await stage.calmRun();
  },
  undo: async (stage) => {
    await stage.run(stage.random.chance(0.3) ? { kill: "SIGKILL" } : {});
    if (stage.random.chance(0.4)) stage.othersWrite();
    await stage.undo();
    await stage.calmUndo();
  },
  "undo at once": async (stage) => {
    const run = stage.run();
    await stage.firstWrite();
    await Promise.all([run, stage.undo()]);
    await stage.calmUndo();
  },
  several: async (stage) => {
    await stage.run();
    await stage.runsOn();
    await stage.calmRun();
  },
  "several, killed": async (stage) => {
    await stage.run({ kill: "SIGKILL" });
    await stage.runsOn();
    await stage.calmRun();
  },
  "approved plan": async (stage) => {
    const isPlanned = await stage.plan("plan.json");
    if (isPlanned) await stage.run({ more: ["--plan", "plan.json"] });
    await stage.runsOn();
    await stage.calmRun();
  },
};

interface RunOptions {
  readonly kill?: "SIGKILL" | "SIGTERM" | "SIGINT";
  readonly log?: string;
  readonly more?: readonly string[];
  readonly afterMs?: number;
}

interface Stage {
  readonly random: Random;
  readonly played: readonly Played[];
  readonly run: (options?: RunOptions) => Promise<void>;
  /** Runs again while there are faults that have altered nothing yet. */
  readonly runsOn: () => Promise<void>;
  readonly calmRun: () => Promise<void>;
  /** Whether there is a plan. */
  readonly plan: (out: string) => Promise<boolean>;
  readonly undo: () => Promise<void>;
  readonly calmUndo: () => Promise<void>;
  readonly othersWrite: () => void;
  /** Somebody else writes at the next request number so and so. */
  readonly letOthersWrite: (times: number) => void;
  readonly firstWrite: () => Promise<void>;
}

function createStage(world: World): Stage {
  const random = createRandom(world.draw.seed, "scenario");
  const played: Played[] = [];
  const startedAt = performance.now();
  const { domains } = world.drawn;
  const provider = ["--provider", world.draw.host.api === "other" ? "traits" : world.draw.host.api];
  const named = domains.length > 1 ? ["--file", "domains.yaml"] : [...domains];
  if (domains.length > 1)
    writeFileSync(join(world.folder, "domains.yaml"), domains.map((one) => `- ${one}\n`).join(""));
  const wait = random.pick(WAITS);

  const perform = async (
    about: Pick<Played, "command" | "calm"> & { readonly log?: string; readonly kill?: NodeJS.Signals },
    args: readonly string[],
  ): Promise<Played> => {
    world.faults.setCalm(about.calm);
    if (about.calm) await world.untilOpen();
    const log = about.log === undefined ? undefined : world.addLog(about.log);
    const report = `${about.command}-${played.length}.${random.pick(["html", "md", "json"])}`;
    const isReported = about.command !== "plan" && random.chance(0.3);
    const found = new Map(world.zones.map((zone) => [zone, zone.current.records] as const));
    const program = world.start([
      about.command,
      ...args,
      ...provider,
      "--format",
      "json",
      ...(log === undefined ? [] : ["--log", log]),
      ...(isReported ? ["--report", report] : []),
    ]);
    const wasKilled = about.kill === undefined ? () => false : armKill(world, random, program, about.kill);
    const ended = await program.ended;
    const one: Played = {
      command: about.command,
      calm: about.calm,
      domains,
      killed: wasKilled() ? about.kill : undefined,
      log: log === undefined ? undefined : join(world.folder, log),
      reports: isReported ? [join(world.folder, report)] : [],
      ended,
      verified: domains.filter((domain) => world.isVerified(domain)),
      found,
    };
    played.push(one);
    return one;
  };

  const keepsIds = world.draw.host.api === "cloudflare";
  const othersWrite = (): void => {
    const domain = random.pick(domains);
    const zone = world.zoneOf(domain);
    const edit = random.pick(EDITS);
    world.watch.asOthers(zone, () => edited(zone, domain, edit, { random, keepsIds }));
  };

  // A run that ended before it began has left no log.
  const undo = async (calm: boolean): Promise<void> => {
    if (existsSync(join(world.folder, LOG)))
      await perform({ command: "undo", calm, log: "undo.ndjson" }, [LOG]);
  };

  const run: Stage["run"] = async ({ kill, log = LOG, more = [], afterMs = 0 } = {}) => {
    if (afterMs > 0) await new Promise((resolve) => setTimeout(resolve, afterMs));
    const args = [...named, "--wait", wait, ...more];
    await perform({ command: "run", calm: false, log, ...(kill === undefined ? {} : { kill }) }, args);
  };

  return {
    random,
    played,
    run,
    runsOn: async () => {
      const isWorthIt = (): boolean =>
        world.faults.isLeft() && !isRefused(played) && performance.now() - startedAt < NO_MORE_RUNS_MS;
      for (let more = 0; more < MORE_RUNS && isWorthIt(); more += 1) await run();
    },
    calmRun: async () => {
      const args = [...named, "--wait", CALM_WAIT];
      await unlessBlind(() => perform({ command: "run", calm: true, log: LOG }, args));
    },
    plan: async (out) => {
      const { ended } = await perform({ command: "plan", calm: false }, [...named, "--out", out]);
      return ended.exit === 0;
    },
    undo: () => undo(false),
    calmUndo: () => undo(true),
    othersWrite,
    letOthersWrite: (times) => {
      const at = new Set(Array.from({ length: times }, () => random.between(1, 6)));
      let writes = 0;
      let reads = 0;
      const onWrites = random.chance(0.7);
      world.onRequest((seen) => {
        if (seen.api === "ses" || world.faults.isCalm()) return undefined;
        if (seen.writes) writes += 1;
        else reads += 1;
        if (onWrites === seen.writes && at.has(onWrites ? writes : reads)) othersWrite();
        return undefined;
      });
    },
    firstWrite: () =>
      new Promise((resolve) => {
        // Also where nothing is ever written.
        const timer = setTimeout(resolve, 5_000);
        world.onAnswered((seen) => {
          if (!seen.writes || seen.api === "ses") return;
          clearTimeout(timer);
          resolve();
        });
      }),
  };
}

/** By what stands in the zone, so that another run would be refused likewise. */
function isRefused(played: readonly Played[]): boolean {
  return played.at(-1)?.ended.exit === EXIT_BY_KIND.conflict;
}

const BLIND_ATTEMPTS = 3;

/**
 * On a machine that is busy with other things an answer on loopback may come too late for a name server's deadlines.
 * That alone is looked at again, as the message says; the last one counts.
 */
async function unlessBlind(perform: () => Promise<Played>): Promise<void> {
  for (let attempt = 1; attempt <= BLIND_ATTEMPTS; attempt += 1) {
    const { ended } = await perform();
    if (!/"code":"NOT_(?:OBSERVABLE|PROPAGATED)"/.test(ended.stdout)) return;
  }
}

/** Kills it after a time, at an event, or just before or after a request that writes. */
function armKill(world: World, random: Random, program: Program, signal: NodeJS.Signals): () => boolean {
  let isKilled = false;
  const kill = (): void => {
    if (isKilled || program.process.exitCode !== null) return;
    isKilled = program.process.kill(signal);
  };
  const nth = random.between(1, 4);
  let writes = 0;
  const isDue = (seen: SeenRequest): boolean => {
    if (seen.writes) writes += 1;
    return seen.writes && writes === nth;
  };
  switch (random.pick(["time", "event", "before a write", "instead of a write", "after a write"] as const)) {
    case "time": {
      const timer = setTimeout(kill, random.between(300, 4_000));
      void program.ended.finally(() => clearTimeout(timer));
      break;
    }
    case "event": {
      const type = random.pick(EVENTS);
      program.onOutput((whole) => {
        if (whole.includes(`{"type":"${type}"`)) kill();
      });
      break;
    }
    case "before a write":
      world.onRequest((seen) => {
        if (isDue(seen)) kill();
        return undefined;
      });
      break;
    case "instead of a write":
      world.onRequest((seen) => {
        if (!isDue(seen)) return undefined;
        kill();
        return { id: "reset-before" };
      });
      break;
    case "after a write":
      world.onAnswered((seen) => {
        if (isDue(seen)) kill();
      });
      break;
  }
  return () => isKilled;
}

const EVENTS = [
  "run.started",
  "zone.found",
  "identity.found",
  "rrset.planned",
  "plan.ready",
  "rights.found",
  "identity.ready",
  "rrset.written",
  "propagation.started",
  "identity.asked",
];
