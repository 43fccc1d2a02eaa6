import { withDomains, withOptions, type CliCommand } from "../command.ts";

export const runCommand: CliCommand = (context) => ({
  command: "run [domains..]",
  describe: "create the identity, publish its DNS records, wait for them, have SES verify",
  builder: (argv) =>
    withOptions(withDomains(argv), "run")
      .example("$0 run mail.example.com", "the DNS host is recognised by the zone's name servers")
      .example(
        "$0 run --file domains.yaml",
        "several side by side, within each account's quotas; one failure stops no other, but under --plan or --plan-hash one that is not as approved stops all",
      )
      .epilogue(
        "At a terminal it asks once, when all is planned; elsewhere it needs --yes or an approved plan. It is safe to run again: each step looks first, and what stands already is kept.",
      ),
  handler: async (given) => (await import("../tasks/domains.ts")).run(context, given),
});
