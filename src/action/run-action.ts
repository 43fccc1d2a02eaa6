import { existsSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { main } from "../cli/cli.ts";
import type { Io } from "../cli/io.ts";
import { askerIn } from "../cli/session/log-and-report.ts";
import { writeError } from "../cli/write-error.ts";
import { EXIT_BY_KIND, gravestExit } from "../errors/codes.ts";
import { toOnboardError, type ErrorReport } from "../errors/onboard-error.ts";
import type { OnboardEvent } from "../events/event.ts";
import { jsonLine } from "../events/json-line.ts";
import { makeFolder, writeComment, writeOutputs, writeSummary } from "./files.ts";
import { argumentsOf, readInputs, type ActionInputs } from "./inputs.ts";
import { stepOutcome, type CommandReport, type StepOutcome } from "./outcome.ts";
import { commentOf, summaryOf } from "./summary.ts";

// The GitHub Action around the command line: inputs.ts, run-action.ts, outcome.ts, summary.ts, files.ts.

/**
 * GitHub drops more than 1 MiB of outputs a job (its documentation, November 2026); whoever has so many
 * records reads the report.
 */
const MOST_RECORD_BYTES = 500_000;

/**
 * One step of a job: the command line with the inputs as its words, and what it told as outputs, job summary
 * and files. Never rejects.
 * @returns the exit status of the step: the command's, but "pending" is a success, unless the workflow wants
 * it otherwise or nothing could even be begun
 */
export async function runAction(io: Io): Promise<number> {
  try {
    return await runInputs(io, readInputs(io.env));
  } catch (thrown) {
    const command: { failure?: ErrorReport } = {};
    const exit = writeError(toOnboardError(thrown), [], {
      ...io,
      inAction: true,
      observer: {
        event: () => undefined,
        failure: (error) => (command.failure = error),
        interrupted: () => undefined,
      },
    });
    return tell(io, { events: [], failure: command.failure }, { exit, files: {} }).exit;
  }
}

async function runInputs(io: Io, inputs: ActionInputs): Promise<number> {
  const events: OnboardEvent[] = [];
  const failures: ErrorReport[] = [];
  const interruptions: string[] = [];
  const observer = {
    event: (event: OnboardEvent) => void events.push(event),
    failure: (error: ErrorReport) => void failures.push(error),
    interrupted: (message: string) => void interruptions.push(message),
  };
  const files = filesFor(io, inputs);
  const plan = join(dirname(files["comment-path"]), "plan.json");
  const options = {
    ...inputs.options,
    log: [files["log-path"]],
    report: files["report-path"].split("\n"),
    ...(inputs.command === "plan" ? { out: [plan] } : {}),
  };
  const argv = argumentsOf({ ...inputs, options });
  // GitHub's "Re-run jobs with debug logging" switches on our --debug, too.
  const isDebug = io.env["RUNNER_DEBUG"] === "1" && io.env["SES_ONBOARD_DEBUG"] !== "dns";
  const observed = { ...io, observer, inAction: true, onlyNamedConfig: true } as const;
  const exit = await main(isDebug ? [...argv, "--debug"] : argv, observed);
  const command = { events, failure: failures[0], interruption: interruptions[0] };
  const comment = () => writeComment(files["comment-path"], commentOf(command, askerIn(io.env)));
  const left = leave(io, exit, [comment]);
  // Before the first event neither was opened, and what lies under such a name is another's.
  const paths = {
    ...files,
    ...(events.length === 0 ? { "report-path": "", "log-path": "" } : {}),
    "plan-path": plan,
  };
  const told = tell(io, command, { exit: left, files: paths });
  return statusOf(told.exit, told.outcome, inputs);
}

/**
 * What later steps read. One that can't be written hides neither the others nor what was done.
 * @returns the exit status, which tells of it
 */
function leave(io: Io, exit: number, writes: readonly (() => void)[]): number {
  const exits = writes.flatMap((write) => {
    try {
      write();
      return [];
    } catch (thrown) {
      return [writeError(toOnboardError(thrown), [], { ...io, inAction: true })];
    }
  });
  return gravestExit([exit, ...exits]);
}

/** Of several domains "pending" is the lowest status beside "drift", and would hide it. */
function statusOf(exit: number, { state, begun }: StepOutcome, { failOnPending }: ActionInputs): number {
  if (exit !== EXIT_BY_KIND.pending) return exit;
  if (state === "drifted") return EXIT_BY_KIND.drift;
  return state === "pending" && begun && !failOnPending ? 0 : exit;
}

/** A later step fails at a file that it is told of and that is not there. */
function existing(paths: string): string {
  return paths
    .split("\n")
    .filter((path) => existsSync(path))
    .join("\n");
}

/** By the outputs that name them. The log is kept unasked: it is the undo journal. */
function filesFor(io: Io, { options }: ActionInputs) {
  const folder = makeFolder(io);
  const { log: [log = join(folder, "run.ndjson")] = [], report: reports = [join(folder, "report.html")] } =
    options;
  return {
    "report-path": reports.map((report) => resolve(io.cwd, report)).join("\n"),
    "log-path": resolve(io.cwd, log),
    "comment-path": join(folder, "comment.md"),
  };
}

function tell(
  io: Io,
  command: CommandReport,
  { exit, files }: { readonly exit: number; readonly files: Readonly<Record<string, string>> },
): { readonly outcome: StepOutcome; readonly exit: number } {
  const outcome = stepOutcome(command);
  const { state, code, changes, warnings, planHash, records, eta } = outcome;
  const list = jsonLine(records).trimEnd();
  const outputs = {
    state,
    code,
    changes: String(changes),
    warnings: String(warnings),
    "plan-hash": planHash,
    records: Buffer.byteLength(list) <= MOST_RECORD_BYTES ? list : "",
    pending: outcome.pending.join(" "),
    drifted: outcome.drifted.join(" "),
    missing: outcome.missing.join(" "),
    eta,
    ...Object.fromEntries(Object.entries(files).map(([name, paths]) => [name, existing(paths)])),
  };
  const summary = () => writeSummary(io, summaryOf(command, askerIn(io.env)));
  return { outcome, exit: leave(io, exit, [() => writeOutputs(io, outputs), summary]) };
}
