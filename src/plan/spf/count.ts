import { findDomainName, type DomainName } from "../../dns/domain-name.ts";
import type { Lookup, Question } from "../../dns/observation.ts";
import { findSpf, isSpf, parseSpf, type SpfRecord } from "./parse.ts";
import { isOnboardError } from "../../errors/onboard-error.ts";
import { subjectOf, type Subject } from "./subject.ts";
import type { SpfTerm } from "./term.ts";
import type { SpfTermFault, SpfWarning } from "./warning.ts";

/** Looks one name up for us: what the run knows already is not asked of DNS. Rejects on abort. */
export type SpfLookup = (question: Question) => Promise<Lookup>;

/** What was found below one place of the tree, in the worst case: no mechanism matches before the last. */
export interface SpfCount {
  readonly lookups: number;
  /** Lookups that find nothing at all. */
  readonly voids: number;
  /** Lookups that may find nothing, which depends on the mail. */
  readonly maybeVoids: number;
  readonly warnings: readonly SpfWarning[];
}

/** What one term costs, everything below it included. */
export type SpfPart = SpfCount & { readonly term: SpfTerm };

/** Only ten MX of a name are looked at (RFC 7208 section 4.6.4). */
const MOST_MX = 10;
/**
 * Where the counting itself stops, since a hostile tree could be endless. No record within the limit needs
 * more than two questions a lookup; of exchangers it can name ten times ten.
 */
const MOST_QUESTIONS = { terms: 40, exchangers: 200 };

const NOTHING: SpfCount = { lookups: 0, voids: 0, maybeVoids: 0, warnings: [] };

/** The terms that receivers come to, in the order in which they do, each with its cost. */
export function countTerms(
  owner: DomainName,
  record: SpfRecord,
  lookup: SpfLookup,
): Promise<readonly SpfPart[]> {
  const search: Search = { owner, lookup, left: { ...MOST_QUESTIONS }, of: "terms" };
  return inspectTerms(record, { self: owner, path: [owner], grants: true }, search);
}

export function total(parts: readonly SpfCount[]): SpfCount {
  const sum = (of: (part: SpfCount) => number) => parts.reduce((all, part) => all + of(part), 0);
  return {
    lookups: sum((part) => part.lookups),
    voids: sum((part) => part.voids),
    maybeVoids: sum((part) => part.maybeVoids),
    warnings: parts.flatMap((part) => part.warnings),
  };
}

/** One count on its way: branches are looked up side by side and share the number of questions. */
interface Search {
  readonly owner: DomainName;
  readonly lookup: SpfLookup;
  readonly left: Record<keyof typeof MOST_QUESTIONS, number>;
  readonly of: keyof typeof MOST_QUESTIONS;
}

/** A record in the tree. `grants`: who passes it passes the whole. */
interface Place {
  readonly self: DomainName;
  readonly path: readonly DomainName[];
  readonly grants: boolean;
}

/** One term in its record. */
interface Spot {
  readonly term: SpfTerm;
  readonly place: Place;
}

function inspectTerms({ terms }: SpfRecord, place: Place, search: Search): Promise<readonly SpfPart[]> {
  return Promise.all(
    reached(terms).map(async (term) => {
      const subject = subjectOf(term, { self: place.self, sender: search.owner });
      const spot = { term, place };
      if (subject === undefined) return { ...freeTerm(spot, search), term };
      const below = await inspectSubject(subject, spot, search);
      return { ...below, term, lookups: below.lookups + 1 };
    }),
  );
}

/**
 * The terms that can cost something: what stands behind `all` is never reached, and a redirect counts only without
 * `all`, after everything else (RFC 7208 sections 5.1 and 6.1).
 */
function reached(terms: readonly SpfTerm[]): readonly SpfTerm[] {
  const directives = terms.filter((term) => term.kind === "directive");
  const all = directives.findIndex((term) => term.mechanism === "all");
  if (all !== -1) return directives.slice(0, all + 1);
  return [...directives, ...terms.filter((term) => term.kind === "modifier" && term.name === "redirect")];
}

function freeTerm({ term, place: { self, grants } }: Spot, { owner }: Search): SpfCount {
  const passesAll = term.kind === "directive" && term.mechanism === "all" && term.qualifier === "+";
  if (!passesAll || !grants) return NOTHING;
  return { ...NOTHING, warnings: [{ warning: "spf-passes-all", owner, at: self, term: term.text }] };
}

