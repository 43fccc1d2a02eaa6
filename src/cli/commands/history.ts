import type { CliCommand } from "../command.ts";

export const HISTORY_OPTIONS = {
  forget: {
    describe: "take the logs away, of this domain or of all; they can't be undone by name then",
    type: "string",
  },
  json: { describe: "as JSON", type: "string" },
} as const;

export const historyCommand: CliCommand = (context) => ({
  command: "history [domain]",
  describe: "list the runs whose logs were kept here, which `undo DOMAIN` takes back",
  builder: (argv) =>
    argv
      .positional("domain", { describe: "a sender domain, like mail.example.com", type: "string" })
      .options(HISTORY_OPTIONS)
      .example("$0 undo mail.example.com", "put back what the runs of this domain replaced")
      .epilogue("`run --log none` keeps none; a rehearsal never does. run, plan and check don't read them."),
  handler: async (given) => (await import("../tasks/history.ts")).history(context, given),
});
