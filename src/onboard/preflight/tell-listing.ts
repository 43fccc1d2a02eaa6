import type { DomainName } from "../../dns/domain-name.ts";
import { isOnboardError, OnboardError } from "../../errors/onboard-error.ts";
import { phrase } from "../../errors/phrase.ts";
import type { IdentityList } from "../../plan/identity.ts";
import { patiently, type Run } from "../run.ts";

/** What SES lists, or why it does not. */
export type Listed = IdentityList | OnboardError;

/**
 * How much of the account's quota is used, which is counted for ever: told before Create. Without the right
 * to list, or whatever else SES answers, that is told in its place, and stops nothing but a limit of one's own.
 */
export async function tellListing(run: Run): Promise<Listed> {
  const found = await findListing(run);
  if (!isOnboardError(found)) run.emit({ type: "identities.listed", ...found });
  else run.emit({ type: "identities.unlisted", code: found.code, reason: found.message });
  return found;
}

/** The same without a word. */
export async function findListing(run: Run): Promise<Listed> {
  const { identities, signal, domainLimit } = run;
  try {
    // It decides only where there is a limit to compare it with.
    return await identities.list(domainLimit === undefined ? { signal } : patiently(run));
  } catch (error) {
    signal.throwIfAborted();
    if (isOnboardError(error)) return error;
    throw error;
  }
}

/**
 * Only where the config says how many sender domains there may be: SES's own limit is not known from outside. A
 * limit that can't be compared is kept, too.
 * @throws OnboardError QUOTA_EXCEEDED; what List was refused with
 */
export function requireRoom({ domain, domainLimit }: Run, list: Listed): void {
  if (domainLimit === undefined) return;
  if (isOnboardError(list)) throw unknownRoom(domain, domainLimit, list);
  if (list.total < domainLimit) return;
  throw new OnboardError(
    "QUOTA_EXCEEDED",
    phrase`The account has ${list.total} sender domains and ses.domainLimit is ${domainLimit}, so ${domain} is not created.`,
    {
      hint: phrase`Ask Tencent Cloud by a ticket for more sender domains, then raise ses.domainLimit (SES_ONBOARD_DOMAIN_LIMIT).`,
      facts: { domain, total: list.total, domainLimit },
    },
  );
}

function unknownRoom(domain: DomainName, domainLimit: number, cause: OnboardError): OnboardError {
  return new OnboardError(
    cause.code,
    phrase`ses.domainLimit is ${domainLimit}, and SES does not tell how many sender domains there are, so ${domain} is not created: ${OnboardError.partsOf(cause).message}`,
    {
      hint: phrase`Allow the key ses:ListEmailIdentities, or take ses.domainLimit (SES_ONBOARD_DOMAIN_LIMIT) away, then run again.`,
      facts: { domain, domainLimit },
      cause,
    },
  );
}
