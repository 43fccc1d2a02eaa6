import type { Plan } from "../../plan/consent/plan.ts";
import { bindLines } from "./bind.ts";
import { csvLines } from "./csv.ts";
import { htmlPage } from "./page/html.ts";
import { textPage } from "./page/text.ts";
import type { Asked } from "./page/words.ts";
import { tableLines } from "./table.ts";
import { terraformLines } from "./terraform.ts";

const TEXTS = {
  table: (plans) => paragraphs(plans.map(tableLines)),
  bind: (plans) => paragraphs(plans.map(bindLines)),
  terraform: (plans) => lines(terraformLines(plans)),
  csv: (plans) => lines(csvLines(plans)),
  text: (plans, asked) => lines(textPage(plans, "en", asked)),
  "text-zh": (plans, asked) => lines(textPage(plans, "zh", asked)),
  html: (plans, asked) => htmlPage(plans, "en", asked),
  "html-zh": (plans, asked) => htmlPage(plans, "zh", asked),
} as const satisfies Readonly<Record<string, (plans: readonly Plan[], asked?: Asked) => string>>;

export type ExportFormat = keyof typeof TEXTS;

/**
 * What plans write and what they keep, for whoever writes it: all of it ready to paste, and nothing in it commands a
 * terminal, a shell, a spreadsheet or a runner.
 * @param asked stands on the pages to forward
 */
export function exportText(plans: readonly Plan[], format: ExportFormat, asked?: Asked): string {
  return TEXTS[format](plans, asked);
}

function paragraphs(parts: readonly (readonly string[])[]): string {
  return parts.map(lines).join("\n");
}

function lines(all: readonly string[]): string {
  return all.map((line) => `${line}\n`).join("");
}
