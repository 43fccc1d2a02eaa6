import type { AdapterModule, CredentialChain } from "../providers/describe.ts";
import { adoptAdapter, METAS } from "../providers/registry.ts";
import { startClock, type Clock } from "./async/clock.ts";
import { onAbort } from "./async/on-abort.ts";
import { createLastingMemory, createMemory } from "./async/memory.ts";
import { createSlots, type Slot } from "./async/slots.ts";
import { compose, type Composition } from "./compose/compose.ts";
import { composeUndo, type UndoOptions } from "./compose/compose-undo.ts";
import { createAgreements } from "./compose/consent/agreement.ts";
import { plansIn, readApprovedPlan } from "./compose/consent/approved-plan.ts";
import { requireUsableProxy } from "./compose/endpoints.ts";
import { createShared } from "./compose/requests.ts";
import { withTemporaryKeys } from "./compose/temporary-keys.ts";
import type { Config } from "./config/config.ts";
import type { ConfigFile } from "./config/sources/config-file.ts";
import { loadConfig, type ConfigSources } from "./config/load.ts";
import { readOptions } from "./config/sources/options.ts";
import {
  flagsOfProgram,
  inProgram,
  requireShape,
  type RunOptions,
  type Shape,
} from "./config/sources/library-options.ts";
import { parseSenderDomain, type DomainName } from "./dns/domain-name.ts";
import { Interruption } from "./errors/interruption.ts";
import { createRedactor, redactDeep, type Redactor } from "./errors/redact.ts";
import type { EventBody, OnboardEvent } from "./events/event.ts";
import { writesIn, type DomainWrites } from "./journal/logged-writes.ts";
import type { Agreement, Run } from "./onboard/run.ts";
import { undoDomain, type UndoRun } from "./onboard/undo.ts";
import {
  checkDomain,
  onboardDomain,
  planDomain,
  withPortsOfProgram,
  type ResultOfDomain,
} from "./program/steps.ts";

// For a program that stays, and onboards domains as they come: what createRun makes for one domain, kept for all of an
// account.

export interface OnboarderOptions {
  /** As in createRun: nothing is read from the process behind your back. */
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly credentialChain?: CredentialChain;
  /** For every domain, by the names of the command line. */
  readonly options?: RunOptions;
  /** Adapters of your own, by the `type` that the config calls them. */
  readonly adapters?: Readonly<Record<string, AdapterModule>>;
  /** Where relative paths of the config and of `options` start. Absent: at the root of the file system. */
  readonly cwd?: string;
}

/** Of one domain. */
export interface DomainOptions {
  /** What may differ from domain to domain; they go before the config. */
  readonly options?: Pick<RunOptions, (typeof OWN_OPTIONS)[number]>;
  /** As in createRun. */
  readonly agreement?: Agreement;
  /** Told of each event, with its time and its domain; never awaited. */
  readonly emit?: (event: OnboardEvent) => void;
  readonly signal?: AbortSignal;
}

const OWN_OPTIONS = ["provider", "mx", "dmarc", "plan", "plan-hash"] as const;

const ONBOARDER_SHAPE: Shape<OnboarderOptions> = {
  env: "an object",
  credentialChain: "text",
  options: "an object",
  adapters: "an object",
  cwd: "text",
};
const DOMAIN_SHAPE: Shape<DomainOptions> = {
  options: "an object",
  agreement: "an object",
  emit: "a function",
  signal: "an AbortSignal",
};

/**
 * Each call ends with a result, whatever fails on its way.
 * @throws OnboardError DOMAIN_INVALID, CONFIG_INVALID, PROVIDER_UNKNOWN, CREDENTIALS_MISSING for what was given, and
 * with a role in place of keys also CREDENTIALS_REJECTED and API_UNAVAILABLE; Interruption after `close`; the signal's reason where it aborts before
 * the domain is begun
 */
export interface Onboarder {
  readonly onboard: (domain: string, options?: DomainOptions) => Promise<ResultOfDomain>;
  readonly plan: (domain: string, options?: Omit<DomainOptions, "agreement">) => Promise<ResultOfDomain>;
  readonly check: (domain: string, options?: Omit<DomainOptions, "agreement">) => Promise<ResultOfDomain>;
  /**
   * Puts back what runs replaced, domain by domain, where it is still theirs.
   * @param events of these runs, in order, as `emit` was told of them
   */
  readonly undo: (
    events: readonly OnboardEvent[],
    options?: Pick<DomainOptions, "emit" | "signal">,
  ) => Promise<readonly ResultOfDomain[]>;
  /** Ends what is under way, each with its result, and takes no more. Resolves when all has ended. */
  readonly close: () => Promise<void>;
}

/** So many domains are under way at once; the others wait in line. */
const MOST_AT_ONCE = 32;
/** Keys, settings, zones and name servers change while a program stays: after so long they are looked at anew. */
const FRESH_MS = 60_000;

/**
 * One object for all domains of an account. They share its rates, its connections, what is known of zones and name
 * servers, and one at a time writes to a zone.
 * @param config what a config file would say; `{}`: what the environment says suffices
 * @throws OnboardError CONFIG_INVALID, PROVIDER_UNKNOWN; nobody was contacted then
 */
