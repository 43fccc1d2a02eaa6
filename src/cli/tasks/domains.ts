import { exitOf } from "../../errors/codes.ts";
import type { EventBody } from "../../events/event.ts";
import type { DomainResult } from "../../events/result.ts";
import { checkDns, identityAsking } from "../../onboard/check/check-dns.ts";
import { checkDomain } from "../../onboard/check/check-domain.ts";
import { isPending, onboardDomain, planDomain } from "../../onboard/onboard-domain.ts";
import type { Run } from "../../onboard/run.ts";
import type { Arguments, CommandContext } from "../command.ts";
import { runSession, type Beside } from "../session/session.ts";
import type { Options } from "../../config/sources/options.ts";

// What the commands about domains do. Loaded only when one of them really runs: help and completion need none
// of it.

export const run = (context: CommandContext, given: Arguments): Promise<void> =>
  runSession(context, given, { command: "run", task: onboardDomain });

export const check = (context: CommandContext, given: Arguments): Promise<void> =>
  runSession(context, given, {
    command: "check",
    task: (run, options, beside) =>
      options["dns-only"]?.value === true ? checkWithoutSes(run, options, beside) : checkDomain(run),
  });

/** What is asked for is planned as well where it is to be exported: by hand, since whoever asks holds the DNS. */
async function checkWithoutSes(
  run: Run,
  options: Options,
  { plan: given, byHand }: Beside,
): Promise<DomainResult> {
  const asked = given?.records.map(({ record }) => record);
  const result = await checkDns(run, asked);
  if (asked !== undefined && options.export !== undefined) {
    const own = byHand();
    await planDomain({ ...own, identities: identityAsking(own, asked) });
  }
  return result;
}

export const plan = (context: CommandContext, given: Arguments): Promise<void> =>
  runSession(context, given, {
    command: "plan",
    task: (run, options) =>
      options["detailed-exitcode"]?.value === true ? planInDetail(run) : planDomain(run),
  });

const SOMETHING_TO_DO = exitOf("DRIFT");

/** The result that is reported and the one that decides the exit status are the same. */
async function planInDetail(run: Run): Promise<DomainResult> {
  const emit = (event: EventBody) => run.emit(event.type === "result" ? inDetail(event) : event);
  return inDetail(await planDomain({ ...run, emit }));
}

function inDetail(result: Extract<EventBody, { readonly type: "result" }>): typeof result {
  return result.exit === 0 && result.state === "planned" && isPending(result)
    ? { ...result, exit: SOMETHING_TO_DO }
    : result;
}
