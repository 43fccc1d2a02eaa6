import { closeSync, constants, fchmodSync, fstatSync, ftruncateSync, openSync } from "node:fs";
import { isOnboardError, OnboardError } from "../errors/onboard-error.ts";
import { phrase, type Text } from "../errors/phrase.ts";

// Files of this program's own, for their owner's eyes: private-file.ts (written), own-file.ts (told from others'),
// secret-file.ts (read).

/** A file that a user named. */
export interface NamedFile {
  readonly path: string;
  /** What it is in a sentence, like `event log`. */
  readonly kind: Text;
  /** By which it was named, like `log`. */
  readonly option: string;
}

const OWNER_ONLY = 0o600;
/** Streams of this process, devices, a shell's `>(…)`: there only the kernel makes links. Others' files lie in /dev/shm. */
const OF_THE_SYSTEM = /^\/(?:dev|proc)\/(?!(?:shm|mqueue)\/)/;

/**
 * Opens a file that nobody but its owner can read, also where one of that name is there. In a folder that others may
 * write to (`/tmp`), a name that can be foreseen may be taken: by a link that leads to another file of ours, by a
 * pipe, by a file of theirs. None of them is written to.
 * @param how `overwrite` empties what is there, once it is known to be such a file
 * @throws OnboardError CONFIG_INVALID
 */
export function openPrivate(file: NamedFile, how: "append" | "overwrite"): number {
  const { O_WRONLY, O_CREAT, O_APPEND, O_NOFOLLOW, O_NONBLOCK, O_TRUNC } = constants;
  // Without O_NONBLOCK a pipe would be waited for until somebody reads it, and no signal be heard meanwhile.
  const access = O_WRONLY | O_NONBLOCK | (how === "append" ? O_APPEND : 0);
  if (OF_THE_SYSTEM.test(file.path))
    return attempt(file, () => openSync(file.path, access | (how === "overwrite" ? O_TRUNC : 0)));
  const descriptor = attempt(file, () => openSync(file.path, access | O_CREAT | O_NOFOLLOW, OWNER_ONLY));
  try {
    attempt(file, () => {
      const { mode } = fstatSync(descriptor);
      if ((mode & constants.S_IFMT) !== constants.S_IFREG) throw new FileFailure("ENXIO"); // A pipe, a socket, a device.
      // A umask may take it from its owner, too.
      if ((mode & 0o777) !== OWNER_ONLY) fchmodSync(descriptor, OWNER_ONLY);
      if (how === "overwrite") ftruncateSync(descriptor, 0);
    });
    return descriptor;
  } catch (error) {
    closeSync(descriptor);
    throw error;
  }
}

/** What the system's codes mean where a file of a name like any other is there. */
const CLAUSES: Readonly<Record<string, Text>> = {
  ELOOP: phrase`it is a symbolic link, which is not followed`,
  EMLINK: phrase`it is a symbolic link, which is not followed`,
  ENXIO: phrase`it is no regular file`,
  EPERM: phrase`it is another user's, who could read it`,
  EISDIR: phrase`it is a folder`,
};

/** No setting is wrong; there is no room. */
const FULL_CLAUSES: Readonly<Record<string, Text>> = {
  ENOSPC: phrase`no space is left on its disk`,
  EDQUOT: phrase`no space is left for this user`,
};

/**
 * Does something with the file, before anything else was done, and names it where that fails.
 * @throws OnboardError CONFIG_INVALID
 */
export function attempt<T>(file: NamedFile, action: () => T): T {
  try {
    return action();
  } catch (error) {
    throw isOnboardError(error) ? error : unwritable(file, error);
  }
}

function unwritable({ path, kind, option }: NamedFile, cause: unknown): OnboardError {
  const why = codeOf(cause);
  const clause = CLAUSES[why] ?? FULL_CLAUSES[why];
  return new OnboardError(
    "CONFIG_INVALID",
    phrase`The ${kind} ${path} can't be written (${clause ?? why}).`,
    {
      hint:
        clause === undefined
          ? phrase`Name a file in an existing, writable folder with ${{ option }}.`
          : why in FULL_CLAUSES
            ? phrase`Make room there, or name a file on another disk with ${{ option }}.`
            : phrase`Name another file with ${{ option }}.`,
      facts: { path, why },
      cause,
    },
  );
}

/**
 * The file could be opened, and can't be written now.
 * @param isUnderWay something may have been created or written meanwhile, so that it is no wrong setting any more
 */
export function writeFailure(file: NamedFile, cause: unknown, isUnderWay: boolean): OnboardError {
  if (!isUnderWay) return unwritable(file, cause);
  const { path, kind } = file;
  const why = codeOf(cause);
  const clause = (cause instanceof FileFailure ? TOUCHED_CLAUSES : LATE_CLAUSES)[why];
  return new OnboardError(
    "OUTPUT_FAILED",
    phrase`The ${kind} ${path} could not be written to its end (${clause ?? why}).`,
    {
      hint: phrase`Look at what keeps it from being written, then run ${{ again: true }}.`,
      facts: { path, why },
      cause,
    },
  );
}

/** What the system says of a file while it is written. */
const LATE_CLAUSES: Readonly<Record<string, Text>> = {
  ...FULL_CLAUSES,
  EFBIG: phrase`no file may be larger here`,
  EPIPE: phrase`its reader has left`,
  EAGAIN: phrase`its reader does not read`,
  ENOENT: phrase`its folder is not there`,
};

/** What somebody did to it meanwhile, which the system lets pass. */
const TOUCHED_CLAUSES: Readonly<Record<string, Text>> = {
  ENOENT: phrase`it was removed meanwhile`,
  ESTALE: phrase`it was cut meanwhile`,
};

/** A failure with a code of the system. */
export class FileFailure extends Error {
  readonly code: string;

  constructor(code: string) {
    super(code);
    this.code = code;
  }
}

function codeOf(thrown: unknown): string {
  return thrown instanceof Error && "code" in thrown ? String(thrown.code) : "unknown";
}
