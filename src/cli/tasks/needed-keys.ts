import { rightsOf, type ProviderMeta } from "../../../providers/describe.ts";
import { METAS } from "../../../providers/registry.ts";
import { keyVariablesOf, TENCENT } from "../../config/accounts/variables.ts";
import type { Config } from "../../config/config.ts";
import { SITES, type Site } from "../../config/sites.ts";
import { KEY_VARIABLES } from "../../config/tencent-credentials.ts";
import type { ErrorCode } from "../../errors/codes.ts";
import type { Diagnosis, NeededKeys } from "../../events/diagnosis/diagnosis.ts";
import { leastRightsOfSes } from "./account-policies.ts";

/** What is mended by another key, or by more rights of the same. */
const MENDED_BY_KEYS: ReadonlySet<ErrorCode> = new Set([
  "CREDENTIALS_MISSING",
  "CREDENTIALS_REJECTED",
  "RIGHTS_MISSING",
]);

/** A diagnosis with the keys that it lacks: where they are made, and what they have to be allowed. */
export function withNeededKeys(diagnosis: Diagnosis, config: Config): Diagnosis {
  const keys = neededBy(diagnosis, config);
  return keys.length === 0 ? diagnosis : { ...diagnosis, keys };
}

function neededBy({ check, finding, error, host }: Diagnosis, config: Config): readonly NeededKeys[] {
  if (finding?.finding === "no-keys") return HOSTS.map(keysOfHost);
  if (error === null || !MENDED_BY_KEYS.has(error.code)) return [];
  if (check === "ses") return [keysOfSes(config.ses.site)];
  const meta = findMeta(host ?? error.facts["provider"] ?? error.facts["api"], config);
  return meta === undefined ? [] : [keysOfHost(meta)];
}

/** Those that have keys. */
export const HOSTS = Object.values(METAS).filter(({ byHand }) => byHand !== true);

export function keysOfSes(site: Site): NeededKeys {
  return {
    of: TENCENT,
    variables: KEY_VARIABLES,
    madeAt: [SITES[site].keysAt],
    rights: rightsOf(leastRightsOfSes(site)),
  };
}

export function keysOfHost(meta: ProviderMeta): NeededKeys {
  const { title, keysAt = [], rights } = meta;
  return { of: title, variables: keyVariablesOf(meta), madeAt: keysAt, rights };
}

/** By its name in the config, else by its adapter's. */
export function findMeta(name: unknown, { providers }: Pick<Config, "providers">): ProviderMeta | undefined {
  if (typeof name !== "string") return undefined;
  const entry = providers.find((one) => one.name === name);
  return entry?.meta ?? METAS[entry?.type ?? name];
}
