import type { RoleConfig } from "./config.ts";
import { refuseElsewhere, TENCENT_HOSTS } from "./accounts/endpoints.ts";
import type { Loading } from "./loading.ts";
import { SITES, type Site } from "./sites.ts";
import { phrase } from "../errors/phrase.ts";

/** The names that Tencent's own Terraform provider reads (its documentation, November 2026). */
export const ARN_VARIABLE = "TENCENTCLOUD_ASSUME_ROLE_ARN";
export const PROVIDER_VARIABLE = "TENCENTCLOUD_ASSUME_ROLE_PROVIDER_ID";
/** What the identity provider's client id usually is; GitHub signs for whatever audience it is asked. */
const USUAL_AUDIENCE = "sts.tencentcloudapi.com";

/**
 * Seconds: what STS gives unasked, the most that it gives (API page, April 2026), and what a run needs beside its
 * wait, before the first write and after the last look.
 */
export const SESSION = { usual: 7_200, most: 43_200, margin: 1_800 } as const;

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
    problems.push({ origin: { variable }, problem: phrase`it is not set, but ${other} to get keys by is` });
    return undefined;
  }
  refuseLongWait(loading);
  const given = settings["sts-endpoint"];
  if (given !== undefined)
    refuseElsewhere(loading, { text: given.value, origin: given.origin }, TENCENT_HOSTS);
  const endpoint = given?.value ?? SITES[site].sts;
  return { arn, providerId, audience: settings["oidc-audience"]?.value ?? USUAL_AUDIENCE, endpoint };
}

/** Keys are got once, so a run that outlives them could neither verify nor tell why. */
function refuseLongWait({ settings: { wait }, problems }: Loading): void {
  const longest = SESSION.most - SESSION.margin;
  if (wait === undefined || wait.value <= longest * 1_000) return;
  problems.push({
    origin: wait.origin,
    problem: phrase`a role's keys live ${SESSION.most / 3_600} hours at most, so a run by a role can wait no longer than ${longest / 60}m`,
    hint: "Wait less and run the same command again later: it goes on where it stopped.",
  });
}
