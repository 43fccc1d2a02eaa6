import { withOption } from "../../errors/hint.ts";
import { placeOf } from "../../dns/place.ts";
import type { RRset } from "../../dns/rrset.ts";
import { isOnboardError, type OnboardError } from "../../errors/onboard-error.ts";
import { isCutAt255, isQuotedTwice } from "../detect.ts";
import { decidesTheRest, findAll, mergeSpf, neverReached } from "./merge.ts";
import { asTyped, oddCharactersIn } from "./odd-characters.ts";
import { findSpf, isSpf, parseSpf, resemblesSpf } from "./parse.ts";
import {
  added,
  conflict,
  fine,
  existingRRset,
  isConsented,
  replaced,
  valueRejected,
  withValues,
  type Case,
  type Verdict,
} from "../verdict.ts";
import type { Warning } from "../warning.ts";

// SPF: parse.ts, term.ts, target.ts, macro.ts and odd-characters.ts read a record, merge.ts joins two, rule.ts judges,
// count.ts counts what receivers look up (subject.ts: of one term), prove.ts holds that against their limits.

/**
 * One SPF record at the name, with SES's senders in it. Other TXT values stay, and so does everything that
 * the record says about others.
 */
export function judgeSpf(given: Case): Verdict {
  const { expected } = given.requirement;
  if (findSpf(expected) === undefined) return valueRejected(given, "no valid SPF record");
  const before = existingRRset(given);
  return before?.values.some(isSpf) === true ? joinedIn(given, before) : first(given, before);
}

function first(given: Case, before: RRset | undefined): Verdict {
  const { expected } = given.requirement;
  const lookalike = before?.values.find(resemblesSpf);
  if (before === undefined || lookalike === undefined) return added(given, [expected]);
  if (!isConsented(given)) return meantAsSpf(given, lookalike);
  return replaced(given, before, [...before.values.filter((value) => !resemblesSpf(value)), expected]);
}

function joinedIn(given: Case, before: RRset): Verdict {
  const { expected } = given.requirement;
  const { values } = before;
  const records = values.filter(isSpf);
  const others = records.filter((record) => !isSameSpf(record, expected));
  if (others.length > 1) return tooMany(given, records);
  const [base = expected] = others.length === 1 ? others : records;
  try {
    const merged = mergeSpf(base, expected);
    const warnings = warningsOn(given, base, values.filter(resemblesSpf));
    if (records.length === 1 && merged === base) return fine("unchanged", before, warnings);
    const rest = values.filter((value) => !records.includes(value) || value === base);
    const after = rest.map((value) => (value === base ? merged : value));
    return { kind: "change", action: "merged", before, after: withValues(given, before, after), warnings };
  } catch (error) {
    if (isOnboardError(error)) return unmergeable(given, base, error);
    throw error;
  }
}

/**
 * Two records of which one is just SES's own value: whoever pasted it in beside the other meant them to be
 * one. Anything else is for a person.
 */
export function isSameSpf(record: string, expected: string): boolean {
  const canonical = (text: string) => text.trim().toLowerCase().replace(/ +/g, " ");
  return canonical(record) === canonical(expected);
}

function warningsOn(
  { requirement: { owner } }: Case,
  record: string,
  lookalikes: readonly string[],
): readonly Warning[] {
  const warnings: Warning[] = [];
  const parsed = parseSpf(record);
  const all = findAll(parsed)?.text;
  if (!decidesTheRest(parsed)) {
    warnings.push(
      isCutAt255(record)
        ? { warning: "cut-at-255", owner, value: record }
        : { warning: "spf-decides-nothing", owner, ...(all === undefined ? {} : { term: all }) },
    );
  }
  const terms = neverReached(parsed).map(({ text }) => text);
  if (all !== undefined && terms.length > 0)
    warnings.push({ warning: "spf-never-counts", owner, terms, all });
  for (const value of lookalikes)
    warnings.push({ warning: isQuotedTwice(value) ? "quotes-in-value" : "spf-lookalike", owner, value });
  return warnings;
}

function unmergeable(given: Case, record: string, error: OnboardError): Verdict {
  const hint = isCutAt255(record)
    ? "The record is exactly 255 octets long, so a console has probably cut it: restore its end, then run again."
    : error.hint;
  return conflict(given, "SPF_UNMERGEABLE", error.message, hint);
}

function meantAsSpf(given: Case, value: string): Verdict {
  const place = placeOf(given.requirement);
  return conflict(
    given,
    "SPF_UNMERGEABLE",
    `The TXT value "${value}" at ${given.requirement.owner} looks like an SPF record, but receivers don't take it for one: ${whyNotSpf(value)}.`,
    [
      "Correct it so that it begins with v=spf1 and a space, then run again. To have it taken away: ",
      withOption("replace", place),
      ".",
    ],
  );
}

/** What keeps receivers from taking a value for SPF that was meant as SPF. */
function whyNotSpf(value: string): string {
  const odd = oddCharactersIn(value);
  if (odd.length > 0) return `it holds ${odd.join(" and ")}`;
  if (isQuotedTwice(value)) return "it holds quotes";
  const version = /(?:v[\s=:]*)?spf\S*/i.exec(asTyped(value))?.[0] ?? "";
  if (/^v=spf1$/i.test(version)) return `"${value.slice(0, value.indexOf(version))}" stands in front of it`;
  return `it begins with "${version}"`;
}

function tooMany(given: Case, records: readonly string[]): Verdict {
  return conflict(
    given,
    "SPF_UNMERGEABLE",
    `${given.requirement.owner} has ${records.length} SPF records, which makes receivers reject them all: ${records.map((record) => `"${record}"`).join(" and ")}.`,
    "Join them into one record at the DNS host (all mechanisms, one all at the end), then run again.",
  );
}
