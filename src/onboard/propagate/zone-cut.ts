import type { DomainName } from "../../dns/domain-name.ts";
import type { Observation, Question, ServerAddress } from "../../dns/observation.ts";
import { keyOf, keyText } from "../../dns/rrset.ts";
import { addressName } from "../../dns/said.ts";
import { OnboardError } from "../../errors/onboard-error.ts";
import { listPhrase, phrase } from "../../errors/phrase.ts";
import { findDeeperZone, type DeeperZone } from "../../plan/delegation/deeper-zone.ts";
import { seeDeeperZone } from "../preflight/ask-servers.ts";
import type { Goal } from "./goal.ts";

/** A zone of its own between the apex and a record: what is written into the zone above is never served there. */
export interface SeenCut {
  readonly goal: Goal;
  readonly zone: DeeperZone;
}

/**
 * By a referral, or by the SOA of a "no", which names the zone that says it (RFC 2308 section 3): a deeper zone on the
 * same server takes the names away although nobody delegated it (PowerDNS issue 4278, seen in November 2026). It ends
 * the run, so the server has to show it twice: one odd answer is asked again.
 * @param observation what does not serve the goal
 * @param ask the same server
 */
export async function findCut(
  goal: Goal,
  apex: DomainName,
  observation: Observation,
  ask: (question: Question) => Promise<Observation>,
): Promise<SeenCut | undefined> {
  const seen = findDeeperZone(observation, apex, goal.owner);
  if (seen === undefined) return undefined;
  const question = keyOf(goal);
  const zone = await seeDeeperZone({ apex, question, said: await ask(question), ask });
  return zone?.apex === seen.apex ? { goal, zone } : undefined;
}

export function belowCut(at: ServerAddress, apex: DomainName, { goal, zone }: SeenCut): OnboardError {
  const { apex: cut, nameServers } = zone;
  const isReferral = nameServers.length > 0;
  const what = isReferral
    ? phrase`${addressName(at)} refers ${keyText(goal)} to another zone, ${cut} on ${listPhrase(nameServers, ", ")}`
    : phrase`${addressName(at)} answers for ${keyText(goal)} out of another zone, ${cut}`;
  return new OnboardError(
    "ZONE_NOT_DELEGATED",
    phrase`${what}: what is written into ${apex} is never served there.`,
    {
      hint: isReferral
        ? phrase`Remove the NS records at ${cut}, or name the provider that holds that zone with ${{ option: "provider" }}.`
        : phrase`Remove the zone ${cut} at its DNS host, or name the provider that holds it with ${{ option: "provider" }}.`,
      facts: { owner: goal.owner, apex, cut, nameServers, at },
    },
  );
}
