import { randomBytes } from "node:crypto";
import { chmodSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { OnboardError } from "../../errors/onboard-error.ts";
import { phrase } from "../../errors/phrase.ts";
import { refuseFileOfOthers, textToReplace } from "../../files/own-file.ts";
import { attempt, type NamedFile } from "../../files/private-file.ts";
import { hostOf, isLoopback } from "../../net/endpoint.ts";
import { quoted } from "../../shell-words.ts";

/** Only a file that begins with it is written over or removed: any other is somebody's own. */
const MARK = "# Written by `ses-onboard sandbox`, which removes it when it ends.";

const OWNER_ONLY = 0o600;

/** `export A='b'` for each variable, as every POSIX shell reads it. */
export function exportLines(variables: Readonly<Record<string, string>>): readonly string[] {
  return Object.entries(variables).map(([name, value]) => `export ${name}=${quoted(value)}`);
}

/**
 * Write the variables to a file that only its owner reads, complete as soon as it is there.
 * @returns removes it again, unless somebody else has written it meanwhile
 * @throws OnboardError CONFIG_INVALID when it can't be written, when another file of that name would be lost, or
 * while a sandbox serves whose file it is
 */
export async function writeEnvFile(
  path: string,
  variables: Readonly<Record<string, string>>,
): Promise<() => void> {
  const file: NamedFile = { path, kind: "file of variables", option: "env" };
  const before = attempt(file, () => {
    refuseFileOfOthers(file, MARK);
    return textToReplace(file);
  });
  if (before !== undefined) await refuseServed(path, before);
  const text = [MARK, ...exportLines(variables), ""].join("\n");
  const beside = `${path}.${randomBytes(4).toString("hex")}`;
  attempt(file, () => {
    try {
      writeFileSync(beside, text, { mode: OWNER_ONLY, flag: "wx" });
      // A umask may take it from its owner, too.
      chmodSync(beside, OWNER_ONLY);
      renameSync(beside, path);
    } catch (thrown) {
      rmSync(beside, { force: true });
      throw thrown;
    }
  });
  return () => {
    if (isStill(file, text)) rmSync(path, { force: true });
  };
}

function isStill(file: NamedFile, text: string): boolean {
  try {
    return textToReplace(file) === text;
  } catch {
    return false; // Somebody has put there what is none of ours.
  }
}

const ENDPOINT = /^export SES_ONBOARD_SES_ENDPOINT='?(http:[^'\n]*)/m;

/** Who uses that sandbox by its file would be led to another one, and the file be gone with the first that ends. */
async function refuseServed(path: string, text: string): Promise<void> {
  const endpoint = ENDPOINT.exec(text)?.[1] ?? "";
  if (!URL.canParse(endpoint) || !(await isServed(new URL(endpoint)))) return;
  throw new OnboardError(
    "CONFIG_INVALID",
    phrase`--env: ${path} is the file of a sandbox that still serves, at ${endpoint}.`,
    { hint: phrase`Name another file, or end that sandbox first.`, facts: { path, endpoint } },
  );
}

/** A sandbox is on this machine, where a connection comes about at once; who is too busy for one is there, too. */
function isServed(url: URL): Promise<boolean> {
  if (!isLoopback(url)) return Promise.resolve(false);
  return new Promise((resolve) => {
    const socket = connect({ host: hostOf(url), port: Number(url.port), timeout: BUSY_MS });
    const tell = (isThere: boolean) => (): void => {
      socket.destroy();
      resolve(isThere);
    };
    socket.once("connect", tell(true)).once("timeout", tell(true)).once("error", tell(false));
  });
}

const BUSY_MS = 1_000;
