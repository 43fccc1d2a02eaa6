import type { RecordPlan } from "../../../plan/record-plan.ts";
import { impactSentence } from "../../words/plan-words.ts";
import { IMPACT_COLUMNS, impactRows } from "../impact-table.ts";
import { code, folded, table, text } from "./text.ts";

/** What receivers make of mail before and after; nothing where it was not judged. */
export function impactText(plan: Pick<RecordPlan, "impact">): readonly string[] {
  if (plan.impact === undefined) return [];
  const rows = impactRows(plan).map((cells) => cells.map(code));
  return [
    text(impactSentence(plan), plan.impact),
    folded("Each sender before and after", table(IMPACT_COLUMNS, rows)),
  ];
}
