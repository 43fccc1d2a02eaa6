import { prefixed, type DomainName } from "../../src/dns/domain-name.ts";
import type { DnsProvider, Zone } from "../../src/dns/provider.ts";
import { sameValues, type RRset, type RRType } from "../../src/dns/rrset.ts";
import type { ConformanceSubject } from "./subject.ts";

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

export async function atOnce<T>(work: Promise<T>, promise: string): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(
      () => reject(new Error(`${promise}; still waiting after ${AT_ONCE_MS} ms`)),
      AT_ONCE_MS,
    );
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

/** What a case works with. */
export interface Fixture {
  readonly subject: ConformanceSubject;
  readonly provider: DnsProvider;
  readonly zone: Zone;
  /** A name in the zone: the labels in front of the apex. */
  readonly at: (labels: string) => DomainName;
}

export async function openFixture(subject: ConformanceSubject): Promise<Fixture> {
  const provider = await subject.createProvider();
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
