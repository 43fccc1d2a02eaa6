import { registrableDomainOf } from "../../dns/domain-name.ts";
import { parseMx } from "../../dns/rdata.ts";
import { findRRset, type RRset } from "../../dns/rrset.ts";
import { ADDRESS_TYPES } from "../mx/mx.ts";
import type { RecordPlan } from "../record-plan.ts";
import { asTyped } from "./odd-characters.ts";
import { findSpf, isSpf, resemblesSpf } from "./parse.ts";
import { domainOf } from "./term.ts";
import type { SpfWarning } from "./warning.ts";

// What an SPF record means beside the other records of its name, which are judged apart from it.

/**
 * @param plans all records of the plan
 * @param before every RRset as it stands, in effect: with what wildcards answer
 */
export function warnBeside(
  spf: RecordPlan,
  plans: readonly RecordPlan[],
  before: readonly RRset[],
): readonly SpfWarning[] {
  if (spf.record.purpose !== "spf") return [];
  const mx = plans.find(({ record }) => record.purpose === "mx" && record.owner === spf.record.owner);
  return [...firstRecord(spf, mx, before), ...lostByMx(spf, mx, before)];
}

/** Without an SPF record everybody's mail is judged alike; with the first one it fails unless it is listed. */
function firstRecord(
  { record: { owner }, after }: RecordPlan,
  mx: RecordPlan | undefined,
  rrsets: readonly RRset[],
): readonly SpfWarning[] {
  const texts = findRRset(rrsets, owner, "TXT")?.values ?? [];
  if (after === null || texts.some(isSpf)) return [];
  const sesMx = mx === undefined ? undefined : exchangeOf(mx.record.expected);
  const exchanges = (findRRset(rrsets, owner, "MX")?.values ?? []).map(exchangeOf);
  const addresses = ADDRESS_TYPES.flatMap((type) => findRRset(rrsets, owner, type)?.values ?? []);
  const leftOut = [
    ...texts.filter(resemblesSpf).flatMap((text) => meantIn(text, after)),
    ...exchanges.filter((host) => host !== "." && host !== sesMx),
    ...addresses,
  ];
  return leftOut.length > 0 || registrableDomainOf(owner) === owner
    ? [{ warning: "spf-first-record", owner, leftOut }]
    : [];
}

/** The mechanisms of what was only meant as SPF, as far as the record that takes its place lacks them. */
function meantIn(text: string, { values }: RRset): readonly string[] {
  const listed = new Set(values.filter(isSpf).flatMap((record) => record.split(" ")));
  const terms = asTyped(text)
    .replaceAll(/["'\\]/g, "")
    .replace(/spf[\d.]*/i, " ")
    .split(/\s+/);
  return terms.filter((term) => MECHANISM.test(term) && !listed.has(term));
}

const MECHANISM = /^\+?(?:a|mx|ptr|exists|include|ip4|ip6)(?:[:/]|$)/i;

function lostByMx(
  { after }: RecordPlan,
  mx: RecordPlan | undefined,
  rrsets: readonly RRset[],
): readonly SpfWarning[] {
  const record = findSpf(after?.values.find(isSpf) ?? "");
  const former = after === null ? undefined : findRRset(rrsets, after.owner, "MX");
  if (after === null || record === undefined || mx === undefined || former === undefined) return [];
  const kept = new Set(mx.after?.values.map(exchangeOf));
  const lost = former.values.map(exchangeOf).filter((host) => host !== "." && !kept.has(host));
  const term = record.terms.find(
    (one) =>
      one.kind === "directive" &&
      one.mechanism === "mx" &&
      (domainOf(one) ?? after.owner).toLowerCase() === after.owner,
  );
  if (lost.length === 0 || term === undefined) return [];
  return [{ warning: "spf-follows-mx", owner: after.owner, term: term.text, lost }];
}

function exchangeOf(value: string): string {
  return parseMx(value).exchange;
}
