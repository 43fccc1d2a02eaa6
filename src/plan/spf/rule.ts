import { isOnboardError, type OnboardError } from "../../errors/onboard-error.ts";
import { isCutAt255, isQuotedTwice } from "../detect.ts";
import { decidesTheRest, mergeSpf } from "./merge.ts";
import { findSpf, isSpf, parseSpf, resemblesSpf } from "./parse.ts";
import {
  added,
  conflict,
  fine,
  existingRRset,
  valueRejected,
  withValues,
  type Case,
  type Verdict,
} from "../verdict.ts";
import type { Warning } from "../warning.ts";

// SPF: parse.ts, term.ts and macro.ts read a record, merge.ts joins two, rule.ts judges, prove.ts counts what
// receivers look up (subject.ts: of one term).

/**
 * One SPF record at the name, with SES's senders in it. Other TXT values stay, and so does everything that
 * the record says about others.
 */
export function judgeSpf(given: Case): Verdict {
  const { expected } = given.requirement;
  if (findSpf(expected) === undefined) return valueRejected(given, "no valid SPF record");
  const before = existingRRset(given);
  const values = before?.values ?? [];
  const records = values.filter(isSpf);
  const lookalike = values.find(resemblesSpf);
  if (records.length === 0 && lookalike !== undefined) return meantAsSpf(given, lookalike);
  if (before === undefined || records.length === 0) return added(given, [expected]);

  const others = records.filter((record) => !isSameSpf(record, expected));
  if (others.length > 1) return tooMany(given, records);
  const [base = expected] = others.length === 1 ? others : records;
  try {
    const merged = mergeSpf(base, expected);
    const warnings = warningsOn(given, base, lookalike);
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
function isSameSpf(record: string, expected: string): boolean {
  const canonical = (text: string) => text.trim().toLowerCase().replace(/ +/g, " ");
  return canonical(record) === canonical(expected);
}

function warningsOn(
  { requirement: { owner } }: Case,
  record: string,
  lookalike: string | undefined,
): readonly Warning[] {
  const warnings: Warning[] = [];
  if (!decidesTheRest(parseSpf(record))) {
    warnings.push(
      isCutAt255(record)
        ? { warning: "cut-at-255", owner, value: record }
        : { warning: "spf-decides-nothing", owner },
    );
  }
  if (lookalike !== undefined && isQuotedTwice(lookalike))
    warnings.push({ warning: "quotes-in-value", owner, value: lookalike });
  return warnings;
}

function unmergeable(given: Case, record: string, error: OnboardError): Verdict {
  const hint = isCutAt255(record)
    ? "The record is exactly 255 octets long, so a console has probably cut it: restore its end, then run again."
    : error.hint;
  return conflict(given, "SPF_UNMERGEABLE", error.message, hint);
}

function meantAsSpf(given: Case, value: string): Verdict {
  return conflict(
    given,
    "SPF_UNMERGEABLE",
    `The TXT value "${value}" at ${given.requirement.owner} looks like an SPF record, but receivers don't take it for one${isQuotedTwice(value) ? ": it holds quotes" : ""}.`,
    "Correct it so that it begins with v=spf1 and a space, or remove it, then run again.",
  );
}

function tooMany(given: Case, records: readonly string[]): Verdict {
  return conflict(
    given,
    "SPF_UNMERGEABLE",
    `${given.requirement.owner} has ${records.length} SPF records, which makes receivers reject them all: ${records.map((record) => `"${record}"`).join(" and ")}.`,
    "Join them into one record at the DNS host (all mechanisms, one all at the end), then run again.",
  );
}
