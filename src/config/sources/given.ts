import type { GivenOption } from "../../events/started.ts";
import type { Environment } from "../../net/proxy.ts";
import { OPTION_NAMES, OPTIONS } from "../option-table.ts";
import type { Origin } from "../problem.ts";
import type { LoadedFile } from "./file.ts";
import { findText, type Flags } from "./options.ts";
import { findTextIn } from "./settings.ts";

/** What is told of a command: every flag, and what decides about a write wherever it was given. */
export function givenOptions(
  flags: Flags,
  env: Environment,
  file: LoadedFile | undefined,
): readonly GivenOption[] {
  return OPTION_NAMES.flatMap((option) => {
    const found = findText(option, flags, env) ?? (file === undefined ? undefined : findTextIn(option, file));
    if (found === undefined) return [];
    const by = sourceOf(found.origin);
    return by === "flag" || OPTIONS[option].decides === true ? [{ option, values: found.pieces, by }] : [];
  });
}

function sourceOf(origin: Origin): GivenOption["by"] {
  if ("flag" in origin) return "flag";
  return "variable" in origin ? "variable" : "config";
}
