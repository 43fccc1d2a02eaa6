import { startClock } from "../async/clock.ts";
import type { Config } from "../config/config.ts";
import { SESSION } from "../config/role.ts";
import { isOnboardError, OnboardError } from "../errors/onboard-error.ts";
import { phrase } from "../errors/phrase.ts";
import type { Identities } from "../plan/identity.ts";
import { sesTime } from "../ses/identities.ts";
import { assumeRole } from "../ses/oidc/web-identity.ts";
import type { ComposeContext } from "./requests.ts";

/**
 * The config with keys in place of a role; one that has keys stays as it is. The new keys and the token that
 * bought them join the secrets.
 * @throws OnboardError as assumeRole does, and CONFIG_INVALID for a wait that the keys do not outlive; nothing but
 * GitHub and STS was contacted then
 */
export async function withTemporaryKeys(
  config: Config,
  { env, clock = startClock(), signal }: ComposeContext,
): Promise<Config> {
  const { role, region, credentials: given } = config.ses;
  if (role === undefined || "secretId" in given) return config;
  const durationSeconds = Math.max(Math.ceil(config.waitMs / 1_000) + SESSION.margin, SESSION.usual);
  const {
    credentials,
    secrets,
    expiresAt = Infinity,
  } = await assumeRole({ ...role, region, durationSeconds }, { env, clock, signal });
  const livesForMs = expiresAt - clock.now();
  if (livesForMs < config.waitMs) throw outlived(livesForMs, config.waitMs);
  return { ...config, ses: { ...config.ses, credentials }, secrets: [...config.secrets, ...secrets] };
}

/**
 * The same for whoever tells how each domain ended, whatever happens: what kept the keys away is then the answer
 * to the first question to SES.
 * @throws only the signal's reason, when it aborts
 */
export async function tryTemporaryKeys(
  config: Config,
  context: ComposeContext,
): Promise<{ readonly config: Config; readonly withoutKeys?: OnboardError }> {
  try {
    return { config: await withTemporaryKeys(config, context) };
  } catch (thrown) {
    context.signal.throwIfAborted();
    if (!isOnboardError(thrown)) throw thrown;
    return { config, withoutKeys: thrown };
  }
}

/** SES as it is to somebody who got no keys. */
export function identitiesWithoutKeys(
  { site, region, endpoint }: Pick<Config["ses"], "site" | "region" | "endpoint">,
  reason: OnboardError,
  env: ComposeContext["env"],
): Identities {
  const refuse = (): Promise<never> => Promise.reject(reason);
  const time = sesTime({ endpoint, env });
  return { site, region, get: refuse, list: refuse, ensure: refuse, verify: refuse, time };
}

/** A role of CAM has a longest session of its own, and STS may give keys for that instead of refusing. */
function outlived(livesForMs: number, waitMs: number): OnboardError {
  const minutes = Math.max(Math.floor(livesForMs / 60_000), 0);
  return new OnboardError(
    "CONFIG_INVALID",
    phrase`The role's keys are good for ${minutes}m, and the run may wait longer than that (${Math.ceil(waitMs / 60_000)}m).`,
    {
      hint: phrase`Wait less (${{ option: "wait" }}), or let the role's sessions last longer in CAM.`,
      facts: { livesForMs, waitMs },
    },
  );
}
