import { unlessAborted } from "../async/together.ts";
import type { DomainName } from "../dns/domain-name.ts";
import { isOnboardError, OnboardError } from "../errors/onboard-error.ts";
import { phrase } from "../errors/phrase.ts";
import type { CreateTurn } from "../onboard/run.ts";

/**
 * The account's few places go to the domains in the order of their list, one by one: who has the last one is
 * nobody's race. After the first refusal SES is not asked again.
 * @returns gives the next place in the line
 */
export function createTurns(): () => CreateTurn {
  let tail: Promise<unknown> = Promise.resolve();
  let refused: { readonly domain: DomainName; readonly error: OnboardError } | undefined;
  return () => {
    const before = tail;
    let leave = (): void => undefined;
    const left = new Promise<void>((resolve) => {
      leave = resolve;
    });
    tail = Promise.all([before, left]);
    return {
      leave,
      async take(domain, create, signal) {
        try {
          await unlessAborted(signal, before);
          if (refused !== undefined) throw notAsked(domain, refused);
          return await create();
        } catch (error) {
          if (isOnboardError(error) && error.code === "QUOTA_EXCEEDED") refused ??= { domain, error };
          throw error;
        } finally {
          leave();
        }
      },
    };
  };
}

function notAsked(
  domain: DomainName,
  refused: { readonly domain: DomainName; readonly error: OnboardError },
): OnboardError {
  const said = OnboardError.partsOf(refused.error);
  return new OnboardError(
    "QUOTA_EXCEEDED",
    phrase`SES was not asked: ${refused.domain}, which comes before ${domain}, got no place. ${said.message}`,
    { hint: said.hint, facts: { domain, refused: refused.domain } },
  );
}
