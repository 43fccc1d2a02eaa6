import type { Delegation } from "../../dns/observation.ts";
import { isOnboardError, type OnboardError } from "../../errors/onboard-error.ts";
import type { Identity } from "../../plan/identity.ts";
import { compare, tellDelegation } from "./compare.ts";
import { answerOf, sesViews } from "../confirm/confirm.ts";
import { notVerified } from "./drift.ts";
import { isNotSeen, isUnserved, missingIdentity, withWordOfSes } from "./endings.ts";
import { seenByResolvers } from "./by-resolvers.ts";
import { portCauseOf } from "../preflight/find-zone.ts";
import { runSteps } from "../command.ts";
import { patiently, withMemory, type Run } from "../run.ts";
import { firstDecides } from "../../async/together.ts";
import type { DomainResult } from "../../events/result.ts";

// `check`: check-domain.ts, check-dns.ts without SES; compare.ts, inspect.ts for one record, beside-wildcards.ts, look.ts at every server, by-resolvers.ts where none can be asked; said.ts, drift.ts
// and endings.ts say how it ends.

/**
 * `check`: is everything still published and verified? Needs no credentials of the DNS host and writes
 * nothing: the walk, SES's own view, one round at every authoritative server, and the same `isMet` that
 * planning uses. SES is not asked to look: that would be a write there.
 */
export function checkDomain(given: Run): Promise<DomainResult> {
  return runSteps("check", withMemory(given), async (run) => {
    const [identity, delegation] = await firstDecides(run, readIdentity, findDelegation);
    if (!isOnboardError(delegation)) tellDelegation(run, delegation);
    const { verified } = identity;
    const said = { ses: sesViews(identity), ...answerOf(identity) };
    run.emit({ type: "identity.ready", created: false, verified, ...said });
    await compareWithDns(run, identity, delegation);
    run.emit({ type: "identity.verified", attempt: 0, ...said });
    return "verified";
  });
}

/** @throws OnboardError IDENTITY_MISSING */
async function readIdentity(run: Run): Promise<Identity> {
  const identity = await run.identities.get(run.domain, patiently(run));
  run.emit({ type: "identity.found", exists: identity !== undefined, verified: identity?.verified ?? false });
  if (identity === undefined) throw missingIdentity(run);
  return identity;
}

/** Or why it is not seen, or not there for the world: SES's own word is told all the same. */
async function findDelegation({ authority, domain, signal }: Run): Promise<Delegation | OnboardError> {
  try {
    return await authority.delegation(domain, { signal });
  } catch (error) {
    if (isNotSeen(error) || isUnserved(error)) return error;
    throw error;
  }
}

/** @throws OnboardError NOT_OBSERVABLE, VERIFICATION_PENDING, DRIFT, ZONE_NOT_DELEGATED */
async function compareWithDns(
  run: Run,
  identity: Identity,
  delegation: Delegation | OnboardError,
): Promise<void> {
  try {
    if (isOnboardError(delegation)) throw delegation;
    await compare(run, delegation, {
      requirements: identity.records.map(({ requirement }) => requirement),
      judge: (seen) => (identity.verified ? undefined : notVerified(run.domain, seen)),
    });
  } catch (error) {
    if (!isNotSeen(error) && !isUnserved(error)) throw error;
    // What is in the way of every name server is in the way of no resolver that is asked by HTTPS.
    const seen = portCauseOf(error) === undefined ? "" : await seenByResolvers(run, identity);
    throw withWordOfSes(error, identity, seen);
  }
}
