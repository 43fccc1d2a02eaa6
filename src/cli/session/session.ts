import { METAS } from "../../../providers/registry.ts";
import { systemClock } from "../../async/clock.ts";
import { unlessAborted } from "../../async/together.ts";
import {
  domainsOfPlan,
  plansIn,
  readApprovedPlan,
  readExpectedPlan,
  requireAgreeingFlags,
} from "../../compose/consent/approved-plan.ts";
import { compose, type Composition } from "../../compose/compose.ts";
import { findProviders, type Config } from "../../config/config.ts";
import { tryConfig } from "../../config/load.ts";
import { SITES } from "../../config/sites.ts";
import { optionsOf } from "../../config/option-table.ts";
import type { CommandName } from "../../config/sources/option.ts";
import { readOptions, type Flags, type Options } from "../../config/sources/options.ts";
import type { DomainName } from "../../dns/domain-name.ts";
import type { AskedQuestion } from "../../dns/observation.ts";
import type { WordFor } from "../../events/started.ts";
import type { PlanFile } from "../../journal/plan-file.ts";
import type { OnboardError } from "../../errors/onboard-error.ts";
import { createRedactor, redactDeep } from "../../errors/redact.ts";
import type { Agreement, Run } from "../../onboard/run.ts";
import type { Plan } from "../../plan/consent/plan.ts";
import type { Warning } from "../../plan/warning.ts";
import { accountWords } from "../../report/consent/account-words.ts";
import { wordFor } from "../../report/words/commands/command-line.ts";
import { dnsLine } from "../../report/words/dns-line.ts";
import { tryTemporaryKeys } from "../../compose/temporary-keys.ts";
import { flagsOf, type Arguments, type CommandContext } from "../command.ts";
import { consentOf, requireConsent } from "./consent.ts";
import { namedDomains, readDomains, type Domains } from "./domains.ts";
import { languageFor } from "./language.ts";
import { refuseFilesNamedTwice } from "./named-files.ts";
import { exportPlans, withStdoutFree } from "./export-plans.ts";
import { withPlanFile } from "./write-plan.ts";
import type { Io } from "../io.ts";
import { legible } from "../legible.ts";
import { whoAsks } from "./log-and-report.ts";
import { runDomains } from "./run-domains.ts";
import { withSandbox } from "./with-sandbox.ts";
import type { DomainResult } from "../../events/result.ts";

// What tasks share: with-sandbox.ts (a rehearsal), session.ts (config and ports), domains.ts, run-domains.ts
// (each domain its task), log-and-report.ts, renderer.ts.

/** A command, and what it does for one of its domains. */
export interface DomainTask {
  readonly command: CommandName;
  readonly task: (run: Run, options: Options, beside: Beside) => Promise<DomainResult>;
}

/** What a task may use beside its own ports. */
export interface Beside {
  /** The plan that was given for this domain. */
  readonly plan: Plan | undefined;
  /** The same as if a person entered the records, told to nobody; what it plans is exported. */
  readonly byHand: () => Run;
}

/** What a command works with, once flags, environment, sandbox and config are read. */
export interface Session {
  readonly config: Config;
  readonly options: Options;
  readonly composition: Composition;
  /** The one that counts: a rehearsal has its own. */
  readonly env: Io["env"];
  /** What is wrong with the settings, where `triesEach` let it pass: then nobody is asked by any key. */
  readonly invalid?: OnboardError | undefined;
}

/** What the command line gave. */
export interface CommandLine {
  readonly command: CommandName;
  readonly flags: Flags;
  readonly domains: readonly DomainName[];
  /** What is missing or wrong for one way out is told there, and keeps no other from being tried. */
  readonly triesEach?: true;
}

/**
 * Reads options and config, starts the sandbox and the ports, runs the task, and closes everything again.
 * @throws OnboardError for what is wrong with the whole command
 */
export async function openSession(
  io: Io,
  given: CommandLine,
  task: (session: Session) => Promise<void>,
): Promise<void> {
  const options = readOptions(given.flags, io.env);
  await withSandbox({ ...given, options }, io, async (environment) => {
    const { env, credentialChain, sandbox } = environment;
    const own = { signal: io.signal, by: whoAsks(io), clock: systemClock };
    const context = { env, credentialChain, sandbox, ...own };
    const { cwd, home, signal, onlyNamedConfig: onlyNamedFile } = io;
    const { config: loaded, invalid } = await unlessAborted(
      io.giveUp,
      tryConfig({ ...environment, cwd, home, signal, onlyNamedFile, metas: METAS }),
    );
    if (invalid !== undefined && given.triesEach !== true) throw invalid;
    const asksSes = options["dns-only"]?.value !== true;
    const { config, withoutKeys } =
      invalid === undefined && asksSes
        ? await tryTemporaryKeys(loaded, context)
        : { config: loaded, withoutKeys: invalid };
    const onAnswer = options.debug?.value === "dns" ? dnsTeller(io, config) : undefined;
    const composition = compose(withOwnWait(given.command, config), {
      ...context,
      withoutKeys,
      triesEach: !asksSes || (given.triesEach === true && invalid === undefined),
      onAnswer,
    });
    await task({ config, options, composition, env, invalid });
  });
}

