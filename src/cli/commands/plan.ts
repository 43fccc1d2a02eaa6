import { exitOf } from "../../errors/codes.ts";
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

const SOMETHING_TO_DO = exitOf("DRIFT");

export const PLAN_OPTIONS = {
  "detailed-exitcode": {
    group: "This run:",
    describe: `exit ${SOMETHING_TO_DO} when there is something to do`,
    type: "boolean",
  },
} as const;

export const planCommand: Command = (context) => ({
  command: "plan [domains..]",
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
  handler: async (given) => (await import("../tasks/domains.ts")).plan(context, given),
});
