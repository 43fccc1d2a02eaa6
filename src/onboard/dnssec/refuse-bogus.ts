import { endedAtDeadline } from "../../async/deadline.ts";
import type { DomainName } from "../../dns/domain-name.ts";
import type { Delegation } from "../../dns/observation.ts";
import type { DnssecView } from "../../dns/resolvers.ts";
import { OnboardError } from "../../errors/onboard-error.ts";
import { listPhrase, phrase } from "../../errors/phrase.ts";
import { reasonWords } from "../../plan/delegation/dnssec-reasons.ts";
import type { Warning } from "../../plan/warning.ts";
import type { Run } from "../run.ts";
import { findKeyAbove, type KeyAbove } from "./signed.ts";

/**
 * A resolver tries every server of a zone that does not validate before it says so: Unbound 1.17 takes 1.8 s for that
 * where a round trip takes 120 ms, and 3 s at 200 ms (November 2026). Nothing irreversible has happened, so there is
 * time to hear it. In milliseconds.
 */
const LONGEST_MS = 5_000;

/** What validating resolvers make of a zone. */
export interface Validation {
  /** `passes`: nobody who validates refuses it, or some do and others don't. `untold`: it could not be found out. */
  readonly validation: "unsigned" | "passes" | "untold";
  /** Of resolvers that refuse it although others have validated it. */
  readonly warnings: readonly Warning[];
}

/**
 * Only a resolver that validates sees the chain of keys; whether there is one is known to the zone above.
 * @throws OnboardError ZONE_NOT_DELEGATED where validating resolvers refuse the zone
 */
export async function refuseBogus(
  run: Pick<Run, "authority" | "resolvers" | "clock" | "signal">,
  { apex, addresses }: Pick<Delegation, "apex" | "addresses">,
): Promise<Validation> {
  let key: KeyAbove | undefined;
  const look = async (signal: AbortSignal): Promise<DnssecView | undefined> => {
    // Without addresses the delegation is of resolvers: no name server can be asked from here.
    key = addresses.length === 0 ? undefined : await findKeyAbove({ ...run, signal }, apex);
    if (key === "none") return undefined;
    return run.resolvers.dnssec(apex, { signal, signed: key === undefined ? undefined : true });
  };
  const view = await endedAtDeadline(look, { ...run, timeoutMs: LONGEST_MS });
  if (view?.bogus === true) throw bogus(apex, view);
  return { validation: validationBy(key, view), warnings: view === undefined ? [] : warningsOf(apex, view) };
}

function warningsOf(owner: DomainName, { refusing, extendedErrors }: DnssecView): readonly Warning[] {
  if (refusing.length === 0) return [];
  return [{ warning: "fails-validation", owner, type: "SOA", resolvers: refusing, extendedErrors }];
}

function validationBy(key: KeyAbove | undefined, view: DnssecView | undefined): Validation["validation"] {
  if (key === "none") return "unsigned";
  // Of a zone with a key of its own, somebody who validates says so.
  return view === undefined || (key === "own" && !view.validated) ? "untold" : "passes";
}

function bogus(apex: DomainName, { refusing, extendedErrors }: DnssecView): OnboardError {
  return new OnboardError(
    "ZONE_NOT_DELEGATED",
    phrase`The zone ${apex} fails DNSSEC validation at ${listPhrase(refusing, ", ")}${reasonWords(extendedErrors)}: whoever validates it so sees none of its records.`,
    {
      hint: phrase`Renew the DS record of ${apex} at the registrar, or the zone's signatures at the DNS host, then run again.`,
      facts: { apex, resolvers: refusing, extendedErrors },
    },
  );
}
