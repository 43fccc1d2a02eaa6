import { isChange } from "../../plan/record-plan.ts";
import type { TextStyle } from "../diff.ts";
import { causeLines } from "../error-text.ts";
import { wrapped } from "../layout.ts";
import { hintWords, rehearsalSentence } from "../words/rehearsal-words.ts";
import type { ResultEvent, ResultContext } from "./context.ts";

export function nextLines(result: ResultEvent, look: TextStyle, context: ResultContext): readonly string[] {
  const mark = rehearsalSentence(result);
  const told =
    mark === undefined ? [] : wrapped(mark, look.width - 2).map((line) => `  ${look.colors.yellow(line)}`);
  const cause =
    result.error === null ? [] : causeLines({ ...result.error, hint: hintWords(result, result.error) }, look);
  if (result.sandbox === true) return [...told, ...cause, ...stepLines(afterSandbox(context), look)];
  if (result.error !== null) return [...told, ...cause];
  return [...told, ...stepLines(context.undoes ? afterUndo(result) : nextStep(result, context), look)];
}

function stepLines({ sentence, command }: Next, look: TextStyle): readonly string[] {
  const lines = wrapped(sentence, look.width - 4).map(
    (line, index) => `  ${index === 0 ? look.colors.cyan("→ ") : "  "}${line}`,
  );
  // A command is to be copied, so it is never broken.
  return command === undefined ? lines : [...lines, `    ${command}`];
}

interface Next {
  readonly sentence: string;
  readonly command?: string;
}

/** What was rehearsed stands nowhere any more, so no command could go on with it. */
function afterSandbox({ checks }: ResultContext): Next {
  return {
    sentence: checks
      ? "A sandbox is empty when a command begins, so nothing can stand there yet. Without --sandbox the same command asks the real services."
      : "The sandbox is gone with all that was in it. Without --sandbox the same command asks the real services.",
  };
}

function nextStep(
  { state, domain, planHash, identity, records, warnings }: ResultEvent,
  { given, checks }: ResultContext,
): Next {
  const left = leftWords(warnings);
  const check = checks
    ? { sentence: left }
    : { sentence: `${left} Whether it all still stands, tells:`, command: `ses-onboard check ${domain}` };
  if (state === "verified") return check;
  if (state !== "planned")
    return { sentence: "Run the same command again; it goes on where this one ended." };
  const settled = identity?.verified === true && !records.some(({ action }) => isChange(action));
  if (settled) return check;
  // The hash covers what was given, so the run has to be told the same.
  const options = [given, planHash === null ? "" : `--plan-hash ${planHash}`];
  const command = ["ses-onboard run", domain, ...options].filter(Boolean).join(" ");
  return { sentence: "To do exactly this:", command };
}

function leftWords(warnings: ResultEvent["warnings"]): string {
  if (warnings.length === 0) return "Nothing is left to do.";
  return `Nothing is left to write. Look at ${warnings.length === 1 ? "what" : "each thing that"} is listed above.`;
}

function afterUndo({ state, records }: ResultEvent): Next {
  if (state === "interrupted")
    return { sentence: "Run the same command again; it goes on where this one ended." };
  const changes = records.some(({ action }) => isChange(action));
  if (state === "planned" && changes)
    return { sentence: "To do exactly this, give the same command without --dry-run." };
  if (records.length === 0) return { sentence: "There is nothing to take back." };
  const memory = changes ? "Caches may show what stood here until its TTL has passed. " : "";
  return {
    sentence: `${memory}The identity stays at SES as it is: undo takes back records alone.`,
  };
}
