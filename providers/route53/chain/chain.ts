import type { Route53ClientConfig } from "@aws-sdk/client-route-53";
import { withinTime, isTimeUp } from "../../../src/async/deadline.ts";
import { isOnboardError, OnboardError } from "../../../src/errors/onboard-error.ts";
import { listPhrase, phrase, type Phrase } from "../../../src/errors/phrase.ts";
import { shortened } from "../../../src/errors/shortened.ts";
import type { Environment } from "../../../src/net/proxy.ts";
import { refusedKeys } from "../errors.ts";
import { hasDefaultProfile, hasProfile } from "../profile.ts";
import { findCredentialProcess, ProgramFailure } from "./credential-process.ts";

// Keys by AWS's own chain: chain.ts finds them before Route 53 is asked, and says why there are none;
// credential-process.ts is the one way that starts a program.

/** Keys by AWS's own chain, as a client takes them. */
export interface Chain {
  readonly config: Pick<Route53ClientConfig, "credentials" | "logger">;
  /**
   * Has them found, so that Route 53 is asked only with keys.
   * @param ask the client's own way to them, which remembers them for as long as they last
   * @throws OnboardError CREDENTIALS_MISSING; what AWS's services for keys say; the signal's reason
   */
  readonly find: (ask: () => Promise<unknown>, signal: AbortSignal | undefined) => Promise<void>;
}

/** @param withinMs how long it may take to find them, in milliseconds */
export function openChain(env: Environment, withinMs: number): Chain {
  const said: string[] = [];
  const source = sourceOf(env);
  const program = source.kind === "profile" ? findCredentialProcess(source.name, env) : undefined;
  return {
    config: {
      logger: { ...SILENT, debug: (...words: readonly unknown[]) => said.push(words.map(String).join(" ")) },
      ...(program === undefined ? {} : { credentials: program.run }),
    },
    async find(ask, signal) {
      said.length = 0;
      try {
        await withinTime(withinMs, signal, ask);
      } catch (thrown) {
        program?.end();
        signal?.throwIfAborted();
        throw whyNone(thrown, { source, said, withinMs, isProgram: program !== undefined });
      }
    },
  };
}

const SILENT = { trace: () => {}, info: () => {}, warn: () => {}, error: () => {} };

/** Where the chain begins: the first that says something here. */
type Source =
  | { readonly kind: "profile"; readonly name: string; readonly isThere: boolean }
  | { readonly kind: "variable"; readonly name: string }
  | { readonly kind: "none" };

const VARIABLES = [
  "AWS_WEB_IDENTITY_TOKEN_FILE",
  "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI",
  "AWS_CONTAINER_CREDENTIALS_FULL_URI",
] as const;

function sourceOf(env: Environment): Source {
  const profile = env["AWS_PROFILE"];
  if (profile) return { kind: "profile", name: profile, isThere: hasProfile(profile, env) };
  if (hasDefaultProfile(env)) return { kind: "profile", name: "default", isThere: true };
  const variable = VARIABLES.find((name) => env[name]);
  return variable === undefined ? { kind: "none" } : { kind: "variable", name: variable };
}

interface Attempt {
  readonly source: Source;
  /** What the chain said of each of its ways. */
  readonly said: readonly string[];
  readonly withinMs: number;
  readonly isProgram: boolean;
}

function whyNone(thrown: unknown, attempt: Attempt): OnboardError {
  if (isOnboardError(thrown)) return thrown;
  const { source, withinMs } = attempt;
  const from = sourceWords(attempt);
  const seconds = withinMs / 1_000;
  if (isTimeUp(thrown))
    return missing(phrase`No AWS credentials came from ${from} within ${seconds} seconds.`, attempt, thrown);
  if (thrown instanceof ProgramFailure)
    return missing(phrase`No AWS credentials came from ${from}: it ${thrown.message}.`, attempt, thrown);
  if (!isOfChain(thrown)) return refusedKeys(thrown, from, Date.now());
  if (source.kind === "none")
    return missing(
      phrase`No AWS credentials were found: not in variables, not in files, not from the machine.`,
      attempt,
      thrown,
    );
  if (source.kind === "profile" && !source.isThere)
    return missing(
      phrase`No AWS credentials came from ${from}: AWS's files have no such profile.`,
      attempt,
      thrown,
    );
  return missing(
    phrase`No AWS credentials came from ${from}: ${listPhrase(causesIn(thrown, attempt), "; ")}.`,
    attempt,
    thrown,
  );
}

function missing(sentence: Phrase, { source, isProgram, withinMs }: Attempt, cause: unknown): OnboardError {
  return new OnboardError("CREDENTIALS_MISSING", sentence, {
    hint: isProgram ? hintForProgram(withinMs / 1_000) : hintFor(source, cause),
    facts: { source: source.kind, ...("name" in source ? { name: source.name } : {}) },
    cause,
  });
}

function sourceWords({ source, isProgram }: Pick<Attempt, "source" | "isProgram">): Phrase {
  if (source.kind === "none") return phrase`AWS's own chain`;
  if (source.kind === "variable") return phrase`what ${source.name} names`;
  return isProgram
    ? phrase`the credential_process of the AWS profile ${source.name}`
    : phrase`the AWS profile ${source.name}`;
}

function hintForProgram(seconds: number): Phrase {
  return phrase`Run the command of credential_process in a shell: it has to print keys as JSON within ${seconds} seconds, and it is given no terminal.`;
}

function hintFor(source: Source, cause: unknown): Phrase {
  if (source.kind === "none")
    return phrase`Set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or AWS_PROFILE, or let the pipeline assume a role.`;
  if (source.kind === "variable")
    return phrase`Correct ${source.name}, or set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY.`;
  if (/\bsso\b/i.test(textOf(cause)))
    return phrase`Run ${`aws sso login --profile ${source.name}`}, then the same command again.`;
  return phrase`Correct AWS_PROFILE or this profile in AWS's files, or set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY in its place.`;
}

/** The chain's own words, and a file that it can't read; all else is said by one of AWS's services. */
function isOfChain(thrown: unknown): boolean {
  const { name, path } = Object(thrown) as { readonly name?: unknown; readonly path?: unknown };
  return name === "CredentialsProviderError" || name === "TokenProviderError" || typeof path === "string";
}

/** Of ways that nobody has chosen. (SDK 3.1169) */
const NOT_CHOSEN =
  /^AWS_PROFILE is set|^Skipping SSO|^Unable to find environment|^Web identity configuration not|did not contain credential_process|^EC2 Instance Metadata|not set in env|^Could not load credentials from any|could not be found in shared/;

function causesIn(thrown: unknown, { source, said }: Attempt): readonly string[] {
  const ofWays = said.flatMap(
    (line) => /^@smithy\/property-provider (?:->|\(!\)) (.*)$/s.exec(line)?.[1] ?? [],
  );
  const causes = [...ofWays, textOf(thrown)]
    .filter((text) => !NOT_CHOSEN.test(text))
    .filter(
      (text) => source.kind === "profile" || !text.startsWith("Could not resolve credentials using profile"),
    )
    .map(withoutOutput);
  return causes.length === 0 ? ["none of its ways leads to any"] : [...new Set(causes)];
}

/** A program of a profile that another one names is started by the SDK, which repeats all that it printed. */
function withoutOutput(text: string): string {
  if (text.startsWith("Command failed:")) return "its credential_process failed";
  return shortened(
    text
      .replaceAll(/\s+/g, " ")
      .replace(/\.\s*$/, "")
      .trim(),
  );
}

function textOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown);
}