export async function createOnboarder(config: ConfigFile, options: OnboarderOptions): Promise<Onboarder> {
  requireShape(options, ONBOARDER_SHAPE);
  const { cwd = "/" } = options;
  const stop = new AbortController();
  const { opened, undoFor } = createAccount(config, options, stop.signal);
  // What is wrong with the config is told now, and not to the first domain.
  await opened();
  const { start, ended } = createLine(stop.signal);

  const call =
    (steps: (run: Run) => Promise<ResultOfDomain>) =>
    async (given: string, own: DomainOptions = {}): Promise<ResultOfDomain> => {
      requireShape(own, DOMAIN_SHAPE);
      const domain = parseSenderDomain(given);
      const chosen = readOptions(flagsOfProgram(own.options ?? {}, {}, OWN_OPTIONS), {}, inProgram);
      return start(own.signal, async (signal, slot) => {
        const account = await (await opened()).composed();
        const plans = plansIn(await readApprovedPlan(chosen, cwd, signal));
        const hash = chosen["plan-hash"]?.value ?? account.config.planHash;
        const agreement = createAgreements([domain], { hash, plans })?.of(domain) ?? own.agreement;
        const clock = startClock();
        // Domains come one by one, and none waits for the Create of one that a person has not agreed to yet.
        const { takeTurn: _inLine, ...run } = account.composition.runFor(domain, {
          emit: teller(own.emit, { domain, clock, redact: account.redact }),
          agreement: agreement && outside(slot, agreement),
          own: { provider: chosen.provider?.value, mx: chosen.mx?.value, dmarc: chosen.dmarc?.value },
          settings: plans?.get(domain)?.settings,
        });
        return redactDeep(await steps({ ...run, signal, clock }), account.redact);
      });
    };

  return {
    onboard: call(onboardDomain),
    plan: call(planDomain),
    check: call(checkDomain),
    async undo(events, own = {}) {
      requireShape(own, DOMAIN_SHAPE);
      const { readEvents } = await import("./journal/read-log.ts");
      return Promise.all(
        writesIn(readEvents(events)).map((writes) =>
          start(own.signal, async (signal) => {
            const { domain } = writes;
            const { config: settings, run } = await undoFor(writes);
            const redact = createRedactor(settings.secrets);
            const clock = startClock();
            const emit = teller(own.emit, { domain, clock, redact });
            const result = await withPortsOfProgram(
              { ...run({ emit, dryRun: false }), signal, clock },
              undoDomain,
            );
            return redactDeep(result, redact);
          }),
        ),
      );
    },
    async close() {
      stop.abort(new Interruption(143));
      await ended();
    },
  };
}

/** What the config, the environment and a role's keys come to for a while. */
interface Opened {
  readonly config: Config;
  readonly composed: () => Promise<Composed>;
}

interface Composed {
  readonly config: Config;
  readonly composition: Composition;
  readonly redact: Redactor;
}

interface Account {
  readonly opened: () => Promise<Opened>;
  readonly undoFor: (writes: DomainWrites) => Promise<{
    readonly config: Config;
    readonly run: (options: UndoOptions) => UndoRun;
  }>;
}

/** The account's ports: made anew after a while, under rates and locks that stay. */
function createAccount(value: ConfigFile, options: OnboarderOptions, signal: AbortSignal): Account {
  const { env, credentialChain = "env", cwd = "/", adapters = {} } = options;
  const sources: ConfigSources = {
    value,
    flags: flagsOfProgram(options.options ?? {}, env),
    flagName: inProgram,
    env,
    cwd,
    home: env["HOME"] || undefined,
    credentialChain,
    metas: METAS,
    adapters: Object.fromEntries(
      Object.entries(adapters).map(([type, adapter]) => [type, adoptAdapter(type, adapter)]),
    ),
    signal,
  };
  const clock = startClock();
  const shared = createShared(clock);
  const contextNow = () => ({ env, credentialChain, signal, shared, clock: startClock() });
  const fresh = createLastingMemory<Opened>(clock, () => FRESH_MS);
  const open = async (): Promise<Opened> => {
    const config = await loadConfig(sources);
    requireUsableProxy(config, env);
    const context = contextNow();
    const once = createMemory<Composed>();
    const composed = async (): Promise<Composed> => {
      const withKeys = await withTemporaryKeys(config, context);
      const redact = createRedactor(withKeys.secrets);
      return { config: withKeys, composition: compose(withKeys, context), redact };
    };
    return { config, composed: () => once("keys", composed) };
  };
  const opened = () => fresh("config", open, signal);
  return {
    opened,
    // It needs no key of Tencent Cloud.
    async undoFor(writes) {
      const { config } = await opened();
      const undo = composeUndo(config, contextNow());
      return { config, run: (own) => undo(writes, own) };
    },
  };
}

/** So many at once; each ends with the program's signal and with its own. */
function createLine(all: AbortSignal) {
  const slots = createSlots(MOST_AT_ONCE);
  const underWay = new Set<Promise<unknown>>();
  const start = async <T>(
    own: AbortSignal | undefined,
    task: (signal: AbortSignal, slot: Slot) => Promise<T>,
  ): Promise<T> => {
    all.throwIfAborted();
    const either = new AbortController();
    const releases = [all, own].map((signal) => onAbort(signal, () => either.abort(signal?.reason)));
    const running = slots.run((slot) => task(either.signal, slot), either.signal);
    underWay.add(running);
    try {
      return await running;
    } finally {
      for (const release of releases) release();
      underWay.delete(running);
    }
  };
  return { start, ended: () => Promise.allSettled(underWay) };
}

/** Whoever waits for consent leaves its place to others. */
function outside(slot: Slot, agreement: Agreement): Agreement {
  return { ...agreement, agree: (plan, signal) => slot.outside(() => agreement.agree(plan, signal)) };
}

/** Events as a log keeps them, without what is secret. */
function teller(
  emit: DomainOptions["emit"],
  {
    domain,
    clock,
    redact,
  }: { readonly domain: DomainName; readonly clock: Clock; readonly redact: Redactor },
): (body: EventBody) => unknown {
  return (body) => emit?.({ ...redactDeep(body, redact), time: clock.now(), domain });
}
