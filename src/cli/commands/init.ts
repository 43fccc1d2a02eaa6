import { withOptions, type CliCommand } from "../command.ts";

export const initCommand: CliCommand = (context) => ({
  command: "init [domain]",
  describe: "write ses-onboard.yaml and a workflow, and tell which keys they need; asks no API",
  builder: (argv) =>
    withOptions(
      argv.positional("domain", {
        describe: "a sender domain, like mail.example.com; asked for at a terminal",
        type: "string",
      }),
      "init",
    )
      .example("$0 init mail.example.com", "the DNS host is known by its name servers, else asked for")
      .epilogue(
        "What is not given is asked for at a terminal, and nowhere else. A file that is there and differs is kept.",
      ),
  handler: async (given) => (await import("../tasks/init/init.ts")).init(context, given),
});
