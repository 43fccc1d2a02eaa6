import { withDomains, withOptions, type Command } from "../command.ts";

export const checkCommand: Command = (context) => ({
  command: "check [domains..]",
  describe: "see whether all of it still stands and is verified; read-only",
  builder: (argv) => withOptions(withDomains(argv), "check"),
  handler: async (given) => (await import("../tasks/domains.ts")).check(context, given),
});
