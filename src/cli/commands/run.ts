import { onboardDomain } from "../../onboard/onboard-domain.ts";
import { withCommonOptions, withDomains, withRecordOptions, type Command } from "../command.ts";
import { runSession } from "../session.ts";

export const runCommand: Command = (context) => ({
  command: "run <domains..>",
  describe: "create, publish, propagate, verify",
  builder: (argv) =>
    withCommonOptions(withRecordOptions(withDomains(argv)))
      .option("plan-hash", { describe: "refuse unless the plan has this hash (see plan)", type: "string", requiresArg: true })
      .example("$0 run mail.example.com", "the DNS host is recognised by the zone's name servers"),
  handler: (given) => runSession(context, given, onboardDomain),
});