/** What follows from a term's first lookup. */
async function inspectSubject({ kind, name, fault }: Subject, spot: Spot, search: Search): Promise<SpfCount> {
  if (fault !== undefined) return broken(search, spot, ["target", fault]);
  if (kind === "unknowable") return NOTHING;
  // Whether a name that depends on the mail exists is not known; of an include that it does is its own contract.
  if (name === undefined) return kind === "record" ? NOTHING : { ...NOTHING, maybeVoids: 1 };
  return kind === "record" ? inspectRecord(name, spot, search) : findVoids(kind, name, { spot, search });
}

async function inspectRecord(name: DomainName, spot: Spot, search: Search): Promise<SpfCount> {
  const { term, place } = spot;
  if (place.path.includes(name)) return broken(search, spot, ["loop"]);
  const found = await ask({ owner: name, type: "TXT" }, search);
  if (found.kind === "failed") return notCounted(search, term, found.because);
  const isVoid = found.kind !== "answer";
  const [record, ...others] = isVoid ? [] : found.rrset.values.filter(isSpf);
  if (record === undefined) return { ...broken(search, spot, ["no-record"]), voids: isVoid ? 1 : 0 };
  if (others.length > 0) return broken(search, spot, ["two-records"]);
  const parsed = findSpf(record);
  if (parsed === undefined) return broken(search, spot, ["syntax", syntaxFault(record)]);
  const grants = place.grants && (term.kind === "modifier" || term.qualifier === "+");
  return total(await inspectTerms(parsed, { self: name, path: [...place.path, name], grants }, search));
}

interface At {
  readonly spot: Spot;
  readonly search: Search;
}

async function findVoids(kind: "addresses" | "address" | "mx", name: DomainName, at: At): Promise<SpfCount> {
  const { spot, search } = at;
  const first = await ask({ owner: name, type: kind === "mx" ? "MX" : "A" }, search);
  if (first.kind === "answer") return kind === "mx" ? inspectExchangers(first.rrset.values, at) : NOTHING;
  // A name with addresses of the other family only is no void lookup.
  const last =
    first.kind === "nodata" && kind === "addresses"
      ? await ask({ owner: name, type: "AAAA" }, search)
      : first;
  switch (last.kind) {
    case "answer":
      return NOTHING;
    case "failed":
      return notCounted(search, spot.term, last.because);
    case "nodata":
    case "nxdomain":
      return { ...NOTHING, voids: 1 };
  }
}

/** Receivers look up the addresses of each, and mailauth 4.13 counts those that have none as evaluate.ts does. */
async function inspectExchangers(values: readonly string[], { spot, search }: At): Promise<SpfCount> {
  if (values.length > MOST_MX) return broken(search, spot, ["too-many-mx"]);
  const hosts = values.map((value) => findDomainName(value.split(" ")[1] ?? ""));
  const beside = { spot, search: { ...search, of: "exchangers" as const } };
  const all = total(
    await Promise.all(
      hosts.map(async (host) => (host === undefined ? NOTHING : findVoids("addresses", host, beside))),
    ),
  );
  return { ...all, warnings: all.warnings.slice(0, 1) };
}

async function ask(question: Question, { left, of, lookup }: Search): Promise<Lookup> {
  left[of] -= 1;
  if (left[of] >= 0) return lookup(question);
  return { kind: "failed", because: `more than ${MOST_QUESTIONS[of]} lookups would be needed to count` };
}

function broken(
  { owner }: Search,
  { term, place: { self } }: Spot,
  [because, detail]: readonly [SpfTermFault, (string | undefined)?],
): SpfCount {
  const more = detail === undefined ? {} : { detail };
  return {
    ...NOTHING,
    warnings: [{ warning: "spf-term-broken", owner, at: self, term: term.text, because, ...more }],
  };
}

function notCounted({ owner }: Search, term: SpfTerm, because: string): SpfCount {
  return { ...NOTHING, warnings: [{ warning: "spf-not-counted", owner, term: term.text, because }] };
}

/** What is wrong in a record of others, with the term that it is about. */
function syntaxFault(record: string): string | undefined {
  try {
    parseSpf(record);
    return undefined;
  } catch (error) {
    if (!isOnboardError(error)) throw error;
    const { term, because } = error.facts;
    return typeof term === "string" ? `"${term}": ${String(because)}` : String(because);
  }
}
