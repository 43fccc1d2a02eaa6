import { writeSync } from "node:fs";

// Loaded by itself and first: with few descriptors nothing else can be, and in a folder that is gone packages throw
// as soon as they are read.

const AGAIN = "Run the same command again with --debug and report its output as a bug.";
const FEW_FILES = "Let it open more files (`ulimit -n 256`), then run the same command again.";
const NO_FOLDER = "Change into a folder that is there, then run the same command again.";

const HINTS: Readonly<Record<string, string>> = { EMFILE: FEW_FILES, ENFILE: FEW_FILES, uv_cwd: NO_FOLDER };

/**
 * For what fails where nothing is loaded that could tell it: as every error is told, and without what is not the
 * system's own, which may hold a secret.
 * @returns the exit status
 */
export function sayPlainly(thrown: unknown): number {
  const { code, syscall, path } = Object(thrown) as Readonly<Record<"code" | "syscall" | "path", unknown>>;
  const isOfSystem = typeof code === "string" && typeof syscall === "string";
  const what = isOfSystem
    ? `${code} (${syscall}${typeof path === "string" ? ` ${path}` : ""})`
    : "it failed in itself";
  const hint = isOfSystem ? (HINTS[code] ?? HINTS[syscall]) : undefined;
  say(`✖ UNEXPECTED (exit 1)\n  The program can't go on: ${what}.\n  → ${hint ?? AGAIN}\n`);
  return 1;
}

/** At once, since the process may end with the next word. */
export function say(text: string): void {
  try {
    writeSync(2, text);
  } catch {
    // Nobody reads it; the exit status tells.
  }
}
