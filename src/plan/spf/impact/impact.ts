import type { DomainName } from "../../../dns/domain-name.ts";
import { addressText } from "./address.ts";
import { askingLimited, askingOnce } from "./asking-once.ts";
import type { PassedOver } from "./check.ts";
import { isFault, isOtherwise, worldsOf, type DnsAround, type Judged, type SpfChange } from "./judge.ts";
import { reachOf, type NamedNetwork, type Reach } from "./networks.ts";
import { judgeAll, pointsOf, type Trial } from "./points.ts";
import { refused } from "./refuse.ts";
import { notProvedOf, rowsOf, type ImpactRow } from "./rows.ts";
import { judgeSes, type JudgedSes, type SesVerdict } from "./ses.ts";

// What a change of an SPF record does to everybody's mail, judged as receivers do. Read impact.ts, judge.ts, points.ts
// (networks.ts, address.ts), ses.ts, rows.ts, refuse.ts, evaluate.ts (read-record.ts, check.ts, mail.ts,
// owner-of-address.ts), asking-once.ts.

/** This record changes nothing for others, and SES's senders pass; anything else is an error. */
export interface SpfImpact {
  /** How many addresses of others are judged after it as before it. */
  readonly checked: number;
  /** How many are judged otherwise, by other changes of the same plan, like that of an MX. */
  readonly otherwise: number;
  /** How many terms of the former record name addresses. */
  readonly senders: number;
  /** How many addresses of SES's were judged, all of which pass; 0: they, or that they do, could not be learned. */
  readonly passing: number;
  /** What could not be known: those terms were taken to match nothing. */
  readonly notProved: readonly PassedOver[];
  /** Other names of the zone at which a record was looked for that refers to this one: those above it, and no others. */
  readonly above: readonly DomainName[];
  /** Those of them whose records do, and were judged too. */
  readonly referring: readonly DomainName[];
  readonly rows: readonly ImpactRow[];
}

export interface Measured {
  /** Undefined: nothing of it concerns anybody but SES. */
  readonly impact: SpfImpact | undefined;
  readonly ses: SesVerdict;
}

/**
 * Judges SES's senders, and where something changes each edge of each network that the record names, before and after.
 * @throws OnboardError SPF_UNMERGEABLE when a change of the record has somebody else judged otherwise, or SES's
 * senders don't pass
 */
export async function measureImpact(change: SpfChange, around: DnsAround): Promise<Measured> {
  const trial = trialOf(change, around);
  const ses = await judgeSes(trial);
  const isChanged = change.before !== change.after;
  if (!isChanged && around.now === around.later) return { impact: undefined, ses: ses.verdict };
  requireNoFault(change, ses.judged);
  const others = await judgeOthers(trial, ses);
  requireNoFault(change, others.judged);
  const concernsOthers =
    (isChanged && change.before !== undefined) ||
    others.referring.length > 0 ||
    [...ses.judged, ...others.judged].some((one) => !one.ses && isOtherwise(one));
  return { impact: concernsOthers ? impactOf(trial, ses, others) : undefined, ses: ses.verdict };
}

/** What stands already is told and not refused. */
function requireNoFault(change: SpfChange, judged: readonly Judged[]): void {
  const fault = change.before === change.after ? undefined : judged.find(isFault);
  if (fault !== undefined) throw refused(change, fault);
}

function trialOf(change: SpfChange, { now, later, above }: DnsAround): Trial {
  const onBoth = (wrap: typeof askingOnce, dns: Pick<DnsAround, "now" | "later">) => {
    const wrapped = wrap(dns.now);
    return { now: wrapped, later: dns.now === dns.later ? wrapped : wrap(dns.later) };
  };
  const asked = onBoth(askingOnce, { now, later });
  return {
    change,
    above,
    worlds: worldsOf(change, asked),
    judging: worldsOf(change, onBoth(askingLimited, asked)),
  };
}

interface JudgedOthers {
  readonly judged: readonly Judged[];
  /** Of the former record. */
  readonly former: readonly Reach[];
  readonly reached: readonly Reach[];
  readonly referring: readonly DomainName[];
  readonly isCut: boolean;
}

async function judgeOthers(trial: Trial, ses: JudgedSes): Promise<JudgedOthers> {
  const { owner, before } = trial.change;
  const former = before === undefined ? [] : await reachedBy(owner, trial);
  const candidates = await Promise.all(
    trial.above.map(async (name) => ({ name, reached: await reachedBy(name, trial) })),
  );
  const referring = candidates.filter(({ reached }) => reached.some(({ names }) => names.has(owner)));
  const reached = [...former, ses.reach, ...referring.flatMap((one) => one.reached)];
  const { points, isCut } = pointsOf(networksIn(reached));
  const isSes = new Set(ses.points.map(({ address }) => addressText(address)));
  const rest = points.filter(({ address }) => !isSes.has(addressText(address)));
  const judged = before === undefined ? [] : [...(await judgeAll(owner, rest, trial))];
  for (const { name, reached: own } of referring) {
    // In its record the same address may stand by another term.
    const theirs = pointsOf(networksIn([...own, ...reached]), ses.points);
    judged.push(...(await judgeAll(name, theirs.points, trial)));
  }
  return { judged, former, reached, referring: referring.map(({ name }) => name), isCut };
}

function networksIn(reached: readonly Reach[]): readonly NamedNetwork[] {
  return reached.flatMap(({ networks }) => networks);
}

/** By the record of a name before, and by the same record beside what else the plan writes. */
async function reachedBy(name: DomainName, { worlds }: Trial): Promise<readonly Reach[]> {
  const before = await reachOf(name, worlds.before);
  return worlds.kept === worlds.before ? [before] : [before, await reachOf(name, worlds.kept)];
}

function impactOf(
  { change: { owner }, above }: Trial,
  ses: JudgedSes,
  { judged, former, reached, referring, isCut }: JudgedOthers,
): SpfImpact {
  const all = [...ses.judged, ...judged];
  const others = all.filter((one) => !one.ses);
  return {
    checked: others.filter((one) => one.name === owner && !isOtherwise(one)).length,
    otherwise: others.filter(isOtherwise).length,
    senders: new Set(networksIn(former).map(({ term }) => term)).size,
    passing: ses.verdict.kind === "passes" ? ses.verdict.addresses : 0,
    notProved: notProvedOf(all, reached, isCut || ses.isCut),
    above,
    referring,
    rows: rowsOf(all),
  };
}
