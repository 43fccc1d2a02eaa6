import { closeSync, constants, fchmodSync, fstatSync, ftruncateSync, openSync } from "node:fs";
import { isOnboardError, OnboardError } from "../errors/onboard-error.ts";

// Files of this program's own, for their owner's eyes: private-file.ts (written), own-file.ts (told from others'),
// secret-file.ts (read).

/** A file that a user named. */
export interface NamedFile {
  readonly path: string;
  /** What it is in a sentence, like `event log`. */
  readonly kind: string;
  /** By which it was named, like `--log`. */
  readonly option: string;
}

const OWNER_ONLY = 0o600;
/** Streams of this process, devices, a shell's `>(…)`: there only the kernel makes links. */
const OF_THE_SYSTEM = /^\/(?:dev|proc)\//;

/**
 * Opens a file that nobody but its owner can read, also where one of that name is there. In a folder that others may
 * write to (`/tmp`), a name that can be foreseen may be taken: by a link that leads to another file of ours, by a
 * pipe, by a file of theirs. None of them is written to.
 * @param how `overwrite` empties what is there, once it is known to be such a file
 * @throws OnboardError CONFIG_INVALID
 */
export function openPrivate(file: NamedFile, how: "append" | "overwrite"): number {
  if (OF_THE_SYSTEM.test(file.path))
    return attempt(file, () => openSync(file.path, how === "append" ? "a" : "w", OWNER_ONLY));
  const { O_WRONLY, O_CREAT, O_APPEND, O_NOFOLLOW, O_NONBLOCK } = constants;
  // Without O_NONBLOCK a pipe would be waited for until somebody reads it.
  const flags = O_WRONLY | O_CREAT | O_NOFOLLOW | O_NONBLOCK | (how === "append" ? O_APPEND : 0);
  const descriptor = attempt(file, () => openSync(file.path, flags, OWNER_ONLY));
  try {
    attempt(file, () => {
      const { mode } = fstatSync(descriptor);
      if ((mode & constants.S_IFMT) !== constants.S_IFREG) throw new NoFile();
      if ((mode & 0o077) !== 0) fchmodSync(descriptor, OWNER_ONLY);
      if (how === "overwrite") ftruncateSync(descriptor, 0);
    });
    return descriptor;
  } catch (error) {
    closeSync(descriptor);
    throw error;
  }
}

/** Neither a file nor a link: a pipe, a socket, a device. */
class NoFile extends Error {
  readonly code = "ENXIO";
}

/** What the system's codes mean where a file of a name like any other is there. */
const CLAUSES: Readonly<Record<string, string>> = {
  ELOOP: "it is a symbolic link, which is not followed",
  EMLINK: "it is a symbolic link, which is not followed",
  ENXIO: "it is no regular file",
  EPERM: "it is another user's, who could read it",
  EISDIR: "it is a folder",
};

/**
 * Does something with the file, and names it where that fails.
 * @throws OnboardError CONFIG_INVALID
 */
export function attempt<T>({ path, kind, option }: NamedFile, action: () => T): T {
  try {
    return action();
  } catch (error) {
    if (isOnboardError(error)) throw error;
    const why = error instanceof Error && "code" in error ? String(error.code) : "unknown";
    const clause = CLAUSES[why];
    throw new OnboardError("CONFIG_INVALID", `The ${kind} ${path} can't be written (${clause ?? why}).`, {
      hint:
        clause === undefined
          ? `Name a file in an existing, writable folder with ${option}.`
          : `Name another file with ${option}.`,
      facts: { path, why },
      cause: error,
    });
  }
}
