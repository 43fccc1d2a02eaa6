import { KIND_BY_CODE, EXIT_BY_KIND, gravestExit } from "../../../../src/errors/codes.ts";
import type { DomainResult } from "../../../../src/events/result.ts";
import type { Played } from "../scenarios.ts";
import type { Violation } from "./violation.ts";

// How each program ended: in time, with a documented status that is true to SES's state, with a result for each
// domain, and nothing of Node's own on stderr.

export type Result = DomainResult & { readonly domain: string };

/** Each is 128 and the number of the signal. */
const INTERRUPTED = [129, 130, 143];
const DOCUMENTED: ReadonlySet<number | null> = new Set([0, ...Object.values(EXIT_BY_KIND), ...INTERRUPTED]);
/** What Node writes by itself. */
const OF_NODE = /^\(node:\d+\)|Warning: |^\s+at (?:.+ \()?(?:file:|node:|\/).*:\d+:\d+\)?$/m;

export function judgeEnd(played: Played): readonly Violation[] {
  const { command, ended, killed } = played;
  const { exit, signal, stdout, stderr, hung, tookMs } = ended;
  const found: Violation[] = [];
  const demand = (holds: boolean, rule: string, seen: string): void => {
    if (!holds) found.push({ rule, seen: `${command}: ${seen}` });
  };
  demand(!hung, "it ends in time", `killed after ${Math.round(tookMs)} ms`);
  demand(!OF_NODE.test(stderr), "no warning or stack trace of Node's", stderr.slice(0, 600));
  if (hung || killed === "SIGKILL") return found;
  // A signal that came before the program could listen, or when it had told all and no longer did.
  if (killed !== undefined && signal === killed) {
    const told = resultsIn(parseLines(stdout) ?? []);
    if (stdout === "" || played.domains.every((domain) => told.some((one) => one.domain === domain)))
      return found;
  }
  demand(signal === null, "it ends by itself", `signal ${signal}`);
  demand(
    DOCUMENTED.has(exit) && exit !== 1,
    "its exit status is documented",
    `exit ${exit}: ${stderr.slice(0, 400)}`,
  );
  const lines = parseLines(stdout);
  demand(lines !== undefined, "each line of its output is JSON", stdout.slice(-300));
  // One that came before a domain was begun.
  if (killed !== undefined && isToldInterrupted(lines ?? [], exit) && stderr !== "") return found;
  return [...found, ...judgeResults(played, resultsIn(lines ?? []))];
}

function isToldInterrupted(lines: readonly object[], exit: number | null): boolean {
  const [only, ...others] = lines;
  const isTold = only !== undefined && "type" in only && only.type === "interrupted";
  return isTold && "exit" in only && only.exit === exit && others.length === 0;
}

function judgeResults(
  { command, domains, ended, verified }: Played,
  results: readonly Result[],
): readonly Violation[] {
  const found: Violation[] = [];
  const { exit, stderr } = ended;
  const demand = (holds: boolean, rule: string, seen: string): void => {
    if (!holds) found.push({ rule, seen: `${command}: ${seen}` });
  };
  const told = domains.filter((domain) => results.filter((one) => one.domain === domain).length === 1);
  // Nothing of an undo's domain is known where the log has none.
  const isTold = command === "undo" ? results.length > 0 : told.length === domains.length;
  demand(
    isTold,
    "each domain has one result",
    `exit ${exit}, results of ${results.map(({ domain }) => domain).join(", ")}: ${stderr.slice(0, 400)}`,
  );
  if (exit !== null && results.length > 0 && !INTERRUPTED.includes(exit))
    demand(
      gravestExit(results.map((one) => one.exit)) === exit,
      "the exit status is that of the gravest result",
      `exit ${exit}, results ${results.map((one) => one.exit).join(", ")}`,
    );
  for (const one of results) found.push(...judgeResult(command, one, verified));
  if (command === "run" && exit === 0)
    demand(
      verified.length === domains.length,
      "exit 0 only where SES has verified",
      `SES has verified ${verified.length} of ${domains.length}`,
    );
  return found;
}

function judgeResult(
  command: Played["command"],
  result: Result,
  verified: readonly string[],
): readonly Violation[] {
  const found: Violation[] = [];
  const { domain, state, exit, error } = result;
  const demand = (holds: boolean, rule: string, seen: string): void => {
    if (!holds) found.push({ rule, seen: `${command} of ${domain}: ${seen}` });
  };
  if (command === "run") {
    const isSaid = state === "verified";
    demand(
      !isSaid || verified.includes(domain),
      "verified only where SES says so",
      `state ${state}, exit ${exit}`,
    );
    demand(isSaid === (exit === 0), "exit and state agree", `state ${state}, exit ${exit}`);
  }
  if (exit === 0 || INTERRUPTED.includes(exit)) return found;
  demand(error !== null && error.code in KIND_BY_CODE, "a failure has a code", JSON.stringify(error));
  demand(error?.code !== "UNEXPECTED", "nothing is unexpected", JSON.stringify(error));
  demand(
    (error?.message ?? "") !== "" && (error?.hint ?? "") !== "",
    "a failure has words and a hint",
    JSON.stringify(error),
  );
  return found;
}

export function resultsOf(stdout: string): readonly Result[] {
  return resultsIn(parseLines(stdout) ?? []);
}

function resultsIn(lines: readonly object[]): readonly Result[] {
  return lines.filter((line): line is Result => "type" in line && line.type === "result");
}

/** Undefined where a line is none. */
export function parseLines(text: string): readonly object[] | undefined {
  try {
    return text
      .split("\n")
      .filter((line) => line !== "")
      .map((line) => JSON.parse(line) as object);
  } catch {
    return undefined;
  }
}

/** How it ended, in a word for the table. */
export function outcomeOf({ ended, killed, command }: Played): string {
  const [worst] = resultsOf(ended.stdout).toSorted(
    (a, b) => (a.exit === 0 ? 99 : a.exit) - (b.exit === 0 ? 99 : b.exit),
  );
  if (worst === undefined) return killed === undefined ? `no result (exit ${ended.exit})` : "killed";
  if (worst.exit === 0) return command === "run" ? "verified" : worst.state;
  return worst.error?.code ?? worst.state;
}
