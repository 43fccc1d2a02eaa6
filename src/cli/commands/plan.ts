import { exitOf } from "../../errors/codes.ts";
import type { EventBody } from "../../events.ts";
import { isPending, planDomain } from "../../onboard/onboard-domain.ts";
import {
  LOG_OPTIONS,
  OUTPUT_OPTIONS,
  PLACE_OPTIONS,
  POLICY_OPTIONS,
  REHEARSAL_OPTIONS,
  withDomains,
  withOptions,
  WRITE_OPTIONS,
  type Command,
} from "../command.ts";
import { runSession, type DomainTask } from "../session.ts";

const SOMETHING_TO_DO = exitOf("DRIFT");

export const PLAN_OPTIONS = {
  "detailed-exitcode": { group: "This run:", describe: `exit ${SOMETHING_TO_DO} when there is something to do`, type: "boolean" },
} as const;

export const planCommand: Command = (context) => ({
  command: "plan <domains..>",
  describe: "see what run would do; creates and writes nothing; prints a plan hash",
  builder: (argv) =>
    withOptions(
      withDomains(argv),
      PLACE_OPTIONS,
      { ...POLICY_OPTIONS, ...WRITE_OPTIONS },
      { ...PLAN_OPTIONS, ...REHEARSAL_OPTIONS },
      OUTPUT_OPTIONS,
      LOG_OPTIONS,
    ),
  handler: (given) => runSession(context, given, given["detailed-exitcode"] === true ? planInDetail : planDomain),
});

/** The result that is reported and the one that decides the exit status are the same. */
const planInDetail: DomainTask = async (run) =>
  inDetail(await planDomain({ ...run, emit: (event) => run.emit(event.type === "result" ? inDetail(event) : event) }));

function inDetail(result: Extract<EventBody, { readonly type: "result" }>): typeof result {
  return result.exit === 0 && result.state === "planned" && isPending(result) ? { ...result, exit: SOMETHING_TO_DO } : result;
}
