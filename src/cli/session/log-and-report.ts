import { resolve } from "node:path";
import type { Options } from "../../config/sources/options.ts";
import { OnboardError, toOnboardError } from "../../errors/onboard-error.ts";
import { redactDeep, type Redactor } from "../../errors/redact.ts";
import type { Reporter } from "../../events/event.ts";
import { createKeptLogs, createUnkept, type KeptLogs } from "../../journal/kept-logs.ts";
import { openEventLog } from "../../journal/write-log.ts";
import { openReportFile } from "../../report/evidence/report-file.ts";
import { oneLine } from "../../report/words/one-line.ts";
import type { Io } from "../io.ts";
import { legible } from "../legible.ts";
import { stateFolder } from "./state-folder.ts";

/** The files that a command leaves: event log and reports. */
export interface KeptFiles {
  readonly report: Reporter;
  /**
   * All of them, also where one fails. Safe to call twice.
   * @throws OnboardError OUTPUT_FAILED for what could not be written; CONFIG_INVALID where nothing was under way
   */
  close(): void;
}

/**
 * `--log` and `--report`, both opened before anything else happens.
 * @throws OnboardError CONFIG_INVALID for a file that can't be written and a kind of report that there is not
 */
export function openKeptFiles(io: Io, options: Options, redact: Redactor): KeptFiles {
  const named = namedLog(io, options);
  const log = named === undefined ? undefined : openEventLog(named, redact);
  const kept = keptLogsFor(io, options, redact);
  const paths = (options.report?.value ?? []).map((path) => resolve(io.cwd, path));
  const evidence = paths.map((path) => openReportFile({ path, redact, asker: whoAsks(io) }));
  return {
    report: (event) => {
      try {
        // The event log is written first: when it can't take the event, the step it announces must not
        // happen. The others are told even so: what happened did.
        log?.report(event);
        kept?.report(event);
      } finally {
        for (const file of evidence) file.report(event);
        io.observer?.event(redactDeep(event, redact));
      }
    },
    close: () => closeAll([log, kept, ...evidence].filter((file) => file !== undefined)),
  };
}

/** `--log none` is no file: it keeps none at all. */
const NO_LOG = "none";

function namedLog({ cwd }: Io, { log }: Options): string | undefined {
  return log === undefined || log.value === NO_LOG ? undefined : resolve(cwd, log.value);
}

/** Logs that nobody asked for; the action has its own. What keeps them from being kept is told, and stops nothing. */
function keptLogsFor(io: Io, options: Options, redact: Redactor): KeptLogs | undefined {
  if (io.inAction === true || options.log?.value === NO_LOG) return undefined;
  const folder = stateFolder(io);
  const tell = (why: string): void =>
    void legible(io.stderr, io).write(`No log is kept for undo: ${oneLine(why)}\n`);
  if (folder !== undefined) return createKeptLogs({ folder, redact, named: namedLog(io, options), tell });
  return options.log === undefined
    ? createUnkept(() => tell("no home folder is known. --log FILE keeps one."))
    : undefined;
}

function closeAll(files: readonly { close(): void }[]): void {
  const errors = files.flatMap((file) => {
    try {
      file.close();
      return [];
    } catch (thrown) {
      return [toOnboardError(thrown)];
    }
  });
  const [first, ...more] = errors;
  if (first === undefined) return;
  if (more.length === 0) throw first;
  throw new OnboardError(first.code, errors.map(({ message }) => message).join(" "), {
    hint: ["Look at what keeps them from being written, then run ", { again: true }, "."],
    facts: { files: errors.map(({ facts }) => facts) },
    cause: first,
  });
}

/** Whoever signs an onboarding off later was not there: who started the job, else whose terminal it was. */
export function whoAsks({ env, user }: Pick<Io, "env" | "user">): string | undefined {
  return askerIn(env) ?? user;
}

/** Who started the job, where a runner says so (GitHub's documentation on default variables, November 2026). */
export function askerIn(env: Io["env"]): string | undefined {
  const person = env["GITHUB_TRIGGERING_ACTOR"] ?? env["GITHUB_ACTOR"];
  if (env["GITHUB_ACTIONS"] !== "true" || person === undefined) return undefined;
  const [server, repository, run] = [
    env["GITHUB_SERVER_URL"],
    env["GITHUB_REPOSITORY"],
    env["GITHUB_RUN_ID"],
  ];
  const job =
    server === undefined || repository === undefined || run === undefined
      ? ""
      : `, ${server}/${repository}/actions/runs/${run}`;
  return `${person}${job}`;
}
