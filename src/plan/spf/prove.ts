import type { DomainName } from "../../dns/domain-name.ts";
import type { Lookup, Question } from "../../dns/observation.ts";
import { OnboardError } from "../../errors/onboard-error.ts";
import { findSpf, isSpf, parseSpf, type SpfRecord } from "./parse.ts";
import type { SpfTerm } from "./term.ts";
import type { Warning } from "../warning.ts";
import type { SpfTermFault } from "./warning.ts";
import { type Subject, subjectOf } from "./subject.ts";

/**
 * Looks one name up for us, at authoritative servers; rejects on abort. The sender domain itself is never
 * asked.
 */
export type SpfLookup = (question: Question) => Promise<Lookup>;

/** What one term costs a receiver in the worst case, everything below it included. */
export interface SpfCost {
  readonly term: string;
  readonly lookups: number;
}

export interface SpfProof {
  /** The worst case: no mechanism matches before the last. A lower bound when `uncounted` says so. */
  readonly lookups: number;
  /** Lookups that find nothing at all. */
  readonly voidLookups: number;
  /** Term by term of the record itself. */
  readonly costs: readonly SpfCost[];
  readonly warnings: readonly Warning[];
}

/** RFC 7208 section 4.6.4: receivers answer permerror beyond these. */
const MOST_LOOKUPS = 10;
const MOST_VOID_LOOKUPS = 2;
const MOST_MX = 10;
/**
 * Where the counting itself stops, since a hostile tree could be endless. No record within the limit needs
 * more than two questions a lookup.
 */
const MOST_QUESTIONS = 40;

/**
 * Counts what an SPF record that is about to be published at `owner` costs a receiver. Everything that can't
 * be looked up is said in a warning (`spf-not-counted`) and counts as the one lookup that it surely is; a
 * name with macros likewise, without a warning.
 * @throws OnboardError SPF_UNMERGEABLE when the worst case is beyond ten lookups, naming the terms and their
 * counts
 */
export async function proveSpf(owner: DomainName, record: string, lookup: SpfLookup): Promise<SpfProof> {
  const parts = await inspectTerms(parseSpf(record), owner, [owner], { owner, lookup, questions: 0 });
  const costs = parts.map(({ term, lookups }) => ({ term: term.text, lookups }));
  const { lookups, voids, warnings } = total(parts);
  if (lookups > MOST_LOOKUPS) throw overLimit(record, lookups, costs);
  const voidWarning: readonly Warning[] =
    voids > MOST_VOID_LOOKUPS ? [{ warning: "spf-void-lookups", owner, count: voids }] : [];
  return { lookups, voidLookups: voids, costs, warnings: [...warnings, ...voidWarning] };
}

/** One proof on its way: branches are looked up side by side and share the count of questions. */
interface Search {
  readonly owner: DomainName;
  readonly lookup: SpfLookup;
  questions: number;
}

/** What was found below one place of the tree. */
interface TermCount {
  readonly lookups: number;
  readonly voids: number;
  readonly warnings: readonly Warning[];
}

type Part = TermCount & { readonly term: SpfTerm };
type IncludePath = readonly DomainName[];

const NOTHING: TermCount = { lookups: 0, voids: 0, warnings: [] };

function inspectTerms(
  { terms }: SpfRecord,
  self: DomainName,
  path: IncludePath,
  search: Search,
): Promise<readonly Part[]> {
  const subjects = reached(terms).flatMap((term) => subjectOf(term, self) ?? []);
  return Promise.all(
    subjects.map(async (subject) => {
      const below = await inspectSubject(subject, path, search);
      return { ...below, term: subject.term, lookups: below.lookups + 1 };
    }),
  );
}

/**
 * The terms that can cost something: those behind `all` are never reached, and a redirect counts only without
 * `all`.
 */
