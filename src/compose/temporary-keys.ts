import { systemClock } from "../async/clock.ts";
import type { Config } from "../config/config.ts";
import { assumeRole } from "../ses/oidc/web-identity.ts";
import type { ComposeContext } from "./requests.ts";

/** Seconds. What STS gives unasked (API page, April 2026), more than any usual run needs. */
const USUAL_SECONDS = 7_200;
const MOST_SECONDS = 43_200;
/** Before the first write and after the last look at a wait. */
const MARGIN_SECONDS = 1_800;

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
  const wanted = Math.ceil(config.waitMs / 1_000) + MARGIN_SECONDS;
  const durationSeconds = Math.min(Math.max(wanted, USUAL_SECONDS), MOST_SECONDS);
  const { credentials, secrets } = await assumeRole(
    { ...role, region, durationSeconds },
    { env, clock, signal },
  );
  return { ...config, ses: { ...config.ses, credentials }, secrets: [...config.secrets, ...secrets] };
}
