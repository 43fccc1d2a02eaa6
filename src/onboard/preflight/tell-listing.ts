import { isOnboardError, OnboardError } from "../../errors/onboard-error.ts";
import type { IdentityList } from "../../plan/identity.ts";
import type { Run } from "../run.ts";

/**
 * How much of the account's quota is used, which is counted for ever: told before Create. Without the right
 * to list, or whatever else SES answers, that is told in its place, and stops nothing.
 */
export async function tellListing(run: Run): Promise<IdentityList | undefined> {
  const found = await read(run);
  if (!isOnboardError(found)) run.emit({ type: "identities.listed", ...found });
  else run.emit({ type: "identities.unlisted", code: found.code, reason: found.message });
  return isOnboardError(found) ? undefined : found;
}

/** The same without a word. */
export async function findListing(run: Run): Promise<IdentityList | undefined> {
  const found = await read(run);
  return isOnboardError(found) ? undefined : found;
}

async function read({ identities, signal }: Run): Promise<IdentityList | OnboardError> {
  try {
    return await identities.list({ signal });
  } catch (error) {
    signal.throwIfAborted();
    if (isOnboardError(error)) return error;
    throw error;
  }
}

/**
 * Only where the config says how many sender domains there may be: SES's own limit is not known from outside.
 * @throws OnboardError QUOTA_EXCEEDED
 */
export function requireRoom({ domain, domainLimit }: Run, list: IdentityList | undefined): void {
  if (domainLimit === undefined || list === undefined || list.total < domainLimit) return;
  throw new OnboardError(
    "QUOTA_EXCEEDED",
    `SES lists ${list.total} sender domains, and the config allows ${domainLimit}, so ${domain} is not created.`,
    {
      hint: "Ask Tencent Cloud by a ticket for more sender domains, then raise ses.domainLimit in the config.",
      facts: { domain, total: list.total, domainLimit },
    },
  );
}
