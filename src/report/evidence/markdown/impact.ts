import type { RecordPlan } from "../../../plan/record-plan.ts";
import { impactSentence } from "../../words/plan-words.ts";
import { IMPACT_COLUMNS, impactRows } from "../impact-table.ts";
import { folded, table, text } from "./text.ts";

/** What receivers make of mail before and after; nothing where it was not judged. */
export function impactText(plan: Pick<RecordPlan, "impact">): readonly string[] {
  if (plan.impact === undefined) return [];
  const rows = impactRows(plan).map((cells) => cells.map(text));
  return [folded(text(impactSentence(plan)), table(IMPACT_COLUMNS, rows))];
}