/**
 * A command that has no --wait has no time budget: a DNS host that is busy is waited out for as long as its adapter
 * thinks right, and not for the ten minutes of a run.
 */
function withOwnWait(command: CommandName, config: Config): Config {
  return optionsOf(command).includes("wait") ? config : { ...config, waitMs: 0 };
}

/** Each DNS question and its answer, as a line of stderr. */
function dnsTeller(io: Io, { secrets }: Config): (asked: AskedQuestion) => void {
  const redact = createRedactor(secrets);
  const stderr = legible(io.stderr, io);
  return (asked) => stderr.write(`${dnsLine(redactDeep(asked, redact))}\n`);
}

/**
 * What run, plan and check have in common: opens log and renderer, runs the task for each domain, and ends
 * with the gravest exit status.
 * @throws OnboardError for what is wrong with the whole command; one domain's failure is a result
 */
export async function runSession(
  context: CommandContext,
  given: Arguments,
  { command, task }: DomainTask,
): Promise<void> {
  const { io } = context;
  const flags = flagsOf(given);
  const options = readOptions(flags, io.env);
  refuseFilesNamedTwice(options, io);
  const planFile = await planFileOf(command, options, io);
  const domains = await domainsFor(given, { options, planFile, io });
  // Behind what is wrong with the line itself: nobody shall consent to learn which domain is missing.
  if (command === "run") requireConsent(io, options, command);
  const line = { command, flags, domains: [...domains.keys()] };
  await openSession(io, line, async ({ config, composition }) => {
    requireKnownHosts(config, domains);
    const consent =
      command === "run" ? { consent: consentOf(options, planFile), account: accountOf(config) } : {};
    const wordForOne: WordFor = (started, domain) => wordFor(started, domain, line.domains);
    const asked = {
      started: startedBy(io, namedDomains(given)),
      wordFor: wordForOne,
      language: await languageFor(options, io),
    };
    const plans = new Map<DomainName, Plan>();
    const warnings: Warning[] = [];
    await withPlanFile(io, options, async () => {
      const told = { ...context, io: withStdoutFree(io, options) };
      await runDomains(told, { config, options, ...consent }, domains, async (domain, own, callbacks) => {
        const agreement = command === "plan" ? collecting(plans) : callbacks.agreement;
        const plan = plansIn(planFile)?.get(domain);
        const settings = plan?.settings;
        const all = { ...callbacks, ...asked, agreement, own, settings };
        const byHand = () =>
          composition.runFor(domain, {
            ...all,
            emit: () => undefined,
            agreement: collecting(plans),
            settings: settings && { ...settings, zone: { ...settings.zone, provider: "manual" } },
          });
        const result = await task(composition.runFor(domain, all), options, { plan, byHand });
        warnings.push(...result.records.flatMap((record) => record.warnings));
        return result;
      });
      const planned = { domains: [...domains.keys()], plans, warnings };
      exportPlans(io, options, planned);
      return planned;
    });
  });
}

/**
 * Those that a list of domains names, before anything is asked; keys of a built-in one are missed when it is asked.
 * @throws OnboardError PROVIDER_UNKNOWN
 */
function requireKnownHosts(config: Config, domains: Domains): void {
  for (const { provider } of domains.values())
    if (provider !== undefined && !Object.hasOwn(METAS, provider)) findProviders(config, provider);
}

/** As the log tells it; what is as usual is left out. */
export function startedBy(
  { startedAs, inAction }: Io,
  operands: readonly string[],
): NonNullable<Run["started"]> {
  return {
    ...(startedAs === undefined || startedAs.join(" ") === "ses-onboard" ? {} : { startedAs }),
    ...(inAction === undefined ? {} : { inAction }),
    ...(operands.length === 0 ? {} : { operands }),
  };
}

function accountOf({ ses: { site, region, endpoint, role, credentials } }: Config): string {
  return accountWords({
    site,
    region,
    endpoint: endpoint === SITES[site].endpoint ? undefined : endpoint,
    role: role?.arn,
    secretId: "secretId" in credentials ? credentials.secretId : undefined,
  });
}

/** The one that `run` carries out, or that `check` looks for. */
async function planFileOf(
  command: CommandName,
  options: Options,
  { cwd, signal }: Io,
): Promise<PlanFile | undefined> {
  if (command === "run") return readApprovedPlan(options, cwd, signal);
  return command === "check" ? readExpectedPlan(options, cwd, signal) : undefined;
}

async function domainsFor(
  given: Arguments,
  { options, planFile, io }: { options: Options; planFile: PlanFile | undefined; io: Io },
): Promise<Domains> {
  if (planFile === undefined) return readDomains(given, options, io);
  requireAgreeingFlags(options, planFile, Object.keys(METAS));
  const isNamed = namedDomains(given).length > 0 || options.file !== undefined;
  const named = isNamed ? [...(await readDomains(given, options, io)).keys()] : undefined;
  return new Map(domainsOfPlan(planFile, named).map((domain) => [domain, {}]));
}

/** `plan` agrees on nothing; it keeps what would be. */
function collecting(plans: Map<DomainName, Plan>): Agreement {
  return {
    agree: (plan) => {
      plans.set(plan.settings.domain, plan);
      return Promise.resolve(plan);
    },
  };
}
