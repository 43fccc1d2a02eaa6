import { OPTION_NAMES, OPTIONS, type OptionName } from "../option-table.ts";
import type { LoadedFile } from "./file.ts";
import { toOptions, type Options, type OptionText } from "./options.ts";

/**
 * What flags and variables say and, where they are silent, the config file: all three by the same parsers.
 * @throws OnboardError CONFIG_INVALID, naming each setting of the file that is wrong
 */
export function overFile(options: Options, file: LoadedFile | undefined): Options {
  if (file === undefined) return options;
  return { ...toOptions(OPTION_NAMES.flatMap((name) => findTextIn(name, file) ?? [])), ...options };
}

/** What the config file says. */
export function findTextIn(name: OptionName, { config, locate }: LoadedFile): OptionText | undefined {
  const path = OPTIONS[name].inConfig?.split(".");
  const value = path?.reduce<unknown>(valueAt, config);
  if (path === undefined || value === undefined) return undefined;
  return { name, pieces: (Array.isArray(value) ? value : [value]).map(String), origin: locate(path) };
}

function valueAt(parent: unknown, key: string): unknown {
  return typeof parent === "object" && parent !== null
    ? (parent as Readonly<Record<string, unknown>>)[key]
    : undefined;
}
