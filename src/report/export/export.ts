import type { Plan } from "../../plan/consent/plan.ts";
import { bindLines } from "./bind.ts";
import { csvLines } from "./csv.ts";
import { htmlPage } from "./page/html.ts";
import { textPage } from "./page/text.ts";
import type { OnPage } from "./page/words.ts";
import { tableLines } from "./table.ts";
import { terraformLines } from "./terraform.ts";

const TEXTS = {
  table: (plans) => paragraphs(plans.map(tableLines)),
  bind: (plans) => paragraphs(plans.map(bindLines)),
  terraform: (plans) => lines(terraformLines(plans)),
  csv: (plans) => lines(csvLines(plans)),
  text: (plans, told) => lines(textPage(plans, "en", told)),
  "text-zh": (plans, told) => lines(textPage(plans, "zh", told)),
  html: (plans, told) => htmlPage(plans, "en", told),
  "html-zh": (plans, told) => htmlPage(plans, "zh", told),
} as const satisfies Readonly<Record<string, (plans: readonly Plan[], told: OnPage) => string>>;

export type ExportFormat = keyof typeof TEXTS;

/**
 * What plans write and what they keep, for whoever writes it: all of it ready to paste, and nothing in it commands a
 * terminal, a shell, a spreadsheet or a runner.
 * @param told stands on the pages to forward, too
 */
export function exportText(plans: readonly Plan[], format: ExportFormat, told: OnPage = {}): string {
  return TEXTS[format](plans, told);
}

function paragraphs(parts: readonly (readonly string[])[]): string {
  return parts.map(lines).join("\n");
}

function lines(all: readonly string[]): string {
  return all.map((line) => `${line}\n`).join("");
}
