import { withDomains, withOptions, type Command } from "../command.ts";

export const planCommand: Command = (context) => ({
  command: "plan [domains..]",
  describe: "see what run would do; creates and writes nothing; prints a plan hash",
  builder: (argv) => withOptions(withDomains(argv), "plan"),
  handler: async (given) => (await import("../tasks/domains.ts")).plan(context, given),
});
