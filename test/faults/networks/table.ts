import type { Line } from "../../support/cli.ts";
import { BY_HTTPS } from "./by-https.ts";
import { COMMANDS, type Cell, type Command, type Observed } from "./cell.ts";
import { PORT53 } from "./port53.ts";

/** A cell that was played. */
export interface Played {
  readonly cell: Cell;
  readonly seen: Observed;
  readonly broken: readonly string[];
}

/** For each command a table of all networks; then the words, of which the cells have the numbers. */
export function tablesOf(played: readonly Played[]): string {
  const words = [...new Set(played.map(wordsOf))].filter((one) => one !== "");
  const tables = COMMANDS.map((command) => tableOf(command, played, words));
  return [...tables, words.map((one, index) => `${index + 1}. ${one}`).join("\n")].join("\n\n");
}

function tableOf(command: Command, played: readonly Played[], words: readonly string[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(" | ")} |`;
  const rows = PORT53.map((port53) =>
    line([
      port53.title,
      ...BY_HTTPS.map((byHttps) => {
        const one = played.find(
          ({ cell }) => cell.command === command && cell.port53 === port53 && cell.byHttps === byHttps,
        );
        return one === undefined ? "–" : textOf(one, words);
      }),
    ]),
  );
  const head = [`\`${command}\`, port 53`, ...BY_HTTPS.map(({ title }) => title)];
  return [line(head), `|${"---|".repeat(head.length)}`, ...rows].join("\n");
}

/** `7, 3.1 s, 9 + 16 [4]` */
function textOf(played: Played, words: readonly string[]): string {
  const { exit, tookMs, asked } = played.seen;
  const count = (by: string): number => asked.filter((one) => one.by === by).length;
  const number = words.indexOf(wordsOf(played)) + 1;
  return `${exit}, ${(tookMs / 1_000).toFixed(1)} s, ${count("port 53")} + ${count("HTTPS")}${number === 0 ? "" : ` [${number}]`}`;
}

/** What failed and what to do, or what there is to look at. */
function wordsOf({ cell, seen: { error, lines } }: Played): string {
  if (error !== undefined) return `\`${error.code}\`: ${error.message} → ${error.hint}`;
  const told = cell.command === "doctor" ? doctorSays(lines) : "";
  const warnings = lines.flatMap((line) => warningOf(line) ?? []);
  return [told, ...new Set(warnings)].filter((one) => one !== "").join(" · ");
}

function doctorSays(lines: readonly Line[]): string {
  const checks = lines.flatMap(
    ({ checks }) => (checks ?? []) as readonly { check: string; found: string | null }[],
  );
  return checks.find(({ check }) => check === "port53")?.found ?? "";
}

function warningOf({ type, warning }: Line): string | undefined {
  return type === "warning.raised" ? `\`${(warning as { readonly warning: string }).warning}\`` : undefined;
}
