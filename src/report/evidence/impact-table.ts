import type { RecordPlan } from "../../plan/record-plan.ts";

/** What receivers make of mail before and after a change of the SPF record, for a table. */
export const IMPACT_COLUMNS = ["record of", "sender", "addresses", "before", "after"] as const;

/** One text for each column; foreign text is as it came. */
export function impactRows({ impact }: Pick<RecordPlan, "impact">): readonly (readonly string[])[] {
  return (impact?.rows ?? []).map(({ name, term, addresses, before, after, ses }) => [
    name,
    ses ? `SES: ${term}` : term,
    addresses.join(", "),
    before,
    after,
  ]);
}
