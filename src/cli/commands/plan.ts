import { withDomains, withOptions, type CliCommand } from "../command.ts";

export const planCommand: CliCommand = (context) => ({
  command: "plan [domains..]",
  describe: "see what run would do; creates and writes nothing; prints a plan hash",
  builder: (argv) => withOptions(withDomains(argv), "plan"),
  handler: async (given) => (await import("../tasks/domains.ts")).plan(context, given),
});
