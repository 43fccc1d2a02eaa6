import { join } from "node:path";
import type { CredentialChain } from "../../providers/describe.ts";
import { readSecretText } from "../files/secret-file.ts";
import { isThere } from "../files/unread.ts";
import type { SesCredentials } from "./config.ts";
import type { ConfigProblem } from "./problem.ts";
import { parseIni } from "./sources/ini.ts";
import { readVariable } from "./sources/secret.ts";
import type { Environment } from "../net/proxy.ts";
import { listPhrase, phrase } from "../errors/phrase.ts";

// Where Tencent Cloud's own tools look for an account's keys: variables first, then the profile file.

/** The token of temporary credentials has three names in the wild; the SDKs and the CLI do not agree. */
export const TOKEN_VARIABLES = [
  "TENCENTCLOUD_TOKEN",
  "TENCENTCLOUD_SESSION_TOKEN",
  "TENCENTCLOUD_SECURITY_TOKEN",
] as const;
export const KEY_VARIABLES = ["TENCENTCLOUD_SECRET_ID", "TENCENTCLOUD_SECRET_KEY"] as const;

export type FoundCredentials = SesCredentials | { readonly missing: readonly string[] } | ConfigProblem;

export interface CredentialSources {
  readonly env: Environment;
  readonly cwd: string;
  readonly home: string | undefined;
  readonly credentialChain?: CredentialChain | undefined;
}

/**
 * Keys from the environment. One of the pair alone is never completed from elsewhere: it would sign with
 * another account's half.
 */
export function readEnvironmentCredentials({ env, cwd }: CredentialSources): FoundCredentials {
  const names = [...KEY_VARIABLES, ...TOKEN_VARIABLES];
  const read = names.map((name) => ({ name, secret: readVariable(name, env, cwd) }));
  for (const { name, secret } of read)
    if ("problem" in secret) return { origin: { variable: name }, problem: secret.problem };
  const values = new Map(
    read.flatMap(({ name, secret }) => ("value" in secret ? [[name, secret.value] as const] : [])),
  );
  const [secretId, secretKey] = KEY_VARIABLES.map((name) => values.get(name));
  if (secretId === undefined || secretKey === undefined)
    return { missing: KEY_VARIABLES.filter((name) => !values.has(name)) };
  const tokens = new Set(TOKEN_VARIABLES.flatMap((name) => values.get(name) ?? []));
  if (tokens.size > 1)
    return {
      origin: { variable: TOKEN_VARIABLES[0] },
      problem: phrase`${listPhrase(TOKEN_VARIABLES, ", ")} hold different values; set one of them`,
    };
  return { secretId, secretKey, token: [...tokens][0] };
}

/**
 * Keys from `~/.tencentcloud/credentials`, else, where the machine's own files count,
 * `/etc/tencentcloud/credentials` (both as in Tencent's Node SDK 4.1): INI with `secret_id`, `secret_key` and `token` in a section for each profile. Undefined: there is no such file or
 * section.
 */
export function readProfileCredentials(
  profile: string,
  { home, credentialChain = "env" }: CredentialSources,
): FoundCredentials | undefined {
  const path = [
    ...(home === undefined ? [] : [join(home, ".tencentcloud", "credentials")]),
    ...(credentialChain === "process" ? ["/etc/tencentcloud/credentials"] : []),
  ].find(isThere);
  if (path === undefined) return undefined;
  const read = readSecretText(path);
  if ("fault" in read)
    return { origin: { file: path, line: 1, column: 1 }, problem: phrase`the profile file ${read.fault}` };
  const section = parseIni(read.text).get(profile);
  if (section === undefined) return undefined;
  const [secretId, secretKey, token] = ["secret_id", "secret_key", "token"].map((key) => section.get(key));
  if (secretId !== undefined && secretKey !== undefined) return { secretId, secretKey, token, profile };
  return {
    missing: ["secret_id", "secret_key"]
      .filter((key) => !section.has(key))
      .map((key) => `${key} in [${profile}] of ${path}`),
  };
}
