import type { Options } from "../../config/sources/options.ts";
import type { Language } from "../../errors/phrase.ts";
import { chooseFormat } from "../../report/format.ts";
import { lacksSigns } from "../../report/symbols.ts";
import type { Io } from "../io.ts";

/** What a command's errors are told in beside English; the words of a language are loaded where somebody reads it. */
export async function languageFor(options: Options, io: Io): Promise<Language | undefined> {
  const format = chooseFormat({ choice: options.format?.value, env: io.env, isTTY: io.stderr.isTTY });
  if (!wantsChinese({ given: options.lang?.value, isJson: format === "json" }, io)) return undefined;
  const { CHINESE } = await import("../../report/words/zh/chinese.ts");
  return CHINESE;
}

interface Asked {
  /** By `--lang` or its variable. */
  readonly given: string | undefined;
  /** What programs read does not change with somebody's locale. */
  readonly isJson: boolean;
}

/**
 * By `--lang`, else by the locale (POSIX.1-2024 section 8.2: LC_ALL goes before LC_MESSAGES, that before LANG), unless
 * its character set has no Chinese that we could write.
 */
export function wantsChinese({ given, isJson }: Asked, { env, stderr }: Pick<Io, "env" | "stderr">): boolean {
  if (given !== undefined) return given === "zh";
  if (isJson || lacksSigns({ env, isTTY: stderr.isTTY })) return false;
  return /^zh(?![a-z])/i.test(env["LC_ALL"] || env["LC_MESSAGES"] || env["LANG"] || "");
}
