import { lstatSync } from "node:fs";
import { phrase, type Text } from "../errors/phrase.ts";
import type { Source } from "./pipe.ts";
import { SilentPipe } from "./read-pieces.ts";

// What is there and can't be read is never taken for "not there".

/** Why a file was not read: the system's code, and what to say of it. */
interface Unread {
  readonly why: string;
  readonly said: Text;
  /** The name is taken, and what stands there brings nothing: it has to be mended, or another file be named. */
  readonly isBroken: boolean;
}

/** @param cause what reading the file threw */
export function whyUnread(cause: unknown, path: Source): Unread {
  const why = codeOf(cause) ?? "unreadable";
  if (cause instanceof SilentPipe)
    return {
      why,
      said: phrase`${why}: nothing came out of this pipe for ${cause.seconds} s`,
      isBroken: true,
    };
  if (why === "ENOENT" && typeof path === "string" && isThere(path))
    return { why, said: phrase`${why}: it is a link that leads nowhere`, isBroken: true };
  return { why, said: why, isBroken: false };
}

/** Whether something has this name, be it a link that leads nowhere, or in a folder that this user may not look into. */
export function isThere(path: string): boolean {
  try {
    return lstatSync(path, { throwIfNoEntry: false }) !== undefined;
  } catch (cause) {
    // Below a file there is nothing: services have /dev/null as their home.
    return codeOf(cause) !== "ENOTDIR";
  }
}

function codeOf(thrown: unknown): string | undefined {
  return thrown instanceof Error && "code" in thrown ? String(thrown.code) : undefined;
}
