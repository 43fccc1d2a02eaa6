import { isChange, type RecordPlan } from "../record-plan.ts";
import type { DnsAround, SpfChange } from "./impact/judge.ts";
import { measureImpact, type SpfImpact } from "./impact/impact.ts";
import type { SesVerdict } from "./impact/ses.ts";
import { OnboardError } from "../../errors/onboard-error.ts";
import { passesHalf } from "../consent/spf-share.ts";
import { findSpf, isSpf } from "./parse.ts";
import { proveSpf, sendersIn } from "./prove.ts";
import { isSameSpf } from "./rule.ts";
import type { SpfWarning } from "./warning.ts";

/**
 * All that looking up what an SPF record names can tell, of one that is to be written and of one that stands: what it
 * costs receivers, whether SES's senders pass, and what becomes of others' mail.
 * @throws OnboardError SPF_UNMERGEABLE when it must not be published
 */
export async function proveSpfRecord(
  plan: RecordPlan,
  around: DnsAround,
): Promise<{ readonly warnings: readonly SpfWarning[]; readonly impact?: SpfImpact }> {
  if (isChange(plan.action)) await requireSenders(plan.record, around);
  const { warnings } = await proveSpf(plan, around.later);
  const change = await changeOf(plan, around);
  if (change === undefined) return { warnings };
  const { impact, ses } = await measureImpact(change, around);
  const record = findSpf(change.after);
  const isWanted = record !== undefined && sendersIn(record, findSpf(change.wanted)) !== undefined;
  return {
    warnings: [
      ...(isWanted ? withVerdict(warnings, change, ses) : warnings),
      ...(impact === undefined ? [] : lostBy(plan, impact)),
    ],
    ...(impact === undefined ? {} : { impact }),
  };
}

/**
 * What stands is its owner's decision; what SES asks for is not published where it lets everybody in.
 * @throws OnboardError VALUE_REJECTED
 */
async function requireSenders(
  { owner, type, expected }: RecordPlan["record"],
  { now }: DnsAround,
): Promise<void> {
  if (findSpf(expected) === undefined || !(await passesHalf(owner, expected, now))) return;
  throw new OnboardError(
    "VALUE_REJECTED",
    `The value that SES asks for as ${type} at ${owner} can't be published: by "${expected}" at least half of all addresses may send as ${owner}.`,
    {
      hint: "Look the record up in the SES console, and report this with the value that it shows.",
      facts: { purpose: "spf", owner, type, expected },
    },
  );
}

/** Undefined: there will be no record that could be judged. */
async function changeOf(
  { record: { expected }, action, before, after }: RecordPlan,
  { now }: DnsAround,
): Promise<SpfChange | undefined> {
  const record = after?.values.find(isSpf);
  if (after === null || record === undefined || findSpf(record) === undefined) return undefined;
  const base = { owner: after.owner, after: record, wanted: expected };
  if (!isChange(action)) return { ...base, before: record };
  // Where nothing stands a wildcard may answer.
  const found = before === null ? await now(after) : undefined;
  const values = before?.values ?? (found?.kind === "answer" ? found.rrset.values : []);
  // Beside another record SES's own was an error to receivers: that other one is what is kept.
  return { ...base, before: values.filter(isSpf).find((text) => !isSameSpf(text, expected)) };
}

/** What counting has told already is not told twice. */
function withVerdict(
  warnings: readonly SpfWarning[],
  { owner }: SpfChange,
  ses: SesVerdict,
): readonly SpfWarning[] {
  switch (ses.kind) {
    case "passes":
      return warnings;
    case "fails":
      return warnings.some(({ warning }) => warning === "spf-senders-fail")
        ? warnings
        : [...warnings, sendersFail(owner, ses)];
    case "unknown":
      if (ses.open === undefined) return warnings;
      return [
        ...warnings.filter((one) => one.warning !== "spf-not-counted" || one.term !== ses.open?.term),
        { warning: "spf-not-proved", owner, ...ses.open },
      ];
  }
}

function sendersFail(
  owner: SpfChange["owner"],
  { judgement: { result, broken = "", by = result } }: Extract<SesVerdict, { readonly kind: "fails" }>,
): SpfWarning {
  const why =
    result === "permerror"
      ? ({ because: "term", at: broken } as const)
      : ({ because: "match", at: by } as const);
  return { warning: "spf-senders-fail", owner, ...why };
}

/** Mail of others that passes now and will not, by what else the plan changes; rule.ts tells of the record's own `mx`. */
function lostBy({ record: { owner }, warnings }: RecordPlan, { rows }: SpfImpact): readonly SpfWarning[] {
  const isTold = (name: string, term: string) =>
    name === owner && warnings.some((one) => one.warning === "spf-follows-mx" && one.term === term);
  return rows
    .filter(({ ses, before, after }) => !ses && before === "pass" && after !== "pass")
    .filter(({ name, term }) => !isTold(name, term))
    .map(({ name, term, addresses, after }) => ({
      warning: "spf-sender-lost" as const,
      owner,
      name,
      term,
      addresses,
      result: after,
    }));
}
