import type { CredentialChain } from "../../../providers/describe.ts";
import { meta as manual } from "../../../providers/manual/meta.ts";
import { kindOfName } from "../../../providers/module-name.ts";
import type { CommandName } from "../../config/sources/option.ts";
import { OPTION_NAMES, OPTIONS } from "../../config/option-table.ts";
import { variableOf, type Flags, type Options } from "../../config/sources/options.ts";
import type { DomainName } from "../../dns/domain-name.ts";
import { OnboardError } from "../../errors/onboard-error.ts";
import { listPhrase, phrase } from "../../errors/phrase.ts";
import type { Io } from "../io.ts";
import { requireNodeAbilities } from "./node-abilities.ts";

/** Flags and environment, as config/load.ts takes them. */
interface CommandEnvironment {
  readonly flags: Flags;
  readonly env: Io["env"];
  /** A pipeline has assumed a role, a person is logged in: a command may use that; a rehearsal may not. */
  readonly credentialChain: CredentialChain;
  readonly ignoreFile: boolean;
  /** It is a sandbox of this command's own. */
  readonly sandbox: boolean;
}

/** What was asked for on the command line and in the environment. */
export interface ReadCommandLine {
  readonly options: Options;
  readonly flags: Flags;
  /** The sandbox has a zone for each of them, so that every domain can be rehearsed. */
  readonly domains: readonly DomainName[];
  /** Absent: one that waits for nobody. */
  readonly command?: CommandName;
}

/**
 * How far the rehearsal's second name server is behind: long enough to see the wait, short enough not to
 * mind.
 */
const REHEARSAL_LAG_MS = 1_500;

/**
 * With `--sandbox` the task gets an environment of its own: no real credential and no config file reaches
 * it.
 */
export async function withSandbox(
  given: ReadCommandLine,
  io: Io,
  task: (environment: CommandEnvironment) => Promise<void>,
): Promise<void> {
  requireNodeAbilities();
  const { options, flags, domains } = given;
  if (options.sandbox?.value !== true)
    return task({ flags, env: io.env, credentialChain: "process", ignoreFile: false, sandbox: false });
  if (options.config !== undefined) throw noConfigThere();
  const { startSandbox, environmentOf, zonesFor, HOST_NAMES } = await import("../../sandbox/sandbox.ts");
  const provider = rehearsedProvider(options, [...HOST_NAMES, manual.id]);
  const sandbox = await startSandbox({ lagMs: REHEARSAL_LAG_MS, zones: zonesFor(domains) });
  try {
    io.stderr.write("Rehearsal in an embedded sandbox: nothing real is asked or changed.\n");
    if (provider === manual.id && given.command === "run")
      io.stderr.write(`${byHandLines(sandbox.description.ses.endpoint, domains).join("\n")}\n`);
    const env = {
      PATH: io.env["PATH"],
      ...environmentOf(sandbox.description),
      ...keptOf(io.env),
      // By its variable, since nobody gave the flag.
      [variableOf("provider")]: provider,
    };
    await task({
      flags,
      env,
      credentialChain: "env",
      ignoreFile: true,
      sandbox: true,
    });
  } finally {
    await sandbox.close();
  }
}

/** How a person enters records in a sandbox that lives no longer than the command. */
function byHandLines(endpoint: string, [domain]: readonly DomainName[]): readonly string[] {
  return [
    "Enter by hand what the run asks for, in another shell, one line for each value:",
    `  curl -d '${domain ?? "mail.example.test"} MX 10 mxbiz1.qq.com' ${endpoint}/sandbox/records`,
  ];
}

/** A provider's name from a config means nothing in the sandbox, which has no config. */
function rehearsedProvider({ provider }: Options, known: readonly string[]): string {
  if (provider === undefined || (!known.includes(provider.value) && "variable" in provider.origin))
    return "cloudflare";
  if (kindOfName(provider.value) !== "word") throw noAdapterThere(known);
  return provider.value;
}

const KEPT = OPTION_NAMES.filter((name) => OPTIONS[name].inRehearsal === true).map(variableOf);

/**
 * What the real environment says about the run itself holds in a rehearsal too; addresses and credentials
 * don't.
 */
function keptOf(env: Io["env"]): Io["env"] {
  return Object.fromEntries(
    KEPT.map((name) => [name, env[name]]).filter(([, value]) => value !== undefined),
  ) as Io["env"];
}

/** What it reads and whom it asks is its own affair: nobody could promise that nothing real is changed. */
function noAdapterThere(known: readonly string[]): OnboardError {
  return new OnboardError(
    "CONFIG_INVALID",
    phrase`A rehearsal with --sandbox has the providers ${listPhrase(known, ", ")}, and no other.`,
    {
      hint: phrase`Leave --provider away. A config of your own can be pointed at ${{ words: ["sandbox"] }}.`,
    },
  );
}

function noConfigThere(): OnboardError {
  return new OnboardError(
    "CONFIG_INVALID",
    phrase`A rehearsal with --sandbox reads no config file: its addresses and credentials are real.`,
    {
      hint: phrase`Leave --config away. A config of your own can be pointed at ${{ words: ["sandbox"] }}.`,
    },
  );
}
