import type { RoleConfig } from "./config.ts";
import { refuseElsewhere, TENCENT_HOSTS } from "./endpoints.ts";
import type { Loading } from "./loading.ts";
import { SITES, type Site } from "./sites.ts";

/** The names that Tencent's own Terraform provider reads (its documentation, November 2026). */
const ARN_VARIABLE = "TENCENTCLOUD_ASSUME_ROLE_ARN";
const PROVIDER_VARIABLE = "TENCENTCLOUD_ASSUME_ROLE_PROVIDER_ID";
/** What the identity provider's client id usually is; GitHub signs for whatever audience it is asked. */
const USUAL_AUDIENCE = "sts.tencentcloudapi.com";

/**
 * The role to get keys by. Only asked for where no keys are given, so that the same variables in front of a
 * terminal change nothing.
 */
export function resolveRole(loading: Loading, site: Site): RoleConfig | undefined {
  const { settings, sources, file, problems } = loading;
  const { arn = "", providerId = "" } = {
    arn: sources.env[ARN_VARIABLE],
    providerId: sources.env[PROVIDER_VARIABLE],
    ...file?.config.ses?.role,
  };
  if (arn === "" && providerId === "") return undefined;
  if (arn === "" || providerId === "") {
    const [variable, other] =
      arn === "" ? [ARN_VARIABLE, "its identity provider"] : [PROVIDER_VARIABLE, "the role"];
    problems.push({ origin: { variable }, problem: `it is not set, but ${other} to get keys by is` });
    return undefined;
  }
  const given = settings["sts-endpoint"];
  if (given !== undefined)
    refuseElsewhere(loading, { text: given.value, origin: given.origin }, TENCENT_HOSTS);
  const endpoint = given?.value ?? SITES[site].sts;
  return { arn, providerId, audience: settings["oidc-audience"]?.value ?? USUAL_AUDIENCE, endpoint };
}
