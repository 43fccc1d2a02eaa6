import { endedAtDeadline } from "../../async/deadline.ts";
import type { DomainName } from "../../dns/domain-name.ts";
import type { Delegation } from "../../dns/observation.ts";
import type { DnssecView } from "../../dns/resolvers.ts";
import { OnboardError } from "../../errors/onboard-error.ts";
import { phrase } from "../../errors/phrase.ts";
import { reasonWords } from "../../plan/delegation/dnssec-reasons.ts";
import type { Run } from "../run.ts";
import { isSigned } from "./signed.ts";

/**
 * A resolver tries every server of a zone that does not validate before it says so: Unbound 1.17 takes 1.8 s for that
 * where a round trip takes 120 ms, and 3 s at 200 ms (November 2026). Nothing irreversible has happened, so there is
 * time to hear it. In milliseconds.
 */
const LONGEST_MS = 5_000;

/** What validating resolvers make of a zone. */
export interface Validation {
  /** Undefined: nobody told. */
  readonly signed: boolean | undefined;
  /** Undefined: it could not be found out, or the zone is not signed and there is nothing to find out. */
  readonly view: DnssecView | undefined;
}

/**
 * Only a resolver that validates sees the chain of keys; whether there is one is known to the zone above.
 * @throws OnboardError ZONE_NOT_DELEGATED where validating resolvers refuse the zone
 */
export async function refuseBogus(
  run: Pick<Run, "authority" | "resolvers" | "clock" | "signal">,
  { apex, addresses }: Pick<Delegation, "apex" | "addresses">,
): Promise<Validation> {
  let signed: boolean | undefined;
  const look = async (signal: AbortSignal): Promise<DnssecView | undefined> => {
    // Without addresses the delegation is of resolvers: no name server can be asked from here.
    signed = addresses.length === 0 ? undefined : await isSigned({ ...run, signal }, apex);
    return signed === false ? undefined : run.resolvers.dnssec(apex, { signal, signed });
  };
  const view = await endedAtDeadline(look, { ...run, timeoutMs: LONGEST_MS });
  if (view?.bogus === true) throw bogus(apex, view);
  return { signed, view };
}

function bogus(apex: DomainName, { extendedErrors }: DnssecView): OnboardError {
  return new OnboardError(
    "ZONE_NOT_DELEGATED",
    phrase`The zone ${apex} fails DNSSEC validation${reasonWords(extendedErrors)}: to every validating resolver none of its records exists.`,
    {
      hint: phrase`Renew the DS record of ${apex} at the registrar, or the zone's signatures at the DNS host, then run again.`,
      facts: { apex, extendedErrors },
    },
  );
}
