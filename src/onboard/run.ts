import type { Clock } from "../async/clock.ts";
import { createMemory, type Memory } from "../async/memory.ts";
import { isAtOrBelow, registrableDomainOf, type DomainName } from "../dns/domain-name.ts";
import type { Delegation, Lookup, Question } from "../dns/observation.ts";
import type { FindHeld } from "../dns/held.ts";
import type { CallOptions, DnsProvider } from "../dns/provider.ts";
import { keyText } from "../dns/rrset.ts";
import type { AskedElsewhere, OwnEndpoint } from "../events/endpoint.ts";
import type { Language, Phrase } from "../errors/phrase.ts";
import type { EventBody } from "../events/event.ts";
import type { StartedCommand, WordFor } from "../events/started.ts";
import type { Beyond } from "../plan/consent/beyond.ts";
import type { Consented } from "../plan/consent/consented.ts";
import type { Plan } from "../plan/consent/plan.ts";
import type { AccountName, Identities, Tag } from "../plan/identity.ts";
import type { Policy } from "../plan/requirement.ts";
import type { Authority } from "../dns/authority.ts";
import type { PublicResolvers } from "../dns/resolvers.ts";

// The ports of a run. compose.ts fills them with real clients, tests with fakes that keep state.
/**
 * Which of the configured hosts holds this zone: `--provider NAME`, the config's match, or by the live name
 * servers.
 * @throws OnboardError PROVIDER_UNKNOWN, PROVIDER_AMBIGUOUS, CREDENTIALS_MISSING
 */
export type FindProvider = (
  domain: DomainName,
  delegation: Delegation,
  options: CallOptions,
) => Promise<FoundProvider>;

/** A DNS host, and where its API is asked, if that is not where its vendor keeps it. */
export type FoundProvider = DnsProvider & {
  readonly askedAt?: OwnEndpoint;
  /** What to do where it does not show the zone: an imperative sentence. */
  readonly ifNotHere?: Phrase;
};

/** One domain's place in the line of those that may have to be created. */
export interface CreateTurn {
  /**
   * Creates when every domain before has been created or does not need to be.
   * @throws OnboardError QUOTA_EXCEEDED without creating, where SES refused one before for its quota; what the
   * task throws; the signal's reason
   */
  readonly take: <T>(domain: DomainName, create: () => Promise<T>, signal: AbortSignal) => Promise<T>;
  /** This one creates nothing, or nothing more. */
  readonly leave: () => void;
}

/** `isOwn`: an alias has led back to a name of the run's own. */
interface Referred {
  readonly found: Lookup;
  readonly isOwn: boolean;
}

/** Who says what may be created and written: an approved plan, or a person. */
export interface Agreement {
  /**
   * Told of the plan before anything is created, and waits for those of the command's other domains.
   * @returns the plan that was agreed upon; undefined: nobody looked at this one
   * @throws OnboardError PLAN_CHANGED; Interruption when a person says no; the signal's reason
   */
  readonly agree: (plan: Plan, signal: AbortSignal) => Promise<Plan | undefined>;
  /** Whether a person wants what the question had not shown, too. Absent: nobody to ask. */
  readonly askAgain?: ((changes: readonly Beyond[], signal: AbortSignal) => Promise<boolean>) | undefined;
  /** By what it agreed. Absent: the program that made it does not say. */
  readonly given?: (() => readonly Consented[]) | undefined;
}

/** Told when the run begins. */
export type Configured = Pick<Extract<EventBody, { readonly type: "run.started" }>, "config" | "standing">;

