import type { DomainName } from "./domain-name.ts";
import type { Delegation, ExtendedError, Lookup, Observation, Question } from "./observation.ts";
import type { LookupOptions } from "./authority.ts";
import type { CallOptions } from "./provider.ts";

export interface ResolverAnswer {
  /** As it is called in the config. */
  readonly resolver: string;
  readonly observation: Observation;
  /** It has checked the answer by the zone's keys, and found it right (AD, RFC 4035 section 3.2.3). */
  readonly validated: boolean;
  /** Of one that fails: what it says where it shall not check (CD, section 3.2.2). Absent: it does not fail. */
  readonly unchecked?: Observation | undefined;
  /**
   * It fails on the zone of the public suffix above as well: by a clock or a trust anchor of its own it may refuse all
   * that is signed, so its failure says nothing of the zone that was asked about.
   */
  readonly refusesAbove?: boolean;
}

/** Whether validating resolvers refuse a zone for its DNSSEC, and why (RFC 8914). */
export interface DnssecView {
  readonly bogus: boolean;
  /** One said that it has validated it. */
  readonly validated: boolean;
  /** Those that refuse it; beside one that has validated it, too. */
  readonly refusing: readonly string[];
  /** What the first one that refuses it gave as its reason. */
  readonly extendedErrors: readonly ExtendedError[];
}

export interface DnssecOptions extends CallOptions {
  /** Whether the zone above holds a key of it (DS, RFC 4034 section 5). Undefined: nobody told. */
  readonly signed: boolean | undefined;
}

export interface ResolverLookupOptions extends LookupOptions {
  /** Whether a "no" that resolvers remember of this name is in nobody's way. */
  readonly mayAsk: (name: DomainName) => boolean;
}

/**
 * Public resolvers, which remember a "no" for the zone's negative TTL: so before the gate they are asked only
 * for what is known to exist, and after it only to report. By UDP and TCP, and by HTTPS where these don't
 * reach them.
 */
export interface PublicResolvers {
  /**
   * One question to each (RD=1), and the answer of each when it comes. Only after the gate, or for a name that is
   * known to exist. Each rejects only with the signal's reason, when it aborts.
   */
  ask(question: Question, options: CallOptions): readonly Promise<ResolverAnswer>[];
  /**
   * Who serves a zone, over HTTPS, for when port 53 is of no use: NS sets and SOA, no addresses. Only for an
   * apex that is known to exist. Undefined: there is no resolver to ask.
   * @throws OnboardError ZONE_NOT_DELEGATED; where no resolver answers, API_UNAVAILABLE if somebody can mend that, else
   * NOT_OBSERVABLE; the signal's reason when it aborts
   */
  delegation(apex: DomainName, options: CallOptions): Promise<Delegation | undefined>;
  /**
   * What stands at a name of others, over HTTPS, for when port 53 is of no use. Aliases are asked for one by one, since a
   * resolver follows them by itself, to names that it must not be asked for, too. A "no" counts when two say it.
   * @throws only the signal's reason, when it aborts
   */
  lookup(question: Question, options: ResolverLookupOptions): Promise<Lookup>;
  /**
   * Whether the zone fails validation, for a recursive resolver alone sees the chain of keys. Only for an apex
   * that is known to exist. Undefined: it could not be found out.
   * @throws only the signal's reason, when it aborts
   */
  dnssec(apex: DomainName, options: DnssecOptions): Promise<DnssecView | undefined>;
}

/** Whether a resolver refuses what it gives unchecked: for its keys, and not for servers that are out of its reach. */
export function isRefused({ observation, unchecked, refusesAbove = false }: ResolverAnswer): boolean {
  if (observation.kind !== "servfail" || unchecked === undefined || !ANSWERS.has(unchecked.kind))
    return false;
  if (refusesAbove) return false;
  const { extendedErrors } = observation;
  return (
    extendedErrors.length === 0 || extendedErrors.some(({ code }) => OF_DNSSEC.has(code) || VAGUE.has(code))
  );
}

/**
 * Whether so many refusals prove that it is the keys. A failure that came and went looks the same at one resolver, and
 * it may have a trust anchor of its own: so it takes two, or one that says why where the zone above holds a key.
 */
export function isProven(answers: readonly ResolverAnswer[], signed: boolean | undefined): boolean {
  const refusals = answers.filter(isRefused);
  if (signed === false) return false;
  return (
    refusals.length > 1 ||
    (signed === true && refusals.some((one) => reasonsOf(one).some(({ code }) => OF_DNSSEC.has(code))))
  );
}

/** Why a resolver fails, as far as it says. */
export function reasonsOf({ observation }: Pick<ResolverAnswer, "observation">): readonly ExtendedError[] {
  return observation.kind === "servfail" ? observation.extendedErrors : [];
}

const ANSWERS: ReadonlySet<Observation["kind"]> = new Set(["answer", "cname", "nodata", "nxdomain"]);
/** RFC 8914 section 4: what is wrong with keys, signatures or proofs of absence; 27 is of RFC 9276 section 3.2. */
const OF_DNSSEC: ReadonlySet<number> = new Set([1, 2, 5, 6, 7, 8, 9, 10, 11, 12, 27]);
/** "Other", and a failure that is remembered: neither says what it was. */
const VAGUE: ReadonlySet<number> = new Set([0, 13]);
