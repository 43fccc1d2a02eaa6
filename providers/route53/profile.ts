import { isAbsolute, join } from "node:path";
import { parseIni } from "../../src/config/sources/ini.ts";
import { inEnglish } from "../../src/errors/phrase.ts";
import { readBounded } from "../../src/files/read-bounded.ts";
import { whyUnread } from "../../src/files/unread.ts";
import type { Environment } from "../../src/net/proxy.ts";

/** One profile's settings, by the names that they have in AWS's files. */
export type Profile = ReadonlyMap<string, string>;

/**
 * A profile's sections in the files that this environment names, as AWS's tools read them: `credentials` goes
 * before `config`, whose sections say "profile" but for `default`. Read when the second is asked for.
 * @throws the file system's error where a file is there and can't be read
 */
export function* profileSections(
  name: string,
  env: Environment,
  valueOf?: (value: string) => string,
): Generator<Profile | undefined, void> {
  yield sectionIn(env["AWS_SHARED_CREDENTIALS_FILE"] || inHome(env, "credentials"), name, valueOf);
  const titled = name === "default" ? name : `profile ${name}`;
  yield sectionIn(configFileOf(env), titled, valueOf);
}

/** What of a profile gives credentials, or a way to some. A region alone is none. */
const CREDENTIAL_SETTINGS = [
  "aws_access_key_id",
  "role_arn",
  "credential_process",
  "sso_session",
  "sso_start_url",
  "login_session",
] as const;

/** Whether the profile that AWS's tools take when nobody names one holds credentials. */
export function hasDefaultProfile(env: Environment): boolean {
  try {
    const sections = [...profileSections("default", env)];
    return sections.some((section) => CREDENTIAL_SETTINGS.some((setting) => section?.has(setting)));
  } catch {
    // Told by whoever is asked to use it.
    return false;
  }
}

/** Whether AWS's files have this profile, or whether nobody can tell. */
export function hasProfile(name: string, env: Environment): boolean {
  try {
    return [...profileSections(name, env)].some((section) => section !== undefined);
  } catch {
    return true;
  }
}

/** What goes before `credential_process` in AWS's own chain. */
const BEFORE_A_PROGRAM = ["aws_access_key_id", "role_arn"] as const;

/** The line that the profile's `credential_process` gives to a shell, where that is the profile's way to keys. */
export function commandOf(name: string, env: Environment): string | undefined {
  try {
    const sections = [...profileSections(name, env, withoutComment)];
    if (BEFORE_A_PROGRAM.some((setting) => sections.some((section) => section?.has(setting))))
      return undefined;
    return sections.map((section) => section?.get("credential_process")).find((command) => command);
  } catch {
    return undefined;
  }
}

/** As AWS's tools read a value: its quotes are the shell's. */
function withoutComment(value: string): string {
  return value.split(/\s[;#]/, 1)[0]?.trim() ?? "";
}

/** A file of AWS that is there and can't be read. */
export class UnreadableFile extends Error {
  override readonly name = "UnreadableFile";
  readonly path: string;
  readonly why: string;

  constructor(path: string, why: string, cause: unknown) {
    super(`${path}: ${why}`, { cause });
    this.path = path;
    this.why = why;
  }
}

/** The file of AWS's tools that holds settings beside keys. */
export function configFileOf(env: Environment): string | undefined {
  return env["AWS_CONFIG_FILE"] || inHome(env, "config");
}

function inHome(env: Environment, file: string): string | undefined {
  const home = env["HOME"] || env["USERPROFILE"];
  return home ? join(home, ".aws", file) : undefined;
}

/** A relative path would start where the process happens to stand, so it names nothing. */
function sectionIn(
  path: string | undefined,
  title: string,
  valueOf?: (value: string) => string,
): Profile | undefined {
  const text = textOf(path);
  return text === undefined ? undefined : parseIni(text, valueOf).get(title);
}

/** Undefined: there is none. */
export function textOf(path: string | undefined): string | undefined {
  if (path === undefined || !isAbsolute(path)) return undefined;
  try {
    return readBounded(path).toString("utf8");
  } catch (cause) {
    const { why, said, isBroken } = whyUnread(cause, path);
    if (!isBroken && (why === "ENOENT" || why === "ENOTDIR")) return undefined;
    throw new UnreadableFile(path, inEnglish(said), cause);
  }
}
