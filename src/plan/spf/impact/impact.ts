import type { DomainName } from "../../../dns/domain-name.ts";
import type { Lookup } from "../../../dns/observation.ts";
import { findRRset, type RRset } from "../../../dns/rrset.ts";
import type { SpfLookup } from "../count.ts";
import { isSpf } from "../parse.ts";
import { addressText, edgesOf } from "./address.ts";
import type { PassedOver } from "./check.ts";
import type { SpfResult } from "./evaluate.ts";
import { changed, isFault, judge, type Judged, type Point, type SpfChange, type Worlds } from "./judge.ts";
import { reachOf, type NamedNetwork } from "./networks.ts";
import { askingOnce } from "./asking-once.ts";

// What a change of an SPF record does to everybody's mail, judged as receivers do. Read impact.ts, judge.ts,
// evaluate.ts (check.ts, mail.ts, owner-of-address.ts), networks.ts (address.ts), asking-once.ts.

/** Nothing changes for others, and SES's senders pass; anything else is an error. */
export interface SpfImpact {
  /** How many addresses of others are judged after it as before it. */
  readonly checked: number;
  /** How many terms of the former record name addresses. */
  readonly senders: number;
  /** How many addresses of SES's were judged, all of which pass; 0: they, or that they do, could not be learned. */
  readonly passing: number;
  /** What could not be known: those terms were taken to match nothing. */
  readonly notProved: readonly PassedOver[];
  /** Other names of the zone whose records refer to this one, and were judged too. */
  readonly referring: readonly DomainName[];
  readonly rows: readonly ImpactRow[];
}

/** Addresses of one term that are judged alike. */
export interface ImpactRow {
  /** Whose record was judged. */
  readonly name: DomainName;
  /** The term that names them, or whose networks they border on. */
  readonly term: string;
  readonly addresses: readonly string[];
  readonly before: SpfResult;
  readonly after: SpfResult;
  /** They are SES's. */
  readonly ses: boolean;
}

/** Of more the rest is told as not proved: whoever names thousands of networks is judged by the first ones. */
const MOST_ADDRESSES = 1_000;

/**
 * Judges each edge of each network that the record names, before and after, and SES's senders.
 * @throws OnboardError SPF_UNMERGEABLE when somebody else is judged otherwise, or SES's senders don't pass
 */
export async function measureImpact(change: SpfChange, ask: SpfLookup): Promise<SpfImpact> {
  const { owner, before, after, wanted } = change;
  const asked = askingOnce(ask);
  const worlds: Worlds = {
    before: worldWith(before, change, asked),
    after: worldWith(after, change, asked),
    wanted: worldWith(wanted, change, asked),
  };
  const [former, own] = await Promise.all([reachOf(owner, worlds.before), reachOf(owner, worlds.wanted)]);
  const referring = await referringTo(change, worlds.before);
  const beside = await Promise.all(referring.map((name) => reachOf(name, worlds.before)));
  const all = [...former.networks, ...own.networks, ...beside.flatMap(({ networks }) => networks)];
  const { points, isCut } = pointsOf(all);
  const judged: Judged[] = [];
  for (const name of [owner, ...referring])
    for (const point of points) judged.push(await judge({ ...point, name, owner }, worlds));
  const fault = judged.find(isFault);
  if (fault !== undefined) throw changed(change, fault);
  const at = judged.filter(({ name }) => name === owner);
  const ses = at.filter((one) => one.ses);
  return {
    checked: at.filter((one) => !one.ses && one.before.result === one.after.result).length,
    senders: new Set(former.networks.map(({ term }) => term)).size,
    passing: ses.every(({ after: { result } }) => result === "pass") ? ses.length : 0,
    notProved: notProvedOf(judged, isCut),
    referring,
    rows: rowsOf(judged),
  };
}

/** The world in which this is the owner's SPF record. */
function worldWith(record: string, { owner, rrsets }: SpfChange, asked: SpfLookup): SpfLookup {
  const own = answer({ owner, type: "TXT", ttl: 0, values: [record] });
  return async (question): Promise<Lookup> => {
    if (question.owner === owner && question.type === "TXT") return own;
    const held = findRRset(rrsets, question.owner, question.type);
    if (held !== undefined) return answer(held);
    return question.owner === owner ? { kind: "nodata" } : asked(question);
  };
}

function answer(rrset: RRset): Lookup {
  return { kind: "answer", rrset, canonicalName: rrset.owner };
}

/** Whose records, of those at hand, lead to this one. */
async function referringTo({ owner, rrsets }: SpfChange, world: SpfLookup): Promise<readonly DomainName[]> {
  const others = rrsets.filter(
    (rrset) => rrset.type === "TXT" && rrset.owner !== owner && rrset.values.some(isSpf),
  );
  const reached = await Promise.all(others.map((rrset) => reachOf(rrset.owner, world)));
  return others.map((rrset) => rrset.owner).filter((_name, index) => reached[index]?.names.has(owner));
}

function pointsOf(networks: readonly NamedNetwork[]): {
  readonly points: readonly Point[];
  readonly isCut: boolean;
} {
  const byText = new Map<string, Point>();
  for (const { term, network } of networks)
    for (const address of edgesOf(network)) {
      const text = addressText(address);
      if (!byText.has(text)) byText.set(text, { term, address });
    }
  const points = [...byText.values()];
  return { points: points.slice(0, MOST_ADDRESSES), isCut: points.length > MOST_ADDRESSES };
}

function notProvedOf(judged: readonly Judged[], isCut: boolean): readonly PassedOver[] {
  const all = judged.flatMap(({ before, after }) => [...before.passedOver, ...after.passedOver]);
  const terms = new Map(all.map((one) => [one.term, one]));
  const rest = { term: "…", because: `more than ${MOST_ADDRESSES} addresses would have to be judged` };
  return [...terms.values(), ...(isCut ? [rest] : [])];
}

function rowsOf(judged: readonly Judged[]): readonly ImpactRow[] {
  const rows = new Map<string, ImpactRow>();
  for (const { name, term, address, before, after, ses } of judged) {
    const key = JSON.stringify([name, term, before.result, after.result, ses]);
    const addresses = [...(rows.get(key)?.addresses ?? []), addressText(address)];
    rows.set(key, { name, term, addresses, before: before.result, after: after.result, ses });
  }
  return [...rows.values()];
}
