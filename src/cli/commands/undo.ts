import { LOG_FILE, withOptions, type CliCommand } from "../command.ts";

export const undoCommand: CliCommand = (context) => ({
  command: `undo <${LOG_FILE}>`,
  describe: "put back what a run replaced, by its event log, where nobody has changed it since",
  builder: (argv) =>
    withOptions(
      argv.positional(LOG_FILE, {
        describe: "the file that `run --log` wrote, or a domain, whose runs left their log here",
        type: "string",
        demandOption: true,
      }),
      "undo",
    )
      .example("$0 undo mail.example.com --dry-run", "see what would be put back")
      .example("$0 undo run.ndjson", "do it by a log of your own")
      .epilogue("The identity stays at SES: nothing can take it back. No key of Tencent Cloud is needed."),
  handler: async (given) => (await import("../tasks/undo.ts")).undo(context, given),
});
