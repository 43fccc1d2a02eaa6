import { resolve } from "node:path";
import { readSecretText } from "../../files/secret-file.ts";
import type { Environment } from "../../net/proxy.ts";
import { phrase, type Text } from "../../errors/phrase.ts";

/** Where a secret is to be found. Never the secret itself: config files are committed, mailed and pasted. */
export type SecretRef = { readonly env: string } | { readonly file: string };

/** `missing` names the variable that nobody set; `problem` is a clause without any part of the value. */
export type Secret = { readonly value: string } | { readonly missing: string } | { readonly problem: Text };

/** Reads the secret. A relative path starts at `directory`. */
export function readSecret(ref: SecretRef, env: Environment, directory: string): Secret {
  return "env" in ref
    ? readVariable(ref.env, env, directory)
    : readSecretFile(resolve(directory, ref.file), ref.file);
}

/**
 * `NAME`, or the file that `NAME_FILE` names (the custom of container images). Empty counts as not set: CI
 * passes unset secrets so.
 */
export function readVariable(name: string, env: Environment, directory: string): Secret {
  const [value, path] = [env[name] ?? "", env[`${name}_FILE`] ?? ""];
  if (value !== "" && path !== "")
    return {
      problem: phrase`${name} and ${name}_FILE are both set; which of them counts is not for us to guess`,
    };
  if (value !== "") return checked(value, name);
  if (path !== "") return readSecretFile(resolve(directory, path), `${path} (named by ${name}_FILE)`);
  return { missing: name };
}

function readSecretFile(path: string, shown: string): Secret {
  const read = readSecretText(path);
  return "text" in read
    ? checked(read.text, shown)
    : { problem: phrase`the secret file ${shown} ${read.fault}` };
}

/**
 * Editors and `echo` end a file with a newline, which is not part of the key. Any other white space inside
 * is a copying mistake.
 */
function checked(text: string, shown: string): Secret {
  const value = text.replace(/^\ufeff/, "").replace(/[\r\n]+$/, "");
  const mistake = MISTAKES.find(([, isMade]) => isMade(value));
  return mistake === undefined ? { value } : { problem: phrase`the secret in ${shown} ${mistake[0]}` };
}

/** What nobody's key or password is, and copying makes of it. An API would only say that the key is wrong. */
const MISTAKES: readonly (readonly [clause: string, isMade: (value: string) => boolean])[] = [
  ["is empty", (value) => value.trim() === ""],
  ["contains a line break or another control character", (value) => /\p{Cc}/u.test(value)],
  // U+FFFD stands for octets that are no UTF-8: UTF-16, or no text at all.
  ["contains an invisible character, or is not UTF-8", (value) => /[\p{Cf}\p{Cs}\ufffd]/u.test(value)],
  ["starts or ends with a space", (value) => value !== value.trim()],
  // `docker --env-file` and CI forms keep quotes that a shell would have taken away.
  ["stands in quotes, which belong to no key", (value) => /^(["']).*\1$/.test(value)],
  [
    "begins with NAME=, like a line of an environment file",
    (value) => /^(?:export )?[A-Z][A-Z0-9]*_[A-Z0-9_]*=./.test(value),
  ],
];
