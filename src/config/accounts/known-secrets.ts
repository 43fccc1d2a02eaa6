import { resolve } from "node:path";
import type { ProviderMeta, Setting } from "../../../providers/describe.ts";
import type { Environment } from "../../net/proxy.ts";
import type { ConfigSources } from "../loading.ts";
import { KEY_VARIABLES, TOKEN_VARIABLES } from "../tencent-credentials.ts";
import type { SecretRef } from "../sources/secret.ts";

// Whose a variable's secret is, by its name. A config maps variables to adapters, and whoever may change it could else
// send Tencent Cloud's keys to a host of his own.

/** Who may get a secret: the id of a vendor; undefined is an adapter that is written elsewhere, which is no vendor. */
export type Vendor = string | undefined;

interface Owner {
  readonly vendor: string;
  readonly title: string;
  readonly variables: readonly string[];
}

export const TENCENT = "tencent";

const TENCENT_OWNER: Owner = {
  vendor: TENCENT,
  title: "Tencent Cloud",
  variables: [...KEY_VARIABLES, ...TOKEN_VARIABLES],
};

/** What GitHub gives a job (its documentation, November 2026); no DNS host has a use for it. */
const GITHUB_OWNER: Owner = {
  vendor: "github",
  title: "GitHub",
  variables: ["GITHUB_TOKEN", "GH_TOKEN", "ACTIONS_ID_TOKEN_REQUEST_TOKEN", "ACTIONS_RUNTIME_TOKEN"],
};

type Metas = ConfigSources["metas"];

/** The variables that may hold it. */
export function namesOf({ env, otherEnv }: Pick<Setting, "env" | "otherEnv">): readonly string[] {
  return [env, otherEnv].filter((name) => name !== undefined);
}

function ownersOf(metas: Metas): readonly Owner[] {
  return [TENCENT_OWNER, GITHUB_OWNER, ...Object.values(metas).map(ownerOf)];
}

function ownerOf({ id, vendor = id, title, settings, secretVariables = [] }: ProviderMeta): Owner {
  const named = settings.flatMap((setting) => (setting.secret ? namesOf(setting) : []));
  return { vendor, title, variables: [...named, ...secretVariables] };
}

/**
 * Why this secret is not for this vendor, as a clause; undefined: it may be. By the variable's name, and by a path
 * that such a variable's `_FILE` names.
 */
export function faultOfSource(
  ref: SecretRef,
  vendor: Vendor,
  { sources, directory }: { readonly sources: ConfigSources; readonly directory: string },
): string | undefined {
  const { env, cwd, metas } = sources;
  const isMeant = (variable: string): boolean => {
    if ("env" in ref) return ref.env === variable || ref.env === `${variable}_FILE`;
    const path = env[`${variable}_FILE`];
    return Boolean(path) && resolve(cwd, path ?? "") === resolve(directory, ref.file);
  };
  const named = ownersOf(metas).flatMap(({ variables, ...owner }) =>
    variables.filter(isMeant).map((variable) => ({ ...owner, variable })),
  );
  const [first] = named;
  if (first === undefined || named.some((owner) => owner.vendor === vendor)) return undefined;
  return `${first.variable} is a credential of ${first.title}'s, and is sent to nobody else`;
}

/** What to do about such a fault. */
export const OWN_VARIABLE = "Give it a credential of its own, in a variable of another name.";

/** How secrets that nobody here knows are mostly called. */
const SECRET_NAME = /KEY|SECRET|TOKEN|PASSWORD|PASSWD|CREDENTIAL/i;

/** The environment for an adapter that is written elsewhere: without the secrets that it does not name as its own. */
export function withoutOthersSecrets(env: Environment, meta: ProviderMeta, metas: Metas): Environment {
  const known = new Set(ownersOf(metas).flatMap(({ variables }) => variables));
  const declared = new Set(
    [...meta.settings.flatMap(namesOf), ...(meta.secretVariables ?? [])].filter((name) => !known.has(name)),
  );
  const baseOf = (name: string): string => name.replace(/_FILE$/, "");
  return Object.fromEntries(
    Object.entries(env).filter(
      ([name]) => declared.has(baseOf(name)) || !(known.has(baseOf(name)) || SECRET_NAME.test(name)),
    ),
  );
}
