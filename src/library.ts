import type { CredentialChain } from "../providers/describe.ts";
import { METAS } from "../providers/registry.ts";
import { startClock, type Clock } from "./async/clock.ts";
import { createAgreements } from "./compose/consent/agreement.ts";
import { plansIn, readApprovedPlan } from "./compose/consent/approved-plan.ts";
import { compose } from "./compose/compose.ts";
import { requireUsableProxy } from "./compose/endpoints.ts";
import { loadConfig } from "./config/load.ts";
import { readOptions } from "./config/sources/options.ts";
import {
  flagsOfProgram,
  inProgram,
  requireShape,
  type RunOptions,
  type Shape,
} from "./config/sources/library-options.ts";
import { parseSenderDomain } from "./dns/domain-name.ts";
import { OnboardError } from "./errors/onboard-error.ts";
import { phrase } from "./errors/phrase.ts";
import type { EventBody } from "./events/event.ts";
import type { Agreement, Run } from "./onboard/run.ts";
import { withTemporaryKeys } from "./compose/temporary-keys.ts";

export interface LibraryOptions {
  /**
   * Credentials, proxies and `SES_ONBOARD_*` settings by their variable names; nothing is read from the
   * process behind your back.
   */
  readonly env: Readonly<Record<string, string | undefined>>;
  /**
   * `process` lets a DNS host's SDK look for credentials by its own default chain, in the variables and files
   * of this process and at its machine's metadata service (Route 53: SSO, an assumed role, an instance's
   * role), and counts the machine's own file of Tencent Cloud's keys. Absent: `env`, which holds keys or names
   * the files of a profile.
   */
  readonly credentialChain?: CredentialChain;
  /**
   * Options by the names of the command line, like `{ provider: "route53", wait: "2m" }`; they go before the
   * environment.
   */
  readonly options?: RunOptions;
  /** Where a config file and relative paths are looked for; absent: no config file is read. */
  readonly cwd?: string;
  /**
   * Told of the plan before anything is created, and says whether it may be carried out. Absent, and without the
   * options `plan` and `plan-hash`: what an identity usually needs is written, and nothing else without `allow`.
   */
  readonly agreement?: Agreement;
  /** Told of each event; never awaited. */
  readonly emit?: (body: EventBody) => void;
  readonly signal?: AbortSignal;
  readonly clock?: Clock;
}

const LIBRARY_SHAPE: Shape<LibraryOptions> = {
  env: "an object",
  credentialChain: "text",
  options: "an object",
  cwd: "text",
  agreement: "an object",
  emit: "a function",
  signal: "an AbortSignal",
  clock: "an object",
};

/**
 * A run on the real services, for onboardDomain, planDomain and checkDomain.
 * @param domain the sender domain, in any spelling
 * @throws OnboardError DOMAIN_INVALID, CONFIG_INVALID, CREDENTIALS_MISSING, PROVIDER_UNKNOWN; with a role in
 * place of keys also CREDENTIALS_REJECTED and API_UNAVAILABLE, since it is exchanged at once
 */
export async function createRun(domain: string, options: LibraryOptions): Promise<Run> {
  requireShape(options, LIBRARY_SHAPE);
  const {
    env,
    credentialChain = "env",
    options: given = {},
    cwd,
    emit = () => undefined,
    agreement: own,
    signal = new AbortController().signal,
    // A program may stay for weeks.
    clock = startClock(),
  } = options;
  // Before all else: with a wrong name nobody has to look for keys.
  const name = parseSenderDomain(domain);
  const flags = flagsOfProgram(given, env);
  if (readOptions(flags, env, inProgram).sandbox?.value === true) throw noSandboxHere();
  const loaded = await loadConfig({
    flags,
    flagName: inProgram,
    env,
    cwd: cwd ?? "/",
    home: env["HOME"] || undefined,
    credentialChain,
    metas: METAS,
    ignoreFile: cwd === undefined,
    signal,
  });
  requireUsableProxy(loaded, env);
  // What is on the way is timed by the machine, whatever the program's clock says.
  const context = { env, credentialChain, signal };
  const config = await withTemporaryKeys(loaded, { ...context, clock: startClock() });
  const approved = plansIn(await readApprovedPlan(readOptions(flags, env), cwd ?? "/", signal));
  const agreement = createAgreements([name], { hash: config.planHash, plans: approved })?.of(name);
  const settings = approved?.get(name)?.settings;
  return { ...compose(config, context).runFor(name, { emit, agreement: agreement ?? own, settings }), clock };
}

/** Whoever asks for a rehearsal and gets the real services would not believe it. */
function noSandboxHere(): OnboardError {
  return new OnboardError(
    "CONFIG_INVALID",
    phrase`Only the command line starts a sandbox; a program is given one.`,
    {
      hint: phrase`Give the variables of a sandbox as \`env\`; docs/library.md says how one is started.`,
    },
  );
}
