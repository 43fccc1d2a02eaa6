import { realpathSync, statSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { DEFAULT_FILE } from "../../config/load.ts";
import type { Options } from "../../config/sources/options.ts";
import { OnboardError } from "../../errors/onboard-error.ts";
import { phrase } from "../../errors/phrase.ts";
import { isThere } from "../../files/unread.ts";
import type { Io } from "../io.ts";

type Place = Pick<Io, "cwd" | "env" | "onlyNamedConfig">;

interface Named {
  readonly option: string;
  readonly file: string;
}

/**
 * A file that a command writes is none that it reads or writes as something else: a log within a report can be read
 * by nobody, and a plan in place of the config ends the next run. Other spellings and links name the same file.
 * @throws OnboardError CONFIG_INVALID
 */
export function refuseFilesNamedTwice(options: Options, place: Place): void {
  const written = named(options, ["log", "report", "out"]);
  const read = [...named(options, ["plan", "expect", "config", "file"]), ...configFoundIn(options, place)];
  const all = [...written, ...read, ...runnersFiles(place)].map((one) => ({
    ...one,
    key: keyOfFile(resolve(place.cwd, one.file)),
  }));
  for (const [index, { option, file, key }] of all.slice(0, written.length).entries()) {
    const other = all.slice(index + 1).find((one) => one.key === key);
    if (other === undefined) continue;
    throw new OnboardError(
      "CONFIG_INVALID",
      phrase`${file} is named twice, by ${option} and by ${other.option}: one file can't be both.`,
      { hint: phrase`Name another file with ${option}.`, facts: { path: resolve(place.cwd, file) } },
    );
  }
}

function named(
  options: Options,
  names: readonly ("log" | "report" | "out" | "plan" | "expect" | "config" | "file")[],
): readonly Named[] {
  return names.flatMap((name) =>
    [options[name]?.value ?? []].flat().map((file) => ({ option: `--${name}`, file })),
  );
}

/** The one that is read unasked. */
function configFoundIn({ config, sandbox }: Options, { cwd, onlyNamedConfig }: Place): readonly Named[] {
  const isLookedFor = config === undefined && sandbox?.value !== true && onlyNamedConfig !== true;
  return isLookedFor && isThere(resolve(cwd, DEFAULT_FILE))
    ? [{ option: "the config file", file: DEFAULT_FILE }]
    : [];
}

/** By which a step of a job talks to its runner ("Workflow commands", GitHub's documentation, November 2026). */
const RUNNERS_FILES = [
  "GITHUB_OUTPUT",
  "GITHUB_STEP_SUMMARY",
  "GITHUB_ENV",
  "GITHUB_PATH",
  "GITHUB_STATE",
  "GITHUB_EVENT_PATH",
];

function runnersFiles({ env }: Place): readonly Named[] {
  return RUNNERS_FILES.flatMap((option) => {
    const file = env[option];
    return file === undefined || file === "" ? [] : [{ option, file }];
  });
}

/** The same for two names of one file, be it there or not. */
function keyOfFile(path: string): string {
  const found = statOf(path);
  if (found !== undefined) return `${found.dev}:${found.ino}`;
  try {
    return join(realpathSync(dirname(path)), basename(path));
  } catch {
    return path; // Whoever opens it says what is wrong with its folder.
  }
}

function statOf(path: string): { readonly dev: bigint; readonly ino: bigint } | undefined {
  try {
    return statSync(path, { bigint: true });
  } catch {
    return undefined; // Not there, or not to be seen: whoever opens it says so.
  }
}
