import { readOptions } from "../../config/sources/options.ts";
import { parseSenderDomain } from "../../dns/domain-name.ts";
import { forgetKeptLog, keptDomains, keptLogOf, keptRuns, type KeptRun } from "../../journal/kept-logs.ts";
import { inLanguage, phrase, type Text } from "../../errors/phrase.ts";
import { NO_COLORS } from "../../report/color.ts";
import { hanging, tableOrBlocks } from "../../report/layout.ts";
import { oneLine } from "../../report/words/one-line.ts";
import { isGiven, type Arguments, type CommandContext } from "../command.ts";
import { legible } from "../legible.ts";
import { operandsOf } from "../operands.ts";
import { languageFor } from "../session/language.ts";
import { stateFolder } from "../session/state-folder.ts";

const DEFAULT_COLUMNS = 100;
/** The one variable of an option that counts here. */
const LANGUAGE = "SES_ONBOARD_LANG";

/** Lists what the kept logs tell of, or takes them away. */
export async function history({ io, finish }: CommandContext, given: Arguments): Promise<void> {
  const [wanted] = operandsOf(given, "domain").map(parseSenderDomain);
  const folder = stateFolder(io);
  const kept = folder === undefined ? [] : keptDomains(folder);
  const domains = kept.filter((domain) => wanted === undefined || domain === wanted);
  const runs = folder === undefined ? [] : domains.flatMap((domain) => keptRuns(folder, domain));
  const files = folder === undefined ? [] : domains.map((domain) => keptLogOf(folder, domain));
  const isForgetting = isGiven(given, "forget");
  if (isForgetting && folder !== undefined) for (const domain of domains) forgetKeptLog(folder, domain);
  if (isGiven(given, "json"))
    io.stdout.write(
      `${JSON.stringify({ folder: folder ?? null, runs, forgotten: isForgetting ? files : [] })}\n`,
    );
  else {
    const width = io.stdout.columns ?? DEFAULT_COLUMNS;
    const language = await languageFor(readOptions({}, { [LANGUAGE]: io.env[LANGUAGE] }), io);
    const wordOf = (text: Text) => inLanguage(text, language);
    const said = isForgetting ? forgottenLines(files, wordOf) : toldLines(runs, folder, { width, wordOf });
    const lines = said.flatMap((line) => (line.startsWith(" ") ? [line] : hanging("", line, width)));
    legible(io.stdout, io).write(`${lines.join("\n")}\n`);
  }
  finish(0);
}

type WordOf = (text: Text) => string;

function forgottenLines(files: readonly string[], wordOf: WordOf): readonly string[] {
  if (files.length === 0) return [wordOf(phrase`There is no kept log to take away.`)];
  return [wordOf(phrase`Taken away:`), ...files.map((file) => `  ${oneLine(file)}`)];
}

function toldLines(
  runs: readonly KeptRun[],
  folder: string | undefined,
  { width, wordOf }: { readonly width: number; readonly wordOf: WordOf },
): readonly string[] {
  if (folder === undefined) return [wordOf(phrase`No folder for logs is known here, so none was kept.`)];
  if (runs.length === 0) return [wordOf(phrase`No log is kept in ${oneLine(folder)}.`)];
  const rows = runs.map(({ domain, command, startedAt, state }) => [
    { text: domain },
    { text: oneLine(command) },
    { text: timeText(startedAt) },
    { text: state === null ? wordOf(phrase`no result`) : oneLine(state) },
  ]);
  const head = [phrase`domain`, phrase`command`, phrase`began (UTC)`, phrase`ended`].map(wordOf);
  const table = tableOrBlocks(head, rows, width - 2, NO_COLORS.dim);
  return [
    wordOf(phrase`Kept in ${oneLine(folder)}, each domain in a file of its own:`),
    ...table.map((line) => `  ${line}`),
  ];
}

function timeText(ms: number): string {
  return Number.isFinite(ms) ? new Date(ms).toISOString().slice(0, 16).replace("T", " ") : "?";
}
