import { parseMx } from "../../dns/rdata.ts";
import type { RRset } from "../../dns/rrset.ts";
import type { Identity, IdentityRecord } from "../../plan/identity.ts";
import { findDkimKey, sameDkimKey } from "../../plan/dkim/dkim.ts";
import type { Purpose, Requirement } from "../../plan/requirement.ts";
import { hasExchange, isNullMx } from "../../plan/mx/mx.ts";
import { isSpf } from "../../plan/spf/parse.ts";
import type { SesFinding, SesView } from "../../events/record.ts";

/** What is known of each record without SES. */
export interface OurSide {
  /** What the name servers serve now; null: nothing. */
  readonly served: (requirement: Requirement) => RRset | null;
  /** What stood there before this run changed it; null: nothing did. */
  readonly former: (requirement: Requirement) => RRset | null;
  /** Whether what stands satisfies the requirement. */
  readonly isPublished: (requirement: Requirement) => boolean;
  /** Milliseconds since 1970: since when it stands there. */
  readonly since: number;
  readonly negativeTtlSeconds: number;
  /** Milliseconds since 1970: a moment before it is no reason any more. */
  readonly now: number;
}

/**
 * What SES says of each record. Where it is no, adds what follows from what the name servers serve: whether
 * the record is missing, SES still remembers an old answer, or SES refuses the value.
 */
export function compareSides(identity: Identity, ours: OurSide): readonly SesView[] {
  return identity.records.map((record) => {
    const { requirement, status, currentValue } = record;
    const view = { record: requirement, status, currentValue };
    return status ? view : { ...view, ...findingOn(record, ours) };
  });
}

/** Whether waiting would not change what SES says of the record. */
export function isFinal({ finding }: SesView): boolean {
  return FINAL.has(finding);
}

const FINAL: ReadonlySet<SesFinding | undefined> = new Set<SesFinding>([
  "refused",
  "refused-mx",
  "refused-no-mx",
  "refused-null-mx",
  "two-spf",
]);

function findingOn(
  { requirement, currentValue }: IdentityRecord,
  ours: OurSide,
): Pick<SesView, "finding" | "untilAt"> {
  if (!ours.isPublished(requirement)) return { finding: "unpublished" };
  const former = ours.former(requirement);
  const until = (seconds: number) => {
    const untilAt = ours.since + seconds * 1000;
    return untilAt > ours.now ? { untilAt } : {};
  };
  const cachedOld = { finding: "cached-old", ...until(former?.ttl ?? 0) } as const;
  // Two SPF records that this run has joined: SES sees them until its resolvers forget them.
  if (countSpf(currentValue) > 1 && (former?.values.filter(isSpf).length ?? 0) > 1) return cachedOld;
  const isSeen = sees(currentValue, ours.served(requirement));
  const refusal = REFUSALS[requirement.purpose](isSeen, currentValue, [requirement, ours]);
  if (refusal !== undefined) return { finding: refusal };
  if (currentValue === "") return { finding: "cached-nothing", ...until(ours.negativeTtlSeconds) };
  return sees(currentValue, former) ? cachedOld : { finding: "elsewhere" };
}

/** What SES refuses for good, given whether it sees what is published; undefined: it may only be late. */
type RefusalRule = (
  isSeen: boolean,
  currentValue: string,
  published: readonly [Requirement, OurSide],
) => SesFinding | undefined;

const refusedOnceSeen: RefusalRule = (isSeen) => (isSeen ? "refused" : undefined);

const REFUSALS: Readonly<Record<Purpose, RefusalRule>> = {
  mx: (isSeen, _currentValue, published) => (isSeen ? refusedMx(...published) : undefined),
  dkim: refusedOnceSeen,
  dmarc: refusedOnceSeen,
  spf: (isSeen, currentValue, published) =>
    countSpf(currentValue) > 1 ? "two-spf" : refusedOnceSeen(isSeen, currentValue, published),
  other: refusedOnceSeen,
};

/** By what would have to change: nothing where its own MX is published, else what our policy keeps. */
function refusedMx(requirement: Requirement, { served }: OurSide): SesFinding {
  const values = served(requirement)?.values;
  if (values === undefined) return "refused-no-mx";
  if (hasExchange(values, parseMx(requirement.expected).exchange)) return "refused";
  return isNullMx(values) ? "refused-null-mx" : "refused-mx";
}

/**
 * Without a record SES must see none either. That is so where mail goes to the name's address and no MX is
 * added.
 */
function sees(currentValue: string, rrset: RRset | null): boolean {
  if (rrset === null) return currentValue === "";
  return rrset.values.some((value) => isSame(value, currentValue));
}

/** A DKIM key however it is spelled. Whether SES compares the text or the key is not known (November 2026). */
function isSame(value: string, currentValue: string): boolean {
  const [served, seen] = [findDkimKey(value), findDkimKey(currentValue)];
  return served === undefined || seen === undefined
    ? comparable(value) === comparable(currentValue)
    : sameDkimKey(served, seen);
}

function countSpf(text: string): number {
  return isSpf(text) ? text.split(/v=spf1(?=\s|$)/i).length - 1 : 0;
}

/** SES's spelling of an MX has no preference and may have a final dot; white space never decides. */
function comparable(value: string): string {
  return value
    .replace(/^\d+\s+(?=\S+$)/, "")
    .replace(/\.$/, "")
    .replaceAll(/\s+/g, " ")
    .trim()
    .toLowerCase();
}
