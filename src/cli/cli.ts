import yargs, { type Argv } from "yargs";
import { gravestExit } from "../errors/codes.ts";
import { isInterruption } from "../errors/interruption.ts";
import { isAbort, isOnboardError, toOnboardError } from "../errors/onboard-error.ts";
import { VERSION } from "../version.ts";
import { checkCommand } from "./commands/check.ts";
import { doctorCommand } from "./commands/doctor.ts";
import { historyCommand } from "./commands/history.ts";
import { initCommand } from "./commands/init.ts";
import { planCommand } from "./commands/plan.ts";
import { providersCommand } from "./commands/providers.ts";
import { runCommand } from "./commands/run.ts";
import { sandboxCommand } from "./commands/sandbox.ts";
import { undoCommand } from "./commands/undo.ts";
import { withFlagValues } from "./bare-flags.ts";
import type { CommandContext } from "./command.ts";
import type { Io } from "./io.ts";
import { withOperands } from "./operands.ts";
import { usageError } from "./usage-error.ts";

// The command line: cli.ts, commands/ (what a command takes), tasks/ (what it does), session/ (what tasks
// share). Only main.ts, process.ts and terminal/ touch the
// process.

const USAGE = 2;
/** The widest that a help page is still read with ease. */
const HELP_COLUMNS = 110;

/** Run one command line. Never rejects; the exit status is the promise of errors/codes.ts. */
export async function main(argv: readonly string[], io: Io): Promise<number> {
  let exit: number | undefined;
  const parser = createParser({ io, finish: (status) => (exit = status) }, argv);
  try {
    if (await completed(argv, io)) return 0;
    if (argv.length === 0) {
      io.stderr.write(`${await parser.getHelp()}\n`);
      return USAGE;
    }
    // The callback takes yargs' own output, so that nothing but `io` is ever written to.
    await parser.parseAsync(
      argv[0] === COMPLETING ? argv : [...withOperands(withFlagValues(asOptions(argv)))],
      {},
      (_error, _parsed, output) => {
        if (output !== "") io.stdout.write(`${output}\n`);
      },
    );
    return exit ?? 0;
  } catch (thrown) {
    const { reason }: { readonly reason: unknown } = io.signal;
    const isEnded = isAbort(thrown, io.signal);
    if (isEnded && !isOnboardError(reason)) {
      const status = isInterruption(reason) ? reason.exit : 130;
      // Behind their results nothing is left to be told.
      if (exit !== undefined) return status;
      const { writeInterruption } = await import("./write-interruption.ts");
      return writeInterruption(status, argv, io);
    }
    const { writeError } = await import("./write-error.ts");
    // A report that can't be written does not hide that a domain failed more gravely.
    return gravestExit([writeError(toOnboardError(isEnded ? reason : thrown), argv, io), exit ?? 0]);
  }
}

/** What the script asks with that `completion` prints; behind it stand the words of the line that is being typed. */
const COMPLETING = "--get-yargs-completions";

/** Whether the last word was a value or a domain: commands and the names of options are the parser's to complete. */
async function completed([first, ...words]: readonly string[], io: Io): Promise<boolean> {
  if (first !== COMPLETING) return false;
  const { findCompletions } = await import("./tasks/completion.ts");
  const found = await findCompletions(words, io);
  for (const one of found ?? []) io.stdout.write(`${one}\n`);
  return found !== undefined;
}

/** `help run` is `run --help`. */
function asOptions(argv: readonly string[]): readonly string[] {
  return argv[0] === "help" ? [...argv.slice(1, 2), "--help"] : argv;
}

function createParser(context: CommandContext, argv: readonly string[]): Argv {
  return (
    withoutTypes(yargs())
      .scriptName("ses-onboard")
      .usage(
        "Take a sender domain from unknown to verified at Tencent Cloud SES.\n\nUsage: ses-onboard <command> [options]",
      )
      // English whatever LANG says: yargs would translate its own half of the help only.
      .locale("en")
      .parserConfiguration({
        "greedy-arrays": false,
        "parse-numbers": false,
        "parse-positional-numbers": false,
        "dot-notation": false,
        "camel-case-expansion": false,
      })
      .command(runCommand(context))
      .command(planCommand(context))
      .command(checkCommand(context))
      .command(doctorCommand(context))
      .command(initCommand(context))
      .command(undoCommand(context))
      .command(historyCommand(context))
      .command(providersCommand(context))
      .command(sandboxCommand(context))
      .completion(
        "completion",
        "print a script that completes commands, options, values and domains in your shell",
      )
      .example("$0 run --sandbox mail.example.com", "rehearse it: nothing real is asked or changed")
      .example("$0 plan mail.example.com", "see what run would do; writes nothing")
      .example("$0 run mail.example.com", "do it")
      .epilogue(
        "`ses-onboard <command> --help` lists a command's options. Most options are also variables: --wait is SES_ONBOARD_WAIT.",
      )
      .demandCommand(1, "Which command?")
      .strict()
      .wrap(Math.min(HELP_COLUMNS, context.io.stdout.columns ?? HELP_COLUMNS))
      .version(VERSION)
      .help()
      .describe("help", "show this help")
      .describe("version", "show the version")
      .group(["help", "version"], "Also:")
      .alias({ h: "help", v: "version" })
      .exitProcess(false)
      .fail((message, error: Error | undefined) => {
        throw error === undefined || error.name === "YError" ? usageError(message, argv) : error;
      })
  );
}

/**
 * `[string]` beside each option tells nobody anything. The parser can leave it away, but its types don't
 * know.
 */
function withoutTypes(parser: Argv): Argv {
  return (parser as Argv & { usageConfiguration(settings: object): Argv }).usageConfiguration({
    "hide-types": true,
  });
}
