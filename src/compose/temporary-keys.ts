import { systemClock } from "../async/clock.ts";
import type { Config } from "../config/config.ts";
import { SESSION } from "../config/role.ts";
import { assumeRole } from "../ses/oidc/web-identity.ts";
import type { ComposeContext } from "./requests.ts";

/**
 * The config with keys in place of a role; one that has keys stays as it is. The new keys and the token that
 * bought them join the secrets.
 * @throws OnboardError as assumeRole does; nothing but GitHub and STS was contacted then
 */
export async function withTemporaryKeys(
  config: Config,
  { env, clock = systemClock, signal }: ComposeContext,
): Promise<Config> {
  const { role, region, credentials: given } = config.ses;
  if (role === undefined || "secretId" in given) return config;
  const durationSeconds = Math.max(Math.ceil(config.waitMs / 1_000) + SESSION.margin, SESSION.usual);
  const { credentials, secrets } = await assumeRole(
    { ...role, region, durationSeconds },
    { env, clock, signal },
  );
  return { ...config, ses: { ...config.ses, credentials }, secrets: [...config.secrets, ...secrets] };
}
