import type { TextStyle } from "../diff.ts";
import { codeWords } from "../error-text.ts";
import { hanging, tableOrBlocks, wrapped, type Cell } from "../layout.ts";
import { isByHash, linesFor, runOfPlan, type Started } from "../words/commands/command-line.ts";
import { oneLine } from "../words/one-line.ts";
import { listWords } from "../words/words.ts";
import type { ResultEvent } from "./context.ts";
import { isSettled, SES_KNOWS, PLAN_ANEW, type Next } from "./next.ts";
import { actionCounts } from "./records.ts";
import { MARKS, paintOf } from "./text.ts";
import { failuresLast, hashOfAll, hintGroups, totalsWords, type HintGroup } from "./totals.ts";

/**
 * Several domains at a glance, when each has been told in full: all of them, what each kind of failure wants, how
 * many ended how, and what is next.
 * @param results in the order in which the domains were given
 * @param started of any of them: the command is that of all
 */
export function overviewLines(
  results: readonly ResultEvent[],
  look: TextStyle,
  started?: Started,
): readonly string[] {
  const ordered = failuresLast(results, ({ state }) => state);
  return [
    "",
    ...tableOf(ordered, look),
    ...hintGroups(ordered).flatMap((group) => groupLines(group, look)),
    "",
    look.colors.bold(`${leadOf(results)}${totalsWords(results.map(({ state }) => state))}`),
    ...nextLines(results, look, started),
  ];
}

function leadOf(results: readonly ResultEvent[]): string {
  return results.every(({ rehearsal }) => rehearsal === true) ? "Rehearsal: " : "";
}

function tableOf(results: readonly ResultEvent[], look: TextStyle): readonly string[] {
  const hasWarnings = results.some(({ warnings }) => warnings.length > 0);
  // Of all of them the totals say so.
  const isMixed = leadOf(results) === "" && results.some(({ rehearsal }) => rehearsal === true);
  const rows = results.map(({ domain, state, error, warnings, ...result }): readonly Cell[] => [
    { text: domain },
    { text: `${MARKS[state]} ${state}`, paint: paintOf(state, look) },
    ...(isMixed ? [{ text: result.rehearsal === true ? "yes" : "" }] : []),
    { text: error?.code ?? "" },
    { text: actionCounts({ ...result, state }) },
    { text: warnings.length === 0 ? "" : String(warnings.length), paint: look.colors.yellow },
  ]);
  const head = [
    "domain",
    "state",
    ...(isMixed ? ["rehearsal"] : []),
    "code",
    "records",
    ...(hasWarnings ? ["to look at"] : []),
  ];
  return tableOrBlocks(head, rows, look.width, look.colors.dim);
}

function groupLines({ error, exit, state, domains }: HintGroup, look: TextStyle): readonly string[] {
  const title = `${MARKS[state]} ${codeWords(error, exit)}: ${listWords(domains)}`;
  return ["", ...wrapped(title, look.width).map(paintOf(state, look)), ...arrowLines(error.hint, look)];
}

/** What to do about all of them, and the command for it. */
function nextOfAll(results: readonly ResultEvent[], started?: Started): Next {
  const states = new Set(results.map(({ state }) => state));
  if (results.every(({ sandbox }) => sandbox === true))
    return {
      sentence: "The sandbox is gone with all that was in it. At the real services:",
      propose: { options: { sandbox: [] }, all: true },
    };
  if (results.every(({ saidNo }) => saidNo === true))
    return { sentence: "The answer was no. To be asked again:", propose: { again: true } };
  const again = againWords(started);
  if (states.has("failed")) return { sentence: `Mend what failed, then ${again}`, propose: { again: true } };
  if (states.has("drifted")) return { sentence: "Do for each domain what its hint says." };
  if (states.has("pending") || states.has("interrupted"))
    return { sentence: `Later, ${again}`, propose: { again: true } };
  if (started?.command === "undo") return afterUndo(states.has("planned"));
  if (states.has("published")) return { sentence: SES_KNOWS };
  if (!results.every(isSettled)) return runOfAll(results, started);
  const left = results.some(({ warnings }) => warnings.length > 0)
    ? "Nothing is left to write. Look at what is listed with each domain."
    : "Nothing is left to do.";
  return states.has("undone") || started?.command === "check"
    ? { sentence: left }
    : {
        sentence: `${left} To check later that it all still stands:`,
        propose: { command: "check", all: true },
      };
}

function afterUndo(isPlanned: boolean): Next {
  if (!isPlanned) return { sentence: "Nothing is left to do." };
  return { sentence: "To do exactly this:", propose: { options: { "dry-run": [] }, all: true } };
}

/** All plans have one hash together; what stands below each of them is of that domain alone. */
function runOfAll(results: readonly ResultEvent[], started?: Started): Next {
  const hash = hashOfAll(results);
  if (hash === undefined) return { sentence: "To carry a plan out, give the command that stands below it." };
  return {
    sentence: `To do exactly this for all of them (plan hash ${hash}):`,
    propose: { ...runOfPlan(started, hash), all: true },
  };
}

/** How the command goes on: a domain that is done costs one look at SES, so nobody has to shorten a list. */
function againWords(started?: Started): string {
  if (started !== undefined && isByHash(started))
    return `${PLAN_ANEW.charAt(0).toLowerCase()}${PLAN_ANEW.slice(1)}, for all of them:`;
  if (started?.command === "check" || started?.command === "plan")
    return `${started.command} all of them again: nothing was created or written.`;
  return "run the same command again for all of them: it goes on where this one ended, and leaves what is done as it is.";
}

/** A command is to be copied, so it is never broken. */
function nextLines(results: readonly ResultEvent[], look: TextStyle, started?: Started): readonly string[] {
  const { sentence, propose } = nextOfAll(results, started);
  const lines =
    propose === undefined || started === undefined
      ? []
      : linesFor(
          started,
          results.map(({ domain }) => domain),
          propose,
        );
  return [...arrowLines(sentence, look), ...lines.map((line) => `    ${line}`)];
}

function arrowLines(text: string, { colors, width }: TextStyle): readonly string[] {
  const [first = "", ...more] = hanging("    ", oneLine(text), width);
  return [`  ${colors.cyan("→")}${first.slice(3)}`, ...more];
}
