import { exitOf } from "../../errors/codes.ts";
import type { Proposal } from "../../errors/hint.ts";
import { isChange } from "../../plan/record-plan.ts";
import type { TextStyle } from "../diff.ts";
import { causeLines } from "../error-text.ts";
import { wrapped } from "../layout.ts";
import { withHint, rehearsalSentence } from "../words/rehearsal-words.ts";
import { isByHash, linesFor, runOfPlan } from "../words/commands/command-line.ts";
import { doneBy, doneSentence } from "../words/done-words.ts";
import type { ResultEvent, ResultContext } from "./context.ts";

export function nextLines(result: ResultEvent, look: TextStyle, context: ResultContext): readonly string[] {
  const mark = rehearsalSentence(result);
  const told =
    mark === undefined ? [] : wrapped(mark, look.width - 2).map((line) => `  ${look.colors.yellow(line)}`);
  const cause = result.error === null ? [] : causeLines(withHint(result, result.error), look);
  // What was given wrongly is wrong at the real services, too.
  const isMisused = result.exit === exitOf("CONFIG_INVALID");
  if (result.error !== null && (result.sandbox !== true || isMisused)) return [...told, ...cause];
  return [...told, ...cause, ...stepLines(result, look, context)];
}

function stepLines(result: ResultEvent, look: TextStyle, context: ResultContext): readonly string[] {
  const { sentence, propose } = nextOf(result, context);
  // It carries out all of them, and stands once below all of them.
  if (context.isOneOfMany === true && result.state === "planned" && forAll(propose)) return [];
  const lines = wrapped(sentence, look.width - 4).map(
    (line, index) => `  ${index === 0 ? look.colors.cyan("→ ") : "  "}${line}`,
  );
  if (propose === undefined || context.started === undefined) return lines;
  // A command is to be copied, so it is never broken.
  return [...lines, ...linesFor(context.started, [result.domain], propose).map((line) => `    ${line}`)];
}

/** Whether it is of all domains, be it by a plan file or by the log that is undone. */
function forAll(propose: Proposal | undefined): boolean {
  if (propose === undefined || !("options" in propose)) return false;
  return propose.all === true || propose.options?.["dry-run"] !== undefined;
}

export interface Next {
  readonly sentence: string;
  readonly propose?: Proposal;
}

/** What was rehearsed stands nowhere any more, so only the real services are left to go on with. */
function afterSandbox(result: ResultEvent, started: ResultContext["started"]): Next {
  const gone =
    started?.command === "check"
      ? "A sandbox is empty when a command begins, so nothing can stand there yet."
      : "The sandbox is gone with all that was in it.";
  const propose: Proposal = { options: { sandbox: [] } };
  const proposed = started === undefined ? [] : linesFor(started, [result.domain], propose);
  const said = result.error === null ? [] : (withHint(result, result.error).commands ?? []);
  return proposed.some((line) => said.includes(line))
    ? { sentence: gone }
    : { sentence: `${gone} At the real services:`, propose };
}

/** What to do after a command that did not fail, and after any in a sandbox. */
export function nextOf(result: ResultEvent, context: ResultContext): Next {
  if (result.sandbox === true) return afterSandbox(result, context.started);
  return context.started?.command === "undo" ? afterUndo(result, context) : nextStep(result, context);
}

/** Of one that was ended from outside, with what was done by then. */
function afterInterruption(result: ResultEvent, started: ResultContext["started"]): Next {
  const done = doneSentence(doneBy(result), { undoes: started?.command === "undo" });
  return result.saidNo === true
    ? { sentence: `${done} To be asked again:`, propose: { again: true } }
    : againFor(started, done);
}

function againFor(started: ResultContext["started"], done?: string): Next {
  const again =
    started !== undefined && isByHash(started)
      ? `${PLAN_ANEW}:`
      : "Run the same command again; it goes on where this one ended.";
  return { sentence: done === undefined ? again : `${done} ${again}`, propose: { again: true } };
}

/** The way on under a hash. */
export const PLAN_ANEW =
  "Plan again and have that approved, since the hash is of the plan before the first write (a plan file holds beyond it)";

function nextStep(result: ResultEvent, { started }: ResultContext): Next {
  const { state, planHash, warnings } = result;
  if (isSettled(result)) return afterAll(leftWords(warnings), started);
  if (state === "published") return { sentence: SES_KNOWS };
  if (state === "interrupted" && started?.command !== "check") return afterInterruption(result, started);
  if (state !== "planned") return againFor(started);
  return { sentence: "To do exactly this:", propose: runOfPlan(started, planHash) };
}

/** What `check --dns-only` can't say. */
export const SES_KNOWS =
  "To see whether SES has verified it, run `check` with the account's keys and without --dns-only.";

/** Nothing is left to do: neither by a run, nor by one of this plan. */
export function isSettled({ state, identity, records }: ResultEvent): boolean {
  const isPlannedWhole = identity?.verified === true && !records.some(({ action }) => isChange(action));
  return state === "verified" || (state === "planned" && isPlannedWhole);
}

function afterAll(left: string, started: ResultContext["started"]): Next {
  if (started?.command === "check") return { sentence: left };
  return { sentence: `${left} To check later that it all still stands:`, propose: { command: "check" } };
}

function leftWords(warnings: ResultEvent["warnings"]): string {
  if (warnings.length === 0) return "Nothing is left to do.";
  return `Nothing is left to write. Look at ${warnings.length === 1 ? "what" : "each thing that"} is listed above.`;
}

function afterUndo(result: ResultEvent, { started }: ResultContext): Next {
  const { state, records } = result;
  if (state === "interrupted") return afterInterruption(result, started);
  const changes = records.some(({ action }) => isChange(action));
  if (state === "planned" && changes)
    return { sentence: "To do exactly this:", propose: { options: { "dry-run": [] } } };
  if (records.length === 0) return { sentence: "There is nothing to take back." };
  const memory = changes ? "Caches may show what stood here until its TTL has passed. " : "";
  return {
    sentence: `${memory}The identity stays at SES as it is: undo takes back records alone.`,
  };
}
