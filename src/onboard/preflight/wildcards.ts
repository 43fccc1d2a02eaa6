import { randomBytes } from "node:crypto";
import { findDomainName, isAtOrBelow, type DomainName } from "../../dns/domain-name.ts";
import type { FindHeld } from "../../dns/held.ts";
import type { Lookup, Question } from "../../dns/observation.ts";
import { findRRset, type RRset, type RRType, type SynthesisedRRset } from "../../dns/rrset.ts";
import { OnboardError } from "../../errors/onboard-error.ts";
import type { Identity } from "../../plan/identity.ts";
import { dmarcNameOf } from "../../plan/dmarc/dmarc.ts";
import { isKeyName } from "../../plan/dkim/dkim.ts";
import {
  findBegun,
  findUncertain,
  isForTextAlone,
  withNamesBetween,
  type Uncertain,
} from "../../plan/wildcard/wildcard.ts";
import { lookUp, patiently, type Run } from "../run.ts";
import type { FoundZone } from "./find-zone.ts";
import { heldAtHost, usualOwners } from "./own-names.ts";

type HeldZone = Pick<FoundZone, "provider" | "zone">;

/**
 * What wildcards answer at the names that are to be written and do not exist yet; undefined: nothing. The values are
 * the host's, read at the wildcard's own name. Only whether the wildcard answers for a name is asked of DNS.
 * @throws OnboardError NOT_OBSERVABLE where a wildcard's CNAME leads to what can't be looked up
 */
export async function findSynthesised(
  run: Run,
  { provider, zone }: HeldZone,
  rrsets: readonly RRset[],
  identity: Identity | undefined,
): Promise<readonly SynthesisedRRset[] | undefined> {
  const { apex } = zone;
  const between = withNamesBetween(namesToWrite(run.domain, identity), apex);
  // A wildcard's policy reaches them at a name of its own, which nobody writes.
  const policies = between.filter((name) => !isForTextAlone(name)).map(dmarcNameOf);
  const names = [...new Set([...between, ...policies])];
  const uncertain = findUncertain(names, rrsets, apex).filter((one) => isTelling(one, rrsets));
  const begun = findBegun(names, rrsets, apex);
  const answering = [...begun, ...(await keepAnswering(run, { provider, zone }, { uncertain, rrsets }))];
  if (answering.length === 0) return undefined;
  return answersAt(run, { provider, zone }, answering, rrsets);
}

/**
 * Where records are written, and the name that the keys stand below. A selector is left out: nobody has used it
 * before, so no wildcard has answered for it to anybody.
 */
export function namesToWrite(domain: DomainName, identity: Identity | undefined): readonly DomainName[] {
  const asked = identity?.records.map(({ requirement }) => requirement.owner) ?? [];
  return [...new Set([...usualOwners(domain), ...asked.filter((owner) => !isKeyName(owner))])];
}

/** The same names and wildcards, with what the host holds there now. */
export async function withWildcardsNow<K extends HeldZone & { readonly surroundings: Found }>(
  run: Run,
  known: K,
  rrsets: readonly RRset[],
): Promise<K> {
  const { synthesised } = known.surroundings;
  if (synthesised === undefined) return known;
  const pairs = new Map(synthesised.map((one) => [`${one.owner} ${one.wildcard}`, one]));
  const now = await answersAt(run, known, [...pairs.values()], rrsets);
  return { ...known, surroundings: { ...known.surroundings, synthesised: now } };
}

interface Found {
  readonly synthesised?: readonly SynthesisedRRset[];
}

type Answering = Pick<Uncertain, "owner" | "wildcard">;

/** Types that a question can be about, those first that are asked most. */
const ASKED_TYPES: readonly RRType[] = ["CNAME", "TXT", "MX", "A", "AAAA"];

/** At a name for text alone nobody asks for an address. */
function isTelling({ owner, wildcard }: Answering, rrsets: readonly RRset[]): boolean {
  return (
    !isForTextAlone(owner) ||
    rrsets.some((rrset) => rrset.owner === wildcard && ["TXT", "CNAME"].includes(rrset.type))
  );
}

