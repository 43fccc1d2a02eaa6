import { exitOf } from "../../errors/codes.ts";
import { isPending, planDomain } from "../../onboard/onboard-domain.ts";
import { withCommonOptions, withDomains, withRecordOptions, type Command } from "../command.ts";
import { runSession, type DomainTask } from "../session.ts";

const SOMETHING_TO_DO = exitOf("DRIFT");

export const planCommand: Command = (context) => ({
  command: "plan <domains..>",
  describe: "what run would do; creates and writes nothing; prints a plan hash",
  builder: (argv) =>
    withCommonOptions(withRecordOptions(withDomains(argv))).option("detailed-exitcode", {
      describe: `exit ${SOMETHING_TO_DO} when there is something to do`,
      type: "boolean",
    }),
  handler: (given) => runSession(context, given, given["detailed-exitcode"] === true ? planInDetail : planDomain),
});

const planInDetail: DomainTask = async (run) => {
  const result = await planDomain(run);
  return result.exit === 0 && isPending(result) ? { ...result, exit: SOMETHING_TO_DO } : result;
};
