import { findDomainName, type DomainName } from "../../dns/domain-name.ts";
import type { Lookup, Question } from "../../dns/observation.ts";
import { OnboardError } from "../../errors/onboard-error.ts";
import type { SpfTermFault, Warning } from "../requirement.ts";
import { hasMacro } from "./macro.ts";
import { isSpf, parseSpf } from "./parse.ts";
import type { SpfDirective, SpfTerm } from "./term.ts";

/** Looks one name up for us, at authoritative servers; rejects on abort. The sender domain itself is never asked. */
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
export const MOST_LOOKUPS = 10;
const MOST_VOID_LOOKUPS = 2;
const MOST_MX = 10;
/** Where the counting itself stops, since a hostile tree could be endless. No record within the limit needs more than two questions a lookup. */
const MOST_QUESTIONS = 40;

/**
 * Counts what an SPF record that is about to be published at `owner` costs a receiver. Everything that can't be looked up is said in a warning
 * (`spf-not-counted`) and counts as the one lookup that it surely is; a name with macros likewise, without a warning.
 * @throws OnboardError SPF_UNMERGEABLE when the worst case is beyond ten lookups, naming the terms and their counts
 */
export async function proveSpf(owner: DomainName, record: string, lookup: SpfLookup): Promise<SpfProof> {
  const tally: Tally = { owner, lookup, questions: 0, voids: 0, warnings: [] };
  const costs = await costsOf(record, owner, [owner], tally);
  const lookups = sum(costs);
  if (lookups > MOST_LOOKUPS) throw overLimit(record, lookups, costs);
  const { voids, warnings } = tally;
  const voidWarning: readonly Warning[] = voids > MOST_VOID_LOOKUPS ? [{ warning: "spf-void-lookups", owner, count: voids }] : [];
  return { lookups, voidLookups: voids, costs, warnings: [...warnings, ...voidWarning] };
}

/** What is found out on the way. One record's proof owns it; the terms are visited one after the other. */
interface Tally {
  readonly owner: DomainName;
  readonly lookup: SpfLookup;
  questions: number;
  voids: number;
  readonly warnings: Warning[];
}

type Path = readonly DomainName[];

async function costsOf(record: string, self: DomainName, path: Path, tally: Tally): Promise<readonly SpfCost[]> {
  const { terms } = parseSpf(record);
  const costs: SpfCost[] = [];
  for (const term of reached(terms)) {
    const subject = subjectOf(term, self);
    if (subject === undefined) continue;
    costs.push({ term: term.text, lookups: 1 + (await costBelow(subject, path, tally)) });
  }
  return costs;
}

/** The terms that can cost something: those behind `all` are never reached, and a redirect counts only without `all`. */
function reached(terms: readonly SpfTerm[]): readonly SpfTerm[] {
  const all = terms.findIndex((term) => term.kind === "directive" && term.mechanism === "all");
  return all === -1 ? terms : terms.slice(0, all).filter((term) => term.kind === "directive");
}

type Kind = "record" | "addresses" | "mx" | "unknowable";

/** What a term has looked up; undefined for terms that need no DNS. */
interface Subject {
  readonly term: SpfTerm;
  readonly kind: Kind;
  /** Undefined when only a mail at hand would tell. */
  readonly name: DomainName | undefined;
}

const KIND_BY_MECHANISM: Readonly<Record<SpfDirective["mechanism"], Kind | undefined>> = {
  all: undefined,
  ip4: undefined,
  ip6: undefined,
  include: "record",
  a: "addresses",
  exists: "addresses",
  mx: "mx",
  ptr: "unknowable",
};

function subjectOf(term: SpfTerm, self: DomainName): Subject | undefined {
  if (term.kind === "modifier") return term.name === "redirect" ? { term, kind: "record", name: fixedName(term.value) } : undefined;
  const kind = KIND_BY_MECHANISM[term.mechanism];
  return kind && { term, kind, name: term.target === undefined ? self : fixedName(term.target) };
}

function fixedName(domainSpec: string): DomainName | undefined {
  return hasMacro(domainSpec) ? undefined : findDomainName(domainSpec);
}

/** The lookups that follow from the first one. */
async function costBelow(subject: Subject, path: Path, tally: Tally): Promise<number> {
  const { name, kind } = subject;
  // The sender domain is left alone: a name asked for before it exists can be remembered as absent, and its own `a` or `mx` is one lookup anyway.
  if (name === undefined || kind === "unknowable") return 0;
  if (kind === "record") return costOfRecord(name, subject.term, path, tally);
  if (name === tally.owner) return 0;
  await lookForVoids(name, kind, subject.term, tally);
  return 0;
}

async function costOfRecord(name: DomainName, term: SpfTerm, path: Path, tally: Tally): Promise<number> {
  if (path.includes(name)) return fault(tally, term, "loop");
  const found = await ask({ owner: name, type: "TXT" }, term, tally);
  if (found.kind === "failed") return 0;
  const values = found.kind === "answer" ? found.rrset.values.filter(isSpf) : [];
  const [record, ...others] = values;
  if (record === undefined) return fault(tally, term, "no-record");
  if (others.length > 0) return fault(tally, term, "two-records");
  try {
    return sum(await costsOf(record, name, [...path, name], tally));
  } catch (error) {
    // parseSpf says "not valid" in this way. It is somebody else's record, so it is reported and not refused.
    if (error instanceof OnboardError) return fault(tally, term, "syntax");
    throw error;
  }
}

async function lookForVoids(name: DomainName, kind: "addresses" | "mx", term: SpfTerm, tally: Tally): Promise<void> {
  const first = await ask({ owner: name, type: kind === "mx" ? "MX" : "A" }, term, tally);
  if (first.kind === "answer" && kind === "mx" && first.rrset.values.length > MOST_MX) fault(tally, term, "too-many-mx");
  if (first.kind === "nxdomain" || (first.kind === "nodata" && kind === "mx")) tally.voids += 1;
  if (first.kind !== "nodata" || kind === "mx") return;
  const second = await ask({ owner: name, type: "AAAA" }, term, tally);
  if (second.kind === "nodata" || second.kind === "nxdomain") tally.voids += 1;
}

async function ask(question: Question, term: SpfTerm, tally: Tally): Promise<Lookup> {
  tally.questions += 1;
  const answer: Lookup =
    tally.questions > MOST_QUESTIONS
      ? { kind: "failed", because: `more than ${MOST_QUESTIONS} lookups would be needed to count` }
      : await tally.lookup(question);
  if (answer.kind === "failed")
    tally.warnings.push({ warning: "spf-not-counted", owner: tally.owner, term: term.text, because: answer.because });
  return answer;
}

function fault(tally: Tally, term: SpfTerm, because: SpfTermFault): 0 {
  tally.warnings.push({ warning: "spf-term-broken", owner: tally.owner, term: term.text, because });
  return 0;
}

function sum(costs: readonly SpfCost[]): number {
  return costs.reduce((total, cost) => total + cost.lookups, 0);
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
