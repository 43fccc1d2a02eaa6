import type { RecordPlan } from "../../../plan/record-plan.ts";
import { impactSentence } from "../../words/plan-words.ts";
import { IMPACT_COLUMNS, impactRows } from "../impact-table.ts";
import { html, type Markup } from "./markup.ts";
import { factsTable } from "./scrolling.ts";

/** What receivers make of mail before and after; nothing where it was not judged. */
export function impactMarkup(plan: Pick<RecordPlan, "impact">): Markup {
  if (plan.impact === undefined) return html``;
  const rows = impactRows(plan).map(
    (cells) =>
      html`<tr>
        ${cells.map((cell) => html`<td>${cell}</td>`)}
      </tr> `,
  );
  return html`<details>
    <summary>${impactSentence(plan)}</summary>
    ${factsTable("What receivers make of mail", IMPACT_COLUMNS, rows)}
  </details>`;
}
