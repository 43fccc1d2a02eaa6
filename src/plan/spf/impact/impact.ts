import type { DomainName } from "../../../dns/domain-name.ts";
import type { Lookup } from "../../../dns/observation.ts";
import { findRRset, type RRset } from "../../../dns/rrset.ts";
import { OnboardError } from "../../../errors/onboard-error.ts";
import type { SpfLookup } from "../prove.ts";
import { isSpf } from "../parse.ts";
import { addressText, edgesOf, type IpAddress } from "./address.ts";
import { evaluateSpf, type PassedOver, type SpfJudgement, type SpfResult } from "./evaluate.ts";
import { reachOf, type NamedNetwork } from "./networks.ts";
import { askingOnce } from "./asking-once.ts";

// What a change of an SPF record does to everybody's mail, judged as receivers do. Read impact.ts, evaluate.ts
// (expand.ts, owner-of-address.ts), networks.ts (address.ts), asking-once.ts.

/** An SPF record that SES's senders are joined into. */
export interface SpfChange {
  readonly owner: DomainName;
  /** What stands there in effect, be it a wildcard's. */
  readonly before: string;
  readonly after: string;
  /** What SES asks for: it alone says who SES's senders are. */
  readonly wanted: string;
  /**
   * What stands in the zone, as the DNS host says. Nothing at `owner` is asked of DNS: a name that is asked for before
   * it exists can be remembered as absent. Records of other names here that refer to `owner` are judged as well.
   */
  readonly rrsets: readonly RRset[];
}

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

type Worlds = Readonly<Record<"before" | "after" | "wanted", SpfLookup>>;

/** The world in which this is the owner's SPF record. */
function worldWith(record: string, { owner, rrsets }: SpfChange, asked: SpfLookup): SpfLookup {
  return async (question): Promise<Lookup> => {
    if (question.owner !== owner) return asked(question);
    if (question.type === "TXT") return answer({ owner, type: "TXT", ttl: 0, values: [record] });
    const found = findRRset(rrsets, owner, question.type);
    return found === undefined ? { kind: "nodata" } : answer(found);
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

interface Point {
  readonly term: string;
  readonly address: IpAddress;
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

interface Judged extends Point {
  /** Whose record is judged. */
  readonly name: DomainName;
  /** Where the change is. */
  readonly owner: DomainName;
  readonly before: SpfJudgement;
  readonly after: SpfJudgement;
  readonly ses: boolean;
}

async function judge(point: Point & Pick<Judged, "name" | "owner">, worlds: Worlds): Promise<Judged> {
  const { address, name, owner } = point;
  const before = await evaluateSpf({ address, domain: name }, worlds.before);
  const after = await evaluateSpf({ address, domain: name }, worlds.after);
  const wanted = await evaluateSpf({ address, domain: owner }, worlds.wanted);
  return { ...point, before, after, ses: wanted.result === "pass" };
}

/** Where something was passed over there is no verdict. */
function isFault({ name, owner, before, after, ses }: Judged): boolean {
  if (before.passedOver.length + after.passedOver.length > 0) return false;
  if (!ses) return before.result !== after.result;
  if (name === owner) return after.result !== "pass";
  // Who refers to this record takes SES's senders in by it; a limit that is passed breaks the referring one.
  return after.result === "permerror" && before.result !== "permerror";
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

function changed({ owner, before, after }: SpfChange, fault: Judged): OnboardError {
  const { address, name, ses, term } = fault;
  const [was, is] = [resultText(fault.before), resultText(fault.after)];
  const results = { before: fault.before.result, after: fault.after.result };
  const facts = { owner, name, address: addressText(address), term, ses, ...results };
  const whose = ses ? "a sender of SES" : `a sender by "${term}"`;
  return new OnboardError(
    "SPF_UNMERGEABLE",
    `With SES's senders in the SPF record of ${owner}, receivers would judge mail of ${name} from ${facts.address} (${whose}) ${is}; without them it is ${was}.`,
    { hint: hintFor(fault), facts: { ...facts, records: { before, after } } },
  );
}

function resultText({ result, broken }: SpfJudgement): string {
  return broken === undefined ? result : `${result} (at "${broken}")`;
}

function hintFor({ name, owner, ses, after, before }: Judged): string {
  if (name !== owner)
    return `Take an include out of the SPF record of ${name} that is not used any more, or send from another name.`;
  if (before.result === "permerror")
    return `Correct the SPF record of ${owner}, which receivers give up on as it stands, or send from another name.`;
  if (ses && after.result !== "permerror")
    return `Decide what the SPF record of ${owner} shall say about this address, change it at the DNS host, then run again.`;
  return `Take an include out of the SPF record of ${owner} that is not used any more, or send from a subdomain with an SPF record of its own.`;
}