/** Everything that a command needs for one domain. */
export interface Run {
  /** Of this program, for the log. */
  readonly version: string;
  /** Who asks for it, like `user@host`, for the log. Absent: nobody says. */
  readonly by?: string | undefined;
  /** Of Tencent Cloud, by what the settings name it by, for the log. */
  readonly account?: AccountName | undefined;
  /** How it was asked for, for the log and for proposals. */
  readonly started?: Omit<StartedCommand, "command">;
  /** How a proposal reads where the command was started. Absent: as for programs. */
  readonly wordFor?: WordFor | undefined;
  /** What errors are told in beside English. */
  readonly language?: Language | undefined;
  readonly domain: DomainName;
  readonly identities: Identities;
  readonly authority: Authority;
  /** What records refer to is looked up once in a run. Absent: it is asked for each time. */
  readonly referred?: Memory<Referred>;
  readonly resolvers: PublicResolvers;
  readonly findProvider: FindProvider;
  /** The DNS hosts that may be meant, where no zone tells which: those that are named, or have keys. Absent: not told. */
  readonly hosts?: () => readonly { readonly name: string; readonly open: () => Promise<DnsProvider> }[];
  /** Where it asks, as far as that is not the vendors' own. Absent: everything is. */
  readonly elsewhere?: AskedElsewhere;
  readonly policy: Policy;
  /** What a config file had to say in this, for whoever approves the plan. */
  readonly configured?: Configured;
  readonly dkimBits: 1024 | 2048;
  /** `check`: a fault of a record is drift, also where SES's mail does not depend on it. */
  readonly strict?: boolean;
  /** Of an identity that is created. */
  readonly tags?: readonly Tag[];
  /** How many sender domains the account may have, where the config says so. */
  readonly domainLimit?: number | undefined;
  /**
   * Just before Create. @throws OnboardError API_RATE_LIMITED while this DNS host wants silence for longer than the
   * time budget: what Create asks for could not be published
   */
  readonly requireOpen?: (provider: string) => void;
  /** Takes the next place among the domains of this process that may have to be created. Absent: it is the only one. */
  readonly takeTurn?: () => CreateTurn;
  /** Milliseconds from the first write on; 0: publish, ask the name servers once, and SES once where they all serve. */
  readonly waitMs: number;
  /** What is left of these, once they are running; undefined: nothing has been written yet. */
  readonly leftMs?: (() => number | undefined) | undefined;
  /** Told just before what can't be undone, or a record, is written: from the first time on they run. */
  readonly beforeWrite?: (() => void) | undefined;
  /** How long an API that has answered before is waited for while it is away, in milliseconds, before the first write. */
  readonly awayMs?: number | undefined;
  /** Milliseconds between the first agreement of all servers and the closing round. */
  readonly roundGapMs: number;
  /** What may be written. Absent: what an identity usually needs, and what was consented to by name. */
  readonly agreement?: Agreement | undefined;
  readonly clock: Clock;
  /** Requests sent so far for this domain. */
  readonly calls: () => { readonly ses: number; readonly provider: number; readonly dns: number };
  /**
   * For one of several uses of this run: `calls` from nought, and `within` everything that its own ports ask for counts
   * there, and its retries are told to this `emit` and wait by this clock. Absent: the ports count for themselves.
   */
  readonly counted?:
    | ((own: Pick<Run, "calls" | "emit" | "clock">) => {
        readonly calls: Run["calls"];
        readonly within: <T>(task: () => T) => T;
      })
    | undefined;
  /** One at a time for each key: two domains of one zone never write at once. */
  readonly exclusive: <T>(
    key: string,
    task: () => Promise<T>,
    options?: { readonly signal?: AbortSignal | undefined },
  ) => Promise<T>;
  readonly emit: (body: EventBody) => void;
  /** Aborted, the run ends: interrupted, or with the OnboardError that is the reason. */
  readonly signal: AbortSignal;
  /** Aborted after `signal`, it ends although a port does not, with a result of what was told so far. Absent: never. */
  readonly giveUp?: AbortSignal | undefined;
}

/**
 * With a memory of what records refer to, for all plans and proofs of a run. It keeps failures, too: a silent server
 * costs seconds each time, and whoever runs again asks again.
 */
export function withMemory(run: Run): Run {
  return { ...run, referred: createMemory<Referred>() };
}

/**
 * What stands at a name. Where no name server can be asked from here, resolvers tell of names outside the organisation's
 * domain: these exist, or a "no" of them that is remembered is in the way of nothing that a run writes. Below it no
 * resolver is asked before the write: to see that a name is missing they ask for those above it, too, and one that
 * remembers proofs of absence (RFC 8198) answers from these for names that it was never asked for.
 */
export async function lookUp(
  { authority, resolvers, domain, signal }: Pick<Run, "authority" | "resolvers" | "domain" | "signal">,
  question: Question,
  held?: FindHeld,
): Promise<Lookup> {
  const found = await authority.lookup(question, { signal, held });
  if (found.kind !== "failed" || found.outOfSight !== true) return found;
  const organisation = registrableDomainOf(domain) ?? domain;
  const mayAsk = (name: DomainName): boolean => !isAtOrBelow(name, organisation);
  const byHttps = await resolvers.lookup(question, { signal, held, mayAsk });
  if (byHttps.kind !== "failed") return byHttps;
  return { ...byHttps, because: `${found.because}, and ${byHttps.because}`, outOfSight: true };
}

/**
 * What a record refers to, as it was when this run first looked it up.
 * @param held what is known of the run's own names; that becomes another one with each write, and is not remembered
 */
export async function lookUpOnce(run: Run, question: Question, held?: FindHeld): Promise<Lookup> {
  const { referred } = run;
  const ask = async (): Promise<Referred> => {
    let isOwn = false;
    const watched: FindHeld = (name) => {
      const known = held?.(name);
      isOwn ||= known !== undefined;
      return known;
    };
    const found = await lookUp(run, question, watched);
    return { found, isOwn };
  };
  if (referred === undefined || held?.(question) !== undefined) return (await ask()).found;
  const { found, isOwn } = await referred(keyText(question), ask);
  return isOwn ? (await ask()).found : found;
}

type Patience = Pick<Run, "signal" | "clock" | "leftMs" | "awayMs"> & Partial<Pick<Run, "waitMs">>;

/** Who only looks can look again later, in milliseconds. */
const LOOK_AWAY_MS = 20_000;
/** Who is about to write may be nobody who comes back: a job in the night. In milliseconds. */
export const RUN_AWAY_MS = 60_000;

/**
 * For calls of SES and the DNS host: while one is busy, or is away and has answered before, it is waited out within
 * the time budget; while it is away and nothing is written yet, for less long, since nothing is left half done.
 * Without a budget a busy one is waited out for as long as the adapter thinks right.
 * @param since when the wait began, in milliseconds since 1970
 */
export function patiently(run: Patience, since = run.clock.now()): CallOptions {
  const { signal, clock, waitMs = 0, leftMs, awayMs = LOOK_AWAY_MS } = run;
  const left = leftMs?.();
  if (waitMs === 0) return { signal, awayMs };
  const patienceMs = Math.min(waitMs, Math.max(0, left ?? since + waitMs - clock.now()));
  return left === undefined ? { signal, patienceMs, awayMs } : { signal, patienceMs };
}
