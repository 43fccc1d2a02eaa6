import type { Clock } from "../../src/async/clock.ts";
import { prefixed, type DomainName } from "../../src/dns/domain-name.ts";
import type { CallOptions, DnsProvider, Zone } from "../../src/dns/provider.ts";
import { sameValues, type RRset, type RRType } from "../../src/dns/rrset.ts";
import type { ConformanceSubject, GivenToAdapter, HostSide, RequestKind } from "./subject.ts";

// How cases state what they want. No test framework: a case that fails throws an Error.

/** Milliseconds after which "at once" is no longer true. */
const AT_ONCE_MS = 2_000;

export function demand(condition: boolean, promise: string, found?: unknown): asserts condition {
  if (condition) return;
  throw new Error(found === undefined ? promise : `${promise}; found ${JSON.stringify(found)}`);
}

/** The value at this place, as the host itself holds it, and as a fresh adapter reads it. */
export async function demandValues(
  fixture: Fixture,
  owner: DomainName,
  type: RRType,
  values: readonly string[],
): Promise<void> {
  const held = (await fixture.subject.host.peek(owner, type))?.values ?? [];
  demand(
    sameValues(held, values),
    `the host should hold ${JSON.stringify(values)} as ${type} at ${owner}`,
    held,
  );
  const provider = await fixture.subject.createProvider();
  const read = (await provider.readRRsets(fixture.zone, [owner], {})).find(
    (rrset) => rrset.owner === owner && rrset.type === type,
  );
  demand(
    sameValues(read?.values ?? [], values),
    `readRRsets should give ${JSON.stringify(values)} as ${type} at ${owner}`,
    read,
  );
}

/** What the promise was rejected with; that it resolves breaks the promise of the contract. */
export async function rejectionOf(work: Promise<unknown>, promise: string): Promise<unknown> {
  const [outcome] = await Promise.allSettled([work]);
  demand(outcome.status === "rejected", promise, "success");
  return outcome.reason;
}

/** Rejected with one of these codes. */
export async function demandCode(
  work: Promise<unknown>,
  codes: readonly string[],
  promise: string,
): Promise<void> {
  const code = codeOf(await rejectionOf(work, promise));
  demand(
    code !== undefined && codes.includes(code),
    `${promise}: the code should be ${codes.join(" or ")}`,
    code,
  );
}

/**
 * The code of an OnboardError. Recognised by shape, since an adapter from elsewhere may bring its own copy of
 * the class.
 */
export function codeOf(thrown: unknown): string | undefined {
  const { code } = Object(thrown) as { code?: unknown };
  return typeof code === "string" ? code : undefined;
}

/** Codes of a host that can't be asked now, and of one that does not want these credentials. */
export const UPSTREAM = ["API_UNAVAILABLE", "API_RATE_LIMITED", "API_SURPRISE"];
export const DENIED = ["CREDENTIALS_REJECTED", "CREDENTIALS_MISSING", "RIGHTS_MISSING"];

export async function atOnce<T>(work: Promise<T>, promise: string, withinMs = AT_ONCE_MS): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`${promise}; still waiting after ${withinMs} ms`)), withinMs);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** How many changes the host saw while this ran. */
export async function changesDuring(fixture: Fixture, work: () => Promise<unknown>): Promise<number> {
  const before = (await fixture.subject.host.history()).length;
  await work();
  return (await fixture.subject.host.history()).length - before;
}

/** More often than any adapter repeats a request. */
export const ALWAYS = 1_000;

/** A clock on which a pause takes its time, and nobody waits. */
export function steppingClock(): { readonly clock: Clock; readonly pass: (ms: number) => void } {
  let now = Date.UTC(2026, 10, 26);
  const pass = (ms: number): void => {
    now += ms;
  };
  const sleep: Clock["sleep"] = async (ms, { signal } = {}) => {
    signal?.throwIfAborted();
    pass(ms);
  };
  return { clock: { now: () => now, random: () => 0, sleep }, pass };
}

const ALL_KINDS: readonly RequestKind[] = ["zones", "read", "write", "settle"];

/** How many requests of these kinds have arrived at the host since this was called. */
export function countArrivals(
  host: HostSide,
  onArrival: () => void = () => {},
  kinds: readonly RequestKind[] = ALL_KINDS,
): () => number {
  let arrived = 0;
  for (const kind of kinds) {
    const note = (): void => {
      arrived += 1;
      onArrival();
      host.intercept(kind, note);
    };
    host.intercept(kind, note);
  }
  return () => arrived;
}

/** What a case works with. */
export interface Fixture {
  readonly subject: ConformanceSubject;
  readonly provider: DnsProvider;
  readonly zone: Zone;
  /** A name in the zone: the labels in front of the apex. */
  readonly at: (labels: string) => DomainName;
}

export async function openFixture(subject: ConformanceSubject, given: GivenToAdapter = {}): Promise<Fixture> {
  const provider = await subject.createProvider(given);
  const zones = await provider.zonesAt(subject.apex, {});
  const [zone] = zones;
  demand(
    zone !== undefined && zones.length === 1,
    `zonesAt(${subject.apex}) should give the one zone`,
    zones,
  );
  return { subject, provider, zone, at: (labels) => prefixed(labels, subject.apex) };
}

export function txt(owner: DomainName, ...values: readonly string[]): RRset {
  return { owner, type: "TXT", ttl: 300, values };
}

/** Values of somebody else's, and an SPF record before and after a merge. */
export const GOOGLE = "google-site-verification=abc";
export const OLD_SPF = "v=spf1 include:_spf.google.com ~all";
export const NEW_SPF = "v=spf1 include:_spf.google.com include:qcloudmail.com ~all";

export async function seeded(fixture: Fixture, rrset: RRset): Promise<RRset> {
  await fixture.subject.host.seed(rrset);
  return rrset;
}

export type Call = (options: CallOptions) => Promise<unknown>;

export function callOf({ provider, zone, at }: Fixture, on: "zones" | "read" | "write"): Call {
  const after = txt(at("mail"), "v=spf1 include:qcloudmail.com ~all");
  if (on === "zones") return (options) => provider.zonesAt(zone.apex, options);
  if (on === "read") return (options) => provider.readRRsets(zone, [at("mail"), at("_dmarc.mail")], options);
  return (options) => provider.apply(zone, [{ before: undefined, after }], options);
}

/** Something that can be waited for. */
export function signpost(): { readonly reached: Promise<void>; readonly reach: () => void } {
  let reach: () => void = () => {};
  const reached = new Promise<void>((resolve) => {
    reach = resolve;
  });
  return { reached, reach: () => reach() };
}
