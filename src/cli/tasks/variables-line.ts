import { METAS } from "../../../providers/registry.ts";
import { givenVariables, TENCENT } from "../../config/accounts/variables.ts";
import type { Io } from "../io.ts";

/**
 * What `doctor` says of the environment: names, never values. Keys may come from a config file or a profile as
 * well, so that none is set is no failure.
 */
export function variablesLine({ env }: Pick<Io, "env">): string {
  const given = givenVariables(env, Object.values(METAS));
  const hasTencents = given.some(
    ({ of, names }) => of === TENCENT && names.some((name) => /_SECRET_/.test(name)),
  );
  // The keys that SES is used with count at DNSPod, too.
  const borrowing = Object.values(METAS).filter(({ vendor }) => vendor === TENCENT && hasTencents);
  return given
    .map(({ of, names }) => {
      const none = borrowing.some(({ title }) => title === of) ? `those of ${TENCENT}` : "none";
      return `${of}: ${names.join(", ") || none}`;
    })
    .join("; ");
}
