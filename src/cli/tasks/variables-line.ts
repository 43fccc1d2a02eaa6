import { METAS } from "../../../providers/registry.ts";
import { givenVariables } from "../../config/accounts/variables.ts";
import type { Io } from "../io.ts";

/**
 * What `doctor` says of the environment: names, never values. Keys may come from a config file or a profile as
 * well, so that none is set is no failure.
 */
export function variablesLine({ env }: Pick<Io, "env">): string {
  return givenVariables(env, Object.values(METAS))
    .map(({ of, names }) => `${of}: ${names.join(", ") || "none"}`)
    .join("; ");
}
