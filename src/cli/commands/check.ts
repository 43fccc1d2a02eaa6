import { checkDomain } from "../../onboard/check-domain.ts";
import { withCommonOptions, withDomains, withRecordOptions, type Command } from "../command.ts";
import { runSession } from "../session.ts";

export const checkCommand: Command = (context) => ({
  command: "check <domains..>",
  describe: "is everything still published and verified? read-only; says what is wrong and how to mend it",
  builder: (argv) => withCommonOptions(withRecordOptions(withDomains(argv))),
  handler: (given) => runSession(context, given, checkDomain),
});
