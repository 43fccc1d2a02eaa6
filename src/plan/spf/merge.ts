import { OnboardError } from "../../errors/onboard-error.ts";
import { parseSpf, type SpfRecord } from "./parse.ts";
import { brokenTarget, sameMechanism, type SpfDirective, type SpfTerm } from "./term.ts";

/**
 * The existing SPF record with every mechanism of the wanted one in force: missing ones go in front of `all`,
 * else in front of `redirect=`, else to the end. Everything else stays byte for byte, `all` and its qualifier
 * included, and the wanted record's own `all` is left out: how strictly mail from elsewhere is judged is the
 * domain owner's decision. Merging again changes nothing.
 * @throws OnboardError SPF_UNMERGEABLE when one of them is not valid, when the existing one gives a wanted
 * mechanism another result on purpose (`-include:…`), when a target of it can be no name, or when the wanted one is more than a list of
 * mechanisms
 */
export function mergeSpf(existing: string, wanted: string): string {
  const record = parseSpf(existing);
  const missing = missingFrom(record, parseSpf(wanted));
  if (missing.length === 0) return existing;
  requireTargets(record);
  const merged = insert(record, missing.map((directive) => directive.text).join(" "));
  // Never hand out a record that our own parser would refuse.
  parseSpf(merged);
  return merged;
}

/** Receivers give up at a target that can be no name, so what is joined in behind it would never be reached. */
function requireTargets(record: SpfRecord): void {
  for (const term of record.terms) {
    const because = brokenTarget(term);
    if (because !== undefined) throw unmergeable(record, `at "${term.text}" ${because}`, term.text);
  }
}

/**
 * Whether a record says what happens to mail that no mechanism matches. Without, everybody else's mail is
 * neutral.
 */
export function decidesTheRest(record: SpfRecord): boolean {
  const all = findAll(record);
  return all === undefined ? record.terms.some(isRedirect) : all.qualifier !== "?";
}

/** The first `all`, which ends the record. */
export function findAll({ terms }: SpfRecord): SpfDirective | undefined {
  return terms.filter(isDirective).find(isAll);
}

/** What receivers never come to: mechanisms behind `all`, and a redirect beside it (RFC 7208 sections 5.1 and 6.1). */
export function neverReached(record: SpfRecord): readonly SpfTerm[] {
  const all = findAll(record);
  if (all === undefined) return [];
  return record.terms.filter((term) => isRedirect(term) || (isDirective(term) && term.at > all.at));
}

function missingFrom(record: SpfRecord, wanted: SpfRecord): readonly SpfDirective[] {
  const redirect = wanted.terms.find(isRedirect);
  const isThere = record.terms.some((term) => term.text.toLowerCase() === redirect?.text.toLowerCase());
  if (redirect !== undefined && !isThere)
    throw unmergeable(record, `"${redirect.text}" hands the whole decision over, so it can't be joined in`);
  const inForce = record.terms.slice(0, endOfForce(record)).filter(isDirective);
  const needed = wanted.terms.filter(isDirective).filter((directive) => !isAll(directive));
  return needed.filter((directive) => {
    // The first match decides (RFC 7208 section 4.6.2), so a later one with another qualifier doesn't matter.
    const present = inForce.find((other) => sameMechanism(other, directive));
    if (present !== undefined && present.qualifier !== directive.qualifier)
      throw refusedOnPurpose(record, present, directive);
    return present === undefined;
  });
}

function insert(record: SpfRecord, text: string): string {
  const anchor = record.terms[insertionPoint(record)];
  if (anchor !== undefined)
    return `${record.text.slice(0, anchor.at)}${text} ${record.text.slice(anchor.at)}`;
  const last = record.terms.at(-1);
  const end = last === undefined ? "v=spf1".length : last.at + last.text.length;
  return `${record.text.slice(0, end)} ${text}${record.text.slice(end)}`;
}

/** In front of what takes all mail that is left, else in front of `redirect=`, else at the end. */
function insertionPoint(record: SpfRecord): number {
  const redirect = record.terms.findIndex(isRedirect);
  const end = endOfForce(record);
  return end < record.terms.length || redirect === -1 ? end : redirect;
}

/**
 * The index of the first term that takes all mail that is left: mechanisms behind it are never reached (RFC
 * 7208 section 5.1). A redirect is no such end: it counts after all mechanisms, wherever it stands (section
 * 6.1).
 */
function endOfForce(record: SpfRecord): number {
  const catchAll = record.terms.findIndex((term) => isAll(term) || refusesEveryAddress(term));
  return catchAll === -1 ? record.terms.length : catchAll;
}

function isDirective(term: SpfTerm): term is SpfDirective {
  return term.kind === "directive";
}

function isAll(term: SpfTerm): boolean {
  return term.kind === "directive" && term.mechanism === "all";
}

/** `-ip4:0.0.0.0/0` is a way to write `-all` for one family. */
function refusesEveryAddress(term: SpfTerm): boolean {
  if (term.kind !== "directive" || term.qualifier === "+") return false;
  return (term.mechanism === "ip4" && term.prefix4 === 0) || (term.mechanism === "ip6" && term.prefix6 === 0);
}

function isRedirect(term: SpfTerm): boolean {
  return term.kind === "modifier" && term.name === "redirect";
}

function refusedOnPurpose(record: SpfRecord, present: SpfDirective, wanted: SpfDirective): OnboardError {
  return unmergeable(
    record,
    `it holds "${present.text}", which gives that mail another result than "${wanted.text}" would`,
    present.text,
  );
}

function unmergeable(record: SpfRecord, because: string, term?: string): OnboardError {
  return new OnboardError(
    "SPF_UNMERGEABLE",
    `SES's senders can't be joined into the SPF record "${record.text}": ${because}.`,
    {
      hint: "Decide what this record shall say, change it at the DNS host, then run again.",
      facts: { record: record.text, because, term: term ?? null },
    },
  );
}
