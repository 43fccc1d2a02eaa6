import { systemClock } from "../../async/clock.ts";
import { createAssembly, type Assembly } from "../../async/assembly.ts";
import { eachOf } from "../../async/each-of.ts";
import { createSlots, type Slot } from "../../async/slots.ts";
import { createAgreements, type Agreements, type Consent } from "../../compose/consent/agreement.ts";
import type { Config } from "../../config/config.ts";
import type { Options } from "../../config/sources/options.ts";
import type { DomainName } from "../../dns/domain-name.ts";
import { gravestExit } from "../../errors/codes.ts";
import { createRedactor, redactDeep } from "../../errors/redact.ts";
import type { EventBody, Reporter } from "../../events/event.ts";
import type { Swap } from "../../dns/rrset.ts";
import type { DomainResult } from "../../events/result.ts";
import type { Agreement } from "../../onboard/run.ts";
import { debugLine } from "../debug-line.ts";
import type { CommandContext } from "../command.ts";
import { openKeptFiles } from "./log-and-report.ts";
import { createQuestions, type Questions } from "./questions.ts";
import { createRenderer } from "./renderer.ts";

/**
 * How many domains are under way at once. Most of a domain's time is spent waiting, for name servers or for
 * SES, and each account's rate is kept by compose.ts; this bounds memory, and what is begun when somebody
 * stops the program. Whoever waits for the others' plans is not counted.
 */
const MOST_AT_ONCE = 32;

/** What the domains of one command share: secrets to hide, options of the output, and by what they may write. */
export interface SharedByDomains {
  readonly config: Pick<Config, "secrets">;
  readonly options: Options;
  /** Of a command that creates or writes; given who may be asked, where somebody is there. */
  readonly consent?: (questions: Questions | undefined) => Consent;
  /** Whose sender domains these are to be, for the question. */
  readonly account?: string;
  /** It puts back, and a person at a terminal is asked before. */
  readonly undoes?: true;
}

/** What the task of one domain calls: with its events, and for consent. */
export interface DomainCallbacks {
  readonly emit: (body: EventBody) => void;
  readonly giveUp: AbortSignal | undefined;
  readonly agreement: Agreement | undefined;
  /** Undefined: nobody is there to ask, or nobody wants to be asked. */
  readonly confirm: ((swaps: readonly Swap[]) => Promise<boolean>) | undefined;
}

/**
 * Opens log and renderer, runs the task for each domain, and ends with the gravest exit status.
 * @throws OnboardError for what is wrong with the whole command, in the end also for a log or report that could not be
 * written; one domain's failure is a result
 */
export async function runDomains<T>(
  { io, finish }: CommandContext,
  { config, options, consent, account, undoes }: SharedByDomains,
  domains: ReadonlyMap<DomainName, T>,
  task: (domain: DomainName, own: T, callbacks: DomainCallbacks) => Promise<DomainResult>,
): Promise<void> {
  const redact = createRedactor(config.secrets);
  const kept = openKeptFiles(io, options, redact);
  const names = [...domains.keys()];
  const pausing = { pause: () => renderer.pause(), resume: () => renderer.resume() };
  const questions = createQuestions(io, options, { domains: names, renderer: pausing, redact, account });
  const agreements = consent === undefined ? undefined : createAgreements(names, consent(questions));
  const undos = undoes === true ? undosOf(names, questions, io.signal) : undefined;
  const renderer = createRenderer(io, options, {
    redact,
    secrets: config.secrets,
    domainCount: domains.size,
    isTogether: agreements !== undefined,
  });
  const report: Reporter = (event) => {
    try {
      // The event log first: when it can't take the event, the step it announces must not happen.
      kept.report(event);
    } finally {
      questions?.observe(event);
      renderer.report(event);
    }
  };
  const slots = createSlots(MOST_AT_ONCE);
  try {
    const results = await eachOf([...domains], domains.size, ([domain, own]) =>
      slots.run(async (slot) => {
        const emit = (body: EventBody) => report({ ...body, time: systemClock.now(), domain });
        const agreement = agreementIn(slot, agreements, domain);
        const confirm =
          undos && ((swaps: readonly Swap[]) => slot.outside(() => undos.arrive(domain, swaps)));
        return task(domain, own, { emit, giveUp: io.giveUp, agreement, confirm }).finally(() => {
          agreements?.leave(domain);
          undos?.leave(domain);
        });
      }, undefined),
    );
    renderer.stop();
    if (options.debug !== undefined && options.debug.value !== false)
      for (const { error } of results)
        if (error !== null) io.stderr.write(debugLine(redactDeep(error, redact)));
    finish(gravestExit(results.map((result) => result.exit)));
  } finally {
    renderer.stop();
    kept.close();
  }
}

/** Asked once, when it is known of each domain what would be put back. */
function undosOf(
  domains: readonly DomainName[],
  questions: Questions | undefined,
  signal: AbortSignal,
): Assembly<DomainName, readonly Swap[], boolean> | undefined {
  return questions && createAssembly(domains, (undos) => questions.askForUndo(undos, signal));
}

/** Whoever waits for the plans of others leaves its place to them. */
function agreementIn(
  slot: Slot,
  agreements: Agreements | undefined,
  domain: DomainName,
): Agreement | undefined {
  const agreement = agreements?.of(domain);
  if (agreement === undefined) return undefined;
  return { ...agreement, agree: (plan, signal) => slot.outside(() => agreement.agree(plan, signal)) };
}
