import { METAS } from "../../../providers/registry.ts";
import { TENCENT as VENDOR } from "../../config/accounts/known-secrets.ts";
import { givenVariables, TENCENT } from "../../config/accounts/variables.ts";
import type { Finding } from "../../events/diagnosis/finding.ts";
import type { Io } from "../io.ts";

/**
 * What `doctor` says of the environment: names, never values. Keys may come from a config file or a profile as
 * well, so that none is set is no failure.
 */
export function foundVariables({ env }: Pick<Io, "env">): Finding {
  const given = givenVariables(env, Object.values(METAS));
  const hasTencents = given.some(
    ({ of, names }) => of === TENCENT && names.some((name) => /_SECRET_/.test(name)),
  );
  // The keys that SES is used with count at DNSPod, too.
  const borrowing = Object.values(METAS).filter(({ vendor }) => vendor === VENDOR && hasTencents);
  return {
    finding: "variables",
    accounts: given.map(({ of, names }) => {
      const borrows = borrowing.some(({ title }) => title === of) ? { borrows: TENCENT } : {};
      return { of, names, ...borrows };
    }),
  };
}
