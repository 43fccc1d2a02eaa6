import { randomBytes } from "node:crypto";
import { readFile, rename, rm, writeFile } from "node:fs/promises";
import { isOnboardError, OnboardError } from "../../errors/onboard-error.ts";
import { phrase } from "../../errors/phrase.ts";
import { quoted } from "../../shell-words.ts";

/** Only a file that begins with it is written over or removed: any other is somebody's own. */
const MARK = "# Written by `ses-onboard sandbox`, which removes it when it ends.";

/** `export A='b'` for each variable, as every POSIX shell reads it. */
export function exportLines(variables: Readonly<Record<string, string>>): readonly string[] {
  return Object.entries(variables).map(([name, value]) => `export ${name}=${quoted(value)}`);
}

/**
 * Write the variables to a file that only its owner reads, complete as soon as it is there.
 * @returns removes it again, unless somebody else has written it meanwhile
 * @throws OnboardError CONFIG_INVALID when it can't be written, or another file of that name would be lost
 */
export async function writeEnvFile(
  path: string,
  variables: Readonly<Record<string, string>>,
): Promise<() => Promise<void>> {
  const text = [MARK, ...exportLines(variables), ""].join("\n");
  const beside = `${path}.${randomBytes(4).toString("hex")}`;
  try {
    const before = await textOf(path);
    if (before !== undefined && !before.startsWith(MARK)) throw somebodysOwn(path);
    await writeFile(beside, text, { mode: 0o600, flag: "wx" });
    await rename(beside, path);
  } catch (thrown) {
    await rm(beside, { force: true }).catch(() => undefined);
    if (isOnboardError(thrown)) throw thrown;
    const { code = String(thrown) } = thrown as NodeJS.ErrnoException;
    throw new OnboardError("CONFIG_INVALID", phrase`--env: ${path} can't be written (${code}).`, {
      hint: phrase`Name a file in a folder that is there and may be written to.`,
      cause: thrown,
    });
  }
  return async () => {
    if ((await textOf(path).catch(() => undefined)) === text) await rm(path, { force: true });
  };
}

async function textOf(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, "utf8");
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw thrown;
  }
}

function somebodysOwn(path: string): OnboardError {
  return new OnboardError(
    "CONFIG_INVALID",
    phrase`--env: ${path} is there already, and no sandbox wrote it.`,
    {
      hint: phrase`Name a file that is not there yet.`,
    },
  );
}
