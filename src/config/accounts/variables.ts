import {
  ENDPOINT_SETTINGS,
  type CredentialVariable,
  type ProviderMeta,
} from "../../../providers/describe.ts";
import { namesOf } from "./known-secrets.ts";
import { ARN_VARIABLE, PROVIDER_VARIABLE } from "../role.ts";

// The variables that an account and its credentials are given by, once: docs/github-action.md, the `env:` of each
// workflow and `doctor` go by this table. What a run does is said by options (option-table.ts).

export interface Variable extends Omit<CredentialVariable, "way"> {
  /** Whose account it is: Tencent Cloud's, or a DNS host's title. */
  readonly of: string;
  /** Absent: wanted by either way, or by none. */
  readonly way?: CredentialVariable["way"];
  /** What other tools call it: told where it is given, and asked of nobody. */
  readonly otherEnv?: string;
}

export const TENCENT = "Tencent Cloud";

const OF_TENCENT: readonly Omit<Variable, "of">[] = [
  { env: "SES_ONBOARD_SITE", summary: "international (default) or china.", secret: false },
  {
    env: "TENCENTCLOUD_REGION",
    summary: "A region of that site; default: the site's first one.",
    secret: false,
  },
  {
    env: ARN_VARIABLE,
    summary: "The role, like qcs::cam::uin/100000000001:roleName/ses-onboard.",
    secret: false,
    way: "role",
  },
  {
    env: PROVIDER_VARIABLE,
    summary: "The name of CAM's identity provider, like github.",
    secret: false,
    way: "role",
  },
  {
    env: "SES_ONBOARD_OIDC_AUDIENCE",
    summary: "Its client id, where that is not sts.tencentcloudapi.com.",
    secret: false,
    way: "role",
  },
  { env: "TENCENTCLOUD_SECRET_ID", summary: "Id of an API key.", secret: true, way: "keys" },
  { env: "TENCENTCLOUD_SECRET_KEY", summary: "The key itself.", secret: true, way: "keys" },
];

/** Tencent Cloud's, then those of each DNS host. Endpoints are left out: no workflow has a reason to move one. */
export function variablesOf(metas: readonly ProviderMeta[]): readonly Variable[] {
  return [...OF_TENCENT.map((variable) => ({ ...variable, of: TENCENT })), ...metas.flatMap(ofHost)];
}

function ofHost({ title, settings, credentials = [] }: ProviderMeta): readonly Variable[] {
  const ofSettings = settings.flatMap(({ name, env, otherEnv, summary, secret }): readonly Variable[] => {
    if (env === undefined || ENDPOINT_SETTINGS.has(name)) return [];
    const other = otherEnv === undefined ? {} : { otherEnv };
    return [{ of: title, env, summary, secret, ...(secret ? { way: "keys" } : {}), ...other }];
  });
  return [...credentials.map((variable) => ({ ...variable, of: title })), ...ofSettings];
}

/** For each account the variables of the table that say something here; `NAME_FILE` counts as NAME does. */
export function givenVariables(
  env: Readonly<Record<string, string | undefined>>,
  metas: readonly ProviderMeta[],
): readonly { readonly of: string; readonly names: readonly string[] }[] {
  const variables = variablesOf(metas);
  const isGiven = (name: string): boolean => Boolean(env[name]);
  return [...new Set(variables.map((variable) => variable.of))].map((of) => ({
    of,
    names: variables.flatMap((variable) =>
      variable.of === of
        ? namesOf(variable)
            .flatMap((name) => [name, `${name}_FILE`])
            .filter(isGiven)
        : [],
    ),
  }));
}

/** That hold the keys of a DNS host, without the token that only temporary keys have. */
export function keyVariablesOf(meta: ProviderMeta): readonly string[] {
  const keys = variablesOf([meta]).filter(({ of, way }) => of === meta.title && way === "keys");
  return keys.map(({ env }) => env).filter((name) => !/_(?:SESSION|SECURITY)_TOKEN$/.test(name));
}
