import { readFileSync } from "node:fs";
import { isAbsolute, join } from "node:path";
import { parseIni } from "../../src/config/sources/ini.ts";
import { OnboardError } from "../../src/errors/onboard-error.ts";
import type { Environment } from "../../src/net/proxy.ts";

export interface Keys {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

/** The pair of keys in the environment, as far as it is whole. */
export function findKeys(env: Environment): Keys | undefined {
  return keysOf((name) => env[name.toUpperCase()] || undefined);
}

/**
 * Keys by this environment alone: in it, or in the profile that `AWS_PROFILE` names, in the files that this
 * environment names. A profile that holds no keys but a way to get some (a role, a login, a program) is left
 * to the SDK's chain: each of those ways reads the process or the machine.
 * @throws OnboardError CREDENTIALS_MISSING
 */
export function readKeys(env: Environment): Keys {
  const profile = env["AWS_PROFILE"] || undefined;
  const keys = findKeys(env) ?? (profile === undefined ? undefined : findProfileKeys(profile, env));
  if (keys !== undefined) return keys;
  const where =
    profile === undefined ? "in the given environment" : `in the profile ${profile} of the given environment`;
  throw new OnboardError("CREDENTIALS_MISSING", `There are no AWS keys ${where}.`, {
    hint: 'Give AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or AWS_PROFILE with HOME, or open the SDK\'s own chain by `credentialChain: "process"`.',
    facts: { missing: ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"], profile: profile ?? null },
  });
}

/** As AWS's tools read it: `credentials` goes before `config`, whose sections say "profile" but for `default`. */
function findProfileKeys(profile: string, env: Environment): Keys | undefined {
  const credentials = sectionIn(env["AWS_SHARED_CREDENTIALS_FILE"] || inHome(env, "credentials"), profile);
  const titled = profile === "default" ? profile : `profile ${profile}`;
  const config = sectionIn(env["AWS_CONFIG_FILE"] || inHome(env, "config"), titled);
  return keysOf((name) => credentials?.get(name)) ?? keysOf((name) => config?.get(name));
}

function inHome(env: Environment, file: string): string | undefined {
  const home = env["HOME"] || env["USERPROFILE"];
  return home ? join(home, ".aws", file) : undefined;
}

/** A relative path would start where the process happens to stand, so it names nothing. */
function sectionIn(path: string | undefined, title: string): ReadonlyMap<string, string> | undefined {
  if (path === undefined || !isAbsolute(path)) return undefined;
  try {
    return parseIni(readFileSync(path, "utf8")).get(title);
  } catch (cause) {
    const why = cause instanceof Error && "code" in cause ? String(cause.code) : "unreadable";
    // What is not there gives no keys. What can't be read may hold them, and others must not take their place.
    if (why === "ENOENT" || why === "ENOTDIR") return undefined;
    throw new OnboardError("CREDENTIALS_MISSING", `AWS's file ${path} can't be read (${why}).`, {
      hint: "Let ses-onboard read it, or give AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY.",
      facts: { path, why },
      cause,
    });
  }
}

/** @param find a value by the name that it has in AWS's files */
function keysOf(find: (name: string) => string | undefined): Keys | undefined {
  const [accessKeyId, secretAccessKey, sessionToken] = [
    find("aws_access_key_id"),
    find("aws_secret_access_key"),
    find("aws_session_token"),
  ];
  if (accessKeyId === undefined || secretAccessKey === undefined) return undefined;
  return { accessKeyId, secretAccessKey, ...(sessionToken === undefined ? {} : { sessionToken }) };
}
