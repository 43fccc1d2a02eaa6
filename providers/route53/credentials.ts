import { OnboardError } from "../../src/errors/onboard-error.ts";
import { phrase } from "../../src/errors/phrase.ts";
import type { Environment } from "../../src/net/proxy.ts";
import { profileSections, UnreadableFile } from "./profile.ts";

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
  throw new OnboardError("CREDENTIALS_MISSING", phrase`There are no AWS keys ${where}.`, {
    hint: phrase`Give AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or AWS_PROFILE with HOME, or open the SDK's own chain by \`credentialChain: "process"\`.`,
    facts: { missing: ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"], profile: profile ?? null },
  });
}

/** What is not there gives no keys. What can't be read may hold them, and others must not take their place. */
function findProfileKeys(profile: string, env: Environment): Keys | undefined {
  try {
    for (const section of profileSections(profile, env)) {
      const keys = keysOf((name) => section?.get(name));
      if (keys !== undefined) return keys;
    }
    return undefined;
  } catch (cause) {
    if (!(cause instanceof UnreadableFile)) throw cause;
    const { path, why } = cause;
    throw new OnboardError("CREDENTIALS_MISSING", phrase`AWS's file ${path} can't be read (${why}).`, {
      hint: phrase`Let ses-onboard read it, or give AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY.`,
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
