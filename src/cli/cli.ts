import yargs, { type Argv } from "yargs";
import { toOnboardError } from "../errors/onboard-error.ts";
import { VERSION } from "../version.ts";
import { checkCommand } from "./commands/check.ts";
import { doctorCommand } from "./commands/doctor.ts";
import { planCommand } from "./commands/plan.ts";
import { providersCommand } from "./commands/providers.ts";
import { runCommand } from "./commands/run.ts";
import { sandboxCommand } from "./commands/sandbox.ts";
import type { CommandContext } from "./command.ts";
import type { Io } from "./io.ts";
import { writeError } from "./write-error.ts";

const USAGE = 2;

/** Run one command line. Never rejects; the exit status is the promise of errors/codes.ts. */
export async function main(argv: readonly string[], io: Io): Promise<number> {
  let exit: number | undefined;
  const context: CommandContext = { io, finish: (status) => (exit = status) };
  const parser = createParser(context);
  try {
    // The callback takes yargs' own output, so that nothing but `io` is ever written to.
    await parser.parseAsync([...argv], {}, (_error, _parsed, output) => {
      if (output !== "") io.stdout.write(`${output}\n`);
    });
    return exit ?? 0;
  } catch (thrown) {
    if (thrown instanceof UsageError) {
      io.stderr.write(`ses-onboard: ${thrown.message}\nSee: ses-onboard --help\n`);
      return USAGE;
    }
    return writeError(toOnboardError(thrown), argv, io);
  }
}

class UsageError extends Error {}

function createParser(context: CommandContext): Argv {
  return (
    yargs()
      .scriptName("ses-onboard")
      .usage("Take a sender domain from unknown to verified at Tencent Cloud SES.\n\n  ses-onboard <command> [options]")
      // Half-translated help under a Chinese LANG helps nobody.
      .locale("en")
      .parserConfiguration({ "greedy-arrays": false, "parse-numbers": false, "parse-positional-numbers": false, "dot-notation": false })
      .command(runCommand(context))
      .command(planCommand(context))
      .command(checkCommand(context))
      .command(doctorCommand(context))
      .command(providersCommand(context))
      .command(sandboxCommand(context))
      .completion("completion", "Print a script for shell completion")
      .epilogue("First steps: ses-onboard run mail.example.test --sandbox      Manual: docs/runbook.md")
      .example("$0 plan mail.example.com", "what run would do; writes nothing")
      .example("$0 run mail.example.com --sandbox", "rehearse against an embedded SES, DNS host and DNS")
      .demandCommand(1, "Which command? One of run, plan, check, doctor, providers, sandbox, completion.")
      .recommendCommands()
      .strict()
      .wrap(Math.min(110, context.io.stdout.columns ?? 100))
      .version(VERSION)
      .help()
      .alias({ h: "help" })
      .exitProcess(false)
      .fail((message, error) => {
        throw error ?? new UsageError(message);
      })
  );
}