async function keepAnswering(
  run: Run,
  heldZone: HeldZone,
  { uncertain, rrsets }: { readonly uncertain: readonly Uncertain[]; readonly rrsets: readonly RRset[] },
): Promise<readonly Answering[]> {
  const byTop = new Map(uncertain.map((one) => [one.top, one]));
  const answers = new Map<DomainName, boolean>();
  await Promise.all(
    [...byTop].map(async ([top, one]) => answers.set(top, await isAnswering(run, heldZone, { one, rrsets }))),
  );
  return uncertain.filter(({ top }) => answers.get(top) === true);
}

/**
 * One question for a name below `top` that nobody has, of a type that the wildcard holds. If `top` does not exist,
 * both have the same closest encloser, and the wildcard answers; if it does, there is no `*.top` (the host would
 * list it), and the answer is empty. Empty may be NODATA: signed zones say so of every name (RFC 9824).
 * Asked before the gate: it is no name that the run writes, and who asks for it is no resolver. Where no name server can
 * be asked from here, a host may know whether anything stands at `top` or below it.
 */
async function isAnswering(
  run: Run,
  { provider, zone }: HeldZone,
  { one: { top, wildcard }, rrsets }: { readonly one: Uncertain; readonly rrsets: readonly RRset[] },
): Promise<boolean> {
  const type = ASKED_TYPES.find((one) => findRRset(rrsets, wildcard, one) !== undefined);
  const owner = findDomainName(`${randomBytes(8).toString("hex")}.${top}`);
  const found: Lookup =
    type === undefined || owner === undefined
      ? { kind: "failed", because: "there is no question that would show it" }
      : await run.authority.lookup({ owner, type }, { signal: run.signal });
  if (found.kind !== "failed") return found.kind === "answer";
  const exists =
    found.outOfSight === true
      ? await provider.holdsOthers?.(zone, { top, known: [] }, patiently(run))
      : undefined;
  if (exists !== undefined) return !exists;
  const warning = { warning: "wildcard-not-seen", owner: top, wildcard, because: found.because } as const;
  run.emit({ type: "warning.raised", warning });
  // The safe reading for other people's mail: what is written out too much harms nobody.
  return true;
}

async function answersAt(
  run: Run,
  { provider, zone }: HeldZone,
  answering: readonly Answering[],
  rrsets: readonly RRset[],
): Promise<readonly SynthesisedRRset[]> {
  const lowest = Math.max(provider.traits.minTtl, zone.minTtl ?? 0);
  const behind = new Map<DomainName, Promise<readonly RRset[]>>();
  const answers = answering.map(async ({ owner, wildcard }) => {
    const held = rrsets.filter((rrset) => rrset.owner === wildcard);
    const own = held.map(({ type, ttl, values }) => ({ owner, type, ttl, values, wildcard }));
    const alias = own.find(({ type }) => type === "CNAME");
    const through = findDomainName(alias?.values[0] ?? "");
    // A wildcard that is an alias of a name below itself leads nowhere.
    if (alias === undefined || through === undefined || isAtOrBelow(through, run.domain)) return own;
    const found = behind.get(through) ?? readBehind(run, through, rrsets);
    behind.set(through, found);
    const served = await found;
    return [
      ...own,
      ...served.map(({ type, ttl, values }) => ({
        owner,
        type,
        ttl: Math.max(lowest, Math.min(ttl, alias.ttl)),
        values,
        wildcard,
        through,
      })),
    ];
  });
  return (await Promise.all(answers)).flat();
}

/** What a name answers that is the target of a wildcard's CNAME: it stands wherever the wildcard answers. */
async function readBehind(run: Run, target: DomainName, rrsets: readonly RRset[]): Promise<readonly RRset[]> {
  const held = heldAtHost(run, rrsets);
  const found = await Promise.all(
    ["MX", "TXT"].map((type) => readTarget(run, { owner: target, type }, held)),
  );
  return found.flat();
}

async function readTarget(run: Run, question: Question, held: FindHeld): Promise<readonly RRset[]> {
  const { owner, type } = question;
  const found = await lookUp(run, question, held);
  if (found.kind === "answer") return [found.rrset];
  if (found.kind !== "failed") return [];
  throw new OnboardError(
    "NOT_OBSERVABLE",
    `A wildcard's CNAME leads to ${owner}, and which ${type} stands there can't be seen from here: ${found.because}.`,
    {
      hint: "Run again when its name servers answer; mail that goes there now is not to be diverted.",
      facts: { owner, type, because: found.because },
    },
  );
}
