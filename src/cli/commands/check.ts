import { withDomains, withOptions, type CliCommand } from "../command.ts";

export const checkCommand: CliCommand = (context) => ({
  command: "check [domains..]",
  describe: "see whether all of it still stands and is verified; read-only",
  builder: (argv) => withOptions(withDomains(argv), "check"),
  handler: async (given) => (await import("../tasks/domains.ts")).check(context, given),
});
