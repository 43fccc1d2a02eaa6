import type { RecordPlan } from "../../../plan/record-plan.ts";
import { impactSentence } from "../../words/plan-words.ts";
import { IMPACT_COLUMNS, impactRows } from "../impact-table.ts";
import { html, type Markup } from "./markup.ts";

/** What receivers make of mail before and after; nothing where it was not judged. */
export function impactMarkup(plan: Pick<RecordPlan, "impact">): Markup {
  if (plan.impact === undefined) return html``;
  return html`<details>
    <summary>${impactSentence(plan)}</summary>
    <table class="facts">
      <thead>
        <tr>
          ${IMPACT_COLUMNS.map((title) => html`<th scope="col">${title}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${impactRows(plan).map(
          (cells) =>
            html`<tr>
              ${cells.map((cell) => html`<td>${cell}</td>`)}
            </tr> `,
        )}
      </tbody>
    </table>
  </details>`;
}
