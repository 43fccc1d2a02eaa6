import {
  LOG_OPTIONS,
  OUTPUT_OPTIONS,
  PLACE_OPTIONS,
  RUN_OPTIONS,
  withOptions,
  type Command,
  LOG_FILE,
} from "../command.ts";

/** Site and region are the log's, and SES is not asked. */
const { provider = {}, config = {} } = PLACE_OPTIONS;

const RUN = "This run:";
export const UNDO_OPTIONS = {
  "dry-run": { group: RUN, describe: "show what would be put back, and write nothing", type: "boolean" },
  domain: {
    group: RUN,
    describe: "only what was written for this sender domain (may be repeated)",
    type: "string",
    array: true,
    requiresArg: true,
  },
  yes: { ...RUN_OPTIONS["yes"], describe: "don't ask at the terminal before anything is put back" },
} as const;
export const undoCommand: Command = (context) => ({
  command: `undo <${LOG_FILE}>`,
  describe: "put back what a run replaced, by its event log, where nobody has changed it since",
  builder: (argv) =>
    withOptions(
      argv.positional(LOG_FILE, {
        describe: "the file that `run --log` wrote",
        type: "string",
        demandOption: true,
      }),
      UNDO_OPTIONS,
      { provider, config },
      OUTPUT_OPTIONS,
      LOG_OPTIONS,
    )
      .example("$0 undo run.ndjson --dry-run", "see what would be put back")
      .epilogue("The identity stays at SES: nothing can take it back. No key of Tencent Cloud is needed."),
  handler: async (given) => (await import("../tasks/undo.ts")).undo(context, given),
});