function reached(terms: readonly SpfTerm[]): readonly SpfTerm[] {
  const all = terms.findIndex((term) => term.kind === "directive" && term.mechanism === "all");
  return all === -1 ? terms : terms.slice(0, all).filter((term) => term.kind === "directive");
}

/** What follows from a term's first lookup. */
async function inspectSubject(
  { name, kind, term }: Subject,
  path: IncludePath,
  search: Search,
): Promise<TermCount> {
  if (name === undefined || kind === "unknowable") return NOTHING;
  if (kind === "record") return inspectRecord(name, term, path, search);
  // The sender domain is left alone: a name asked for before it exists can be remembered as absent, and its
  // own `a` or `mx` is one lookup anyway.
  return name === search.owner ? NOTHING : findVoids(name, kind, term, search);
}

async function inspectRecord(
  name: DomainName,
  term: SpfTerm,
  path: IncludePath,
  search: Search,
): Promise<TermCount> {
  if (path.includes(name)) return broken(search, term, "loop");
  const found = await ask({ owner: name, type: "TXT" }, search);
  if (found.kind === "failed") return notCounted(search, term, found.because);
  const [record, ...others] = found.kind === "answer" ? found.rrset.values.filter(isSpf) : [];
  if (record === undefined) return broken(search, term, "no-record");
  if (others.length > 0) return broken(search, term, "two-records");
  const parsed = findSpf(record);
  return parsed === undefined
    ? broken(search, term, "syntax")
    : total(await inspectTerms(parsed, name, [...path, name], search));
}

async function findVoids(
  name: DomainName,
  kind: "addresses" | "mx",
  term: SpfTerm,
  search: Search,
): Promise<TermCount> {
  const first = await ask({ owner: name, type: kind === "mx" ? "MX" : "A" }, search);
  if (first.kind === "answer")
    return kind === "mx" && first.rrset.values.length > MOST_MX
      ? broken(search, term, "too-many-mx")
      : NOTHING;
  // A name with addresses of the other family only is no void lookup.
  const last =
    first.kind === "nodata" && kind === "addresses"
      ? await ask({ owner: name, type: "AAAA" }, search)
      : first;
  switch (last.kind) {
    case "answer":
      return NOTHING;
    case "failed":
      return notCounted(search, term, last.because);
    case "nodata":
    case "nxdomain":
      return { ...NOTHING, voids: 1 };
  }
}

async function ask(question: Question, search: Search): Promise<Lookup> {
  search.questions += 1;
  if (search.questions <= MOST_QUESTIONS) return search.lookup(question);
  return { kind: "failed", because: `more than ${MOST_QUESTIONS} lookups would be needed to count` };
}

function broken({ owner }: Search, term: SpfTerm, because: SpfTermFault): TermCount {
  return { ...NOTHING, warnings: [{ warning: "spf-term-broken", owner, term: term.text, because }] };
}

function notCounted({ owner }: Search, term: SpfTerm, because: string): TermCount {
  return { ...NOTHING, warnings: [{ warning: "spf-not-counted", owner, term: term.text, because }] };
}

function total(parts: readonly TermCount[]): TermCount {
  return {
    lookups: parts.reduce((sum, part) => sum + part.lookups, 0),
    voids: parts.reduce((sum, part) => sum + part.voids, 0),
    warnings: parts.flatMap((part) => part.warnings),
  };
}

function overLimit(record: string, lookups: number, costs: readonly SpfCost[]): OnboardError {
  const terms = costs.map((cost) => `${cost.term} (${cost.lookups})`).join(", ");
  return new OnboardError(
    "SPF_UNMERGEABLE",
    `The SPF record would cost receivers ${lookups} DNS lookups, and they give up beyond ${MOST_LOOKUPS}: ${terms}.`,
    {
      hint: "Remove an include that is not used any more, or send from a subdomain with an SPF record of its own.",
      facts: { record, lookups, limit: MOST_LOOKUPS, costs },
    },
  );
}
