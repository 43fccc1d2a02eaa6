import { closeSync, fstatSync, type Stats } from "node:fs";
import { inEnglish } from "../errors/phrase.ts";
import { FileTooLarge, readOpen } from "./read-bounded.ts";
import { openToRead } from "./read-pieces.ts";
import { whyUnread } from "./unread.ts";

/** The text, or a clause about why it is not taken: never a part of it. */
export type SecretText = { readonly text: string } | { readonly fault: string };

const BY_ALL = 0o002;
const BY_GROUP = 0o020;

/**
 * Reads a file that holds credentials. Whoever may write to it chooses whose account is used, so one that others may
 * write to is not taken. That others may read it stops nothing: containers mount secrets readable for all (Docker
 * 0444, Kubernetes 0644 and behind a link), and there nobody else is.
 */
export function readSecretText(path: string): SecretText {
  try {
    const descriptor = openToRead(path);
    try {
      const stats = fstatSync(descriptor);
      return isWritableByOthers(stats)
        ? { fault: `may be written by others than its owner (mode ${modeText(stats)}; chmod go-w mends it)` }
        : { text: readOpen(descriptor).toString("utf8") };
    } finally {
      closeSync(descriptor);
    }
  } catch (error) {
    if (error instanceof FileTooLarge) return { fault: `is ${error.message}` };
    return { fault: `can't be read (${inEnglish(whyUnread(error, path).said)})` };
  }
}

/**
 * A group of the owner's alone has his number by custom (user private groups: a new file is 0664 there). A pipe of a
 * shell's `<(…)` is no file.
 */
function isWritableByOthers(stats: Stats): boolean {
  if (!stats.isFile()) return false;
  return (stats.mode & BY_ALL) !== 0 || ((stats.mode & BY_GROUP) !== 0 && stats.gid !== stats.uid);
}

function modeText({ mode }: Stats): string {
  return (mode & 0o7777).toString(8).padStart(4, "0");
}
